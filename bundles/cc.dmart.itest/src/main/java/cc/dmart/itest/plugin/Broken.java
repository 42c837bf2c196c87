package cc.dmart.itest.plugin;

import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.plugin.DeliveryContext;
import cc.dmart.api.plugin.EntryListener;

/** A listener that cannot be made. */
public final class Broken implements EntryListener {
    /** Fails. */
    public Broken() {
        throw new IllegalStateException("no licence file");
    }

    @Override
    public void onEvent(EntryEvent event, DeliveryContext delivery) {}
}
