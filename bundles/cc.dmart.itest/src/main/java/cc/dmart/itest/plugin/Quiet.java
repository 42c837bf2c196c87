package cc.dmart.itest.plugin;

import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.plugin.DeliveryContext;
import cc.dmart.api.plugin.DmartApi;
import cc.dmart.api.plugin.EntryListener;

/** A listener that holds on to what a listener usually holds on to. */
public final class Quiet implements EntryListener {
    private final DmartApi api;
    private final byte[] ballast = new byte[64 << 10];

    /** With the API. */
    public Quiet(DmartApi api) {
        this.api = api;
    }

    @Override
    public void onEvent(EntryEvent event, DeliveryContext delivery) {
        if (api.config("never").isPresent()) {
            throw new IllegalStateException("never " + ballast.length);
        }
    }
}
