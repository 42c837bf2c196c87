package cc.dmart.api.plugin;

import java.time.Duration;
import java.time.Instant;
import org.osgi.annotation.versioning.ProviderType;

/** Circumstances of a delivery, and what is to become of it. For the thread of the call only. */
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

    /**
     * Asks for another try, whether the call then returns or throws. Counts as an attempt and not as a failure of the listener.
     *
     * @param wait 0 to 24 hours
     */
    void retryAfter(Duration wait);

    /**
     * Gives the event up at once, whether the call then returns or throws.
     *
     * @param reason for the log
     */
    void drop(String reason);
}
