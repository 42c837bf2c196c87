package cc.dmart.core.internal.feed;

import cc.dmart.api.storage.StorageFinding;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Tells what a walk for the index could not read and so leaves out: the first by their paths, then how many. Thread-safe. */
final class UnreadableFiles {
    private static final int TOLD = 20;

    private final Consumer<String> log;
    private final AtomicLong count = new AtomicLong();

    UnreadableFiles(Consumer<String> log) {
        this.log = log;
    }

    /** Takes a finding; other kinds are for the health check. */
    void add(StorageFinding finding) {
        if (finding.isError() && count.incrementAndGet() <= TOLD) {
            log.accept("Passed over for the index: " + finding.path() + ": " + finding.message());
        }
    }

    /** Tells how many there were, if not each was told. */
    void end() {
        long all = count.getAndSet(0);
        if (all > TOLD) {
            log.accept("Passed over for the index: " + all + " files or folders in all; the health check names them");
        }
    }
}
