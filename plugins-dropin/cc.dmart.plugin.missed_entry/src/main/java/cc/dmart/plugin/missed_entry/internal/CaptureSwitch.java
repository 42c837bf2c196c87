package cc.dmart.plugin.missed_entry.internal;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.plugin.DeliveryContext;
import cc.dmart.api.plugin.DmartApi;
import cc.dmart.api.plugin.DmartListener;
import cc.dmart.api.plugin.EntryListener;
import java.util.function.Consumer;
import org.osgi.service.component.ComponentContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Lets {@link MissCounter} listen while any space has {@code capture_misses}. Thread-safe, guarded by its monitor. */
@Component
@DmartListener(
        plugin = "missed_entry",
        event_actions = {"create", "update", "delete"},
        event_resourceTypes = {"space"},
        event_own = true)
public final class CaptureSwitch implements EntryListener {
    private static final long MOST_SPACES = 10_000;

    private final DmartApi api;
    private final Consumer<Boolean> counter;
    private boolean on;

    /** Looks at the spaces as they are. */
    @Activate
    public CaptureSwitch(@Reference DmartApi api, ComponentContext context) {
        this(api, wanted -> {
            String name = MissCounter.class.getName();
            if (wanted) {
                context.enableComponent(name);
            } else {
                context.disableComponent(name);
            }
        });
    }

    CaptureSwitch(DmartApi api, Consumer<Boolean> counter) {
        this.api = api;
        this.counter = counter;
        look();
    }

    @Override
    public void onEvent(EntryEvent event, DeliveryContext delivery) {
        look();
    }

    private synchronized void look() {
        JsonObject all = JsonObject.builder()
                .put("type", "spaces")
                .put("space_name", "management")
                .put("subpath", "/")
                .put("limit", MOST_SPACES)
                .build();
        boolean wanted;
        try {
            wanted = api.asSystem().silently().query(all).records().stream()
                    .anyMatch(space -> space.attributes().bool("capture_misses").orElse(false));
        } catch (DmartException.Invalid e) { // there is no management space (yet): nobody can want it
            wanted = false;
        }
        if (wanted != on) {
            on = wanted;
            counter.accept(wanted);
        }
    }
}
