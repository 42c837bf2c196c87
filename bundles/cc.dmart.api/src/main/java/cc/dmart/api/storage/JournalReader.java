package cc.dmart.api.storage;

import java.time.Duration;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Follows the journal. For one thread at a time. */
@ProviderType
public interface JournalReader extends AutoCloseable {
    /**
     * The next change, waiting for it if need be.
     *
     * @param wait longest wait; zero to look only
     * @return empty if none came in time or the journal was closed
     * @throws InterruptedException if the thread is interrupted while waiting
     */
    Optional<JournalRecord> next(Duration wait) throws InterruptedException;

    @Override
    void close();
}
