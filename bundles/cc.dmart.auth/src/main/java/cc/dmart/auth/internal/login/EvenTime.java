package cc.dmart.auth.internal.login;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Lets what tells nothing of accounts take no time that tells it: an answer is given at the end of a step, so that it does not show
 * whether a code was made in it ({@code security.md} 5.2). The thread of the request waits; how many may is limited by the rates of
 * 5.1. Thread-safe.
 */
public final class EvenTime {
    /** Much longer than what is done for an account that is there. */
    public static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final LongSupplier clock;
    private final LongConsumer pause;

    /** Even by the clock of the system. */
    public EvenTime() {
        this(System::nanoTime, LockSupport::parkNanos);
    }

    /** @param pause waits for about so many nanoseconds, or less */
    public EvenTime(LongSupplier clock, LongConsumer pause) {
        this.clock = clock;
        this.pause = pause;
    }

    /** What the action gives or throws, a whole number of steps after it began. */
    public <T> T of(Supplier<T> action) {
        long begun = clock.getAsLong();
        try {
            return action.get();
        } finally {
            long took = clock.getAsLong() - begun;
            long end = begun + (took / STEP_NANOS + 1) * STEP_NANOS;
            long left = end - clock.getAsLong();
            while (left > 0 && !Thread.currentThread().isInterrupted()) {
                pause.accept(left);
                left = end - clock.getAsLong();
            }
        }
    }

    /** The same of what gives nothing. */
    public void run(Runnable action) {
        Object unused = of(() -> {
            action.run();
            return "";
        });
    }
}
