package cc.dmart.api.model;

/**
 * The time limit of the request that the current thread serves ({@code http-api.md} 1.12). The edge begins and ends it;
 * whoever is about to do something long, or something that cannot be undone, checks it, so that a request that is late ends
 * with {@code E(504,general,504)} and has changed nothing. A thread that serves no request has no limit. Thread-safe.
 */
public final class Deadline {
    @SuppressWarnings("ThreadLocalUsage") // there is one per thread, and threads of a pool begin anew
    private static final ThreadLocal<long[]> CURRENT = ThreadLocal.withInitial(() -> new long[2]);

    private Deadline() {}

    /** From now on this thread has so long, in nanoseconds. */
    public static void begin(long nanos) {
        long[] mine = CURRENT.get();
        mine[0] = 1;
        mine[1] = System.nanoTime() + nanos;
    }

    /** From now on this thread has no limit: its request is served, or is of a kind that may take long. */
    public static void end() {
        CURRENT.get()[0] = 0;
    }

    /** Whether the time is over. */
    public static boolean isPast() {
        long[] mine = CURRENT.get();
        return mine[0] != 0 && System.nanoTime() - mine[1] > 0;
    }

    /** Nanoseconds that are left, 0 or less if the time is over; {@link Long#MAX_VALUE} without a limit. */
    public static long leftNanos() {
        long[] mine = CURRENT.get();
        return mine[0] == 0 ? Long.MAX_VALUE : mine[1] - System.nanoTime();
    }

    /** @throws DmartException.Unavailable {@code E(504,general,504)} if the time is over */
    public static void check() {
        if (isPast()) {
            throw DmartException.Unavailable.late();
        }
    }

    /** The limit of this thread's request, for threads that work for it. */
    public static Limit limit() {
        long[] mine = CURRENT.get();
        return new Limit(mine[0] != 0, mine[1]);
    }

    /**
     * The limit of one request, whichever thread asks. Thread-safe.
     *
     * @param limited whether there is one
     * @param end     its end, as {@link System#nanoTime()} counts
     */
    public record Limit(boolean limited, long end) {
        /** @throws DmartException.Unavailable {@code E(504,general,504)} if the time is over */
        public void check() {
            if (limited && System.nanoTime() - end > 0) {
                throw DmartException.Unavailable.late();
            }
        }
    }
}
