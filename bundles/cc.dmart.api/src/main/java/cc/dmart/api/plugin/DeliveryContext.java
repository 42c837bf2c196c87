package cc.dmart.api.plugin;

import java.time.Instant;
import org.osgi.annotation.versioning.ProviderType;

/** Circumstances of a delivery. For the thread of the call only. */
@ProviderType
public interface DeliveryContext {
    /** 1 for the first try. */
    int attempt();

    /** When the first try of this event began. */
    Instant firstDeliveredAt();

    /** Whether an operator asked for the event again. */
    boolean isReplay();

    /** When the call is interrupted. */
    Instant deadline();
}
