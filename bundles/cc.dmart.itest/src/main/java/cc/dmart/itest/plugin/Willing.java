package cc.dmart.itest.plugin;

import cc.dmart.api.plugin.BeforeHook;
import cc.dmart.api.plugin.ChangeContext;

/** A hook that refuses nothing. */
public final class Willing implements BeforeHook {
    @Override
    public void before(ChangeContext change) {
        // whatever it is
    }
}
