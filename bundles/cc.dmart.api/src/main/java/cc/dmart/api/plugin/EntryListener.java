package cc.dmart.api.plugin;

import cc.dmart.api.model.EntryEvent;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Hears of changes after they are stored, fed from the journal, at least once; must be idempotent on the event id. Registered
 * as a service with the properties of {@link PluginProperties}. Events of one entry arrive in order; others may overlap
 * ({@code plugins-events.md} 2.4).
 */
@ConsumerType
@FunctionalInterface
public interface EntryListener {
    /** Handles an event; a normal return acknowledges it, an exception asks for another try. */
    @SuppressWarnings("checkstyle:IllegalThrows") // a listener may fail in any way; the guard counts it
    void onEvent(EntryEvent event, DeliveryContext delivery) throws Exception;
}
