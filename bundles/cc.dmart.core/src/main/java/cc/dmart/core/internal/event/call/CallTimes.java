package cc.dmart.core.internal.event.call;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** Durations of the last 512 calls and of all calls together. Thread-safe. */
public final class CallTimes {
    private static final int KEPT = 512;

    private final AtomicLongArray last = new AtomicLongArray(KEPT);
    private final AtomicLong count = new AtomicLong();
    private final LongAdder nanos = new LongAdder();

    /** A call ended. */
    public void add(long duration) {
        nanos.add(duration);
        last.set((int) (count.getAndIncrement() % KEPT), duration);
    }

    /** Seconds of all calls. */
    public double seconds() {
        return nanos.sum() / 1e9;
    }

    /**
     * A percentile of the last calls in milliseconds; 0 without calls.
     *
     * @param share 0..1
     */
    public double millis(double share) {
        int size = (int) Math.min(KEPT, count.get());
        if (size == 0) {
            return 0;
        }
        long[] sorted = new long[size];
        Arrays.setAll(sorted, last::get);
        Arrays.sort(sorted);
        return sorted[(int) Math.min(size - 1L, Math.round(share * (size - 1)))] / 1e6;
    }
}
