package cc.dmart.api.plugin;

import java.time.Instant;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Circumstances of a run. For the thread of the run only. */
@ProviderType
public interface JobContext {
    /** When the run was due. */
    Instant scheduledFor();

    /** When the last run began that ended well; kept over restarts. */
    Optional<Instant> lastSuccess();

    /** When the run is interrupted. */
    Instant deadline();

    /** Whether an operator asked for the run. */
    boolean isManual();
}
