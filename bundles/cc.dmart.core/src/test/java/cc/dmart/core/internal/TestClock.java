package cc.dmart.core.internal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that runs ahead of the real one as far as it is told, and fails when it is told to. Thread-safe. */
public final class TestClock extends Clock {
    private static final String NOBODY = "-";

    private final AtomicReference<String> failing = new AtomicReference<>(NOBODY);
    private volatile Duration ahead = Duration.ZERO;

    public void pass(Duration more) {
        ahead = ahead.plus(more);
    }

    /** Fails once, when it is asked by a thread whose name begins so. */
    public void failFor(String threads) {
        failing.set(threads);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }

    @Override
    public Instant instant() {
        String threads = failing.get();
        if (Thread.currentThread().getName().startsWith(threads) && failing.compareAndSet(threads, NOBODY)) {
            throw new NoClassDefFoundError("made up");
        }
        return Instant.now().plus(ahead);
    }
}
