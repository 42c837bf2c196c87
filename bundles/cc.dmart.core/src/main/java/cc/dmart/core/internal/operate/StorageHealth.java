package cc.dmart.core.internal.operate;

import cc.dmart.api.service.HealthIndicator;
import cc.dmart.api.storage.EntryStore;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The line {@code storage} of {@code /health/ready}, told by {@code core} because a store knows no services. Thread-safe.
 */
@Component(service = HealthIndicator.class)
public final class StorageHealth implements HealthIndicator {
    private final EntryStore store;

    /** The health of this store. */
    @Activate
    public StorageHealth(@Reference EntryStore store) {
        this.store = store;
    }

    @Override
    public String name() {
        return "storage";
    }

    @Override
    public State state() {
        return switch (store.state()) {
            case OK -> State.OK;
            case READ_ONLY -> State.WARN;
            case BROKEN -> State.DOWN;
        };
    }
}
