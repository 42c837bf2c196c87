package cc.dmart.core.internal.event.call;

import java.util.concurrent.TimeUnit;

/**
 * Keeps away from a plugin that keeps failing ({@code plugins-events.md} 2.5): opens after 5 failures in a row, or when half of
 * the last 20 calls failed; after 30 s one call is tried; if it fails too the wait doubles, up to 10 minutes. Thread-safe,
 * guarded by itself.
 */
final class Breaker {
    private static final long FIRST_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(10);
    private static final int IN_A_ROW = 5;
    private static final int WINDOW = 20;

    private final long firstNanos;
    private final long longestNanos;
    private int row;
    private int calls;
    private int failures;
    private long waitNanos;
    private long closedUntil;
    private boolean open;
    private boolean trying;

    Breaker() {
        this(FIRST_NANOS, LONGEST_NANOS);
    }

    /** With other waits, for tests. */
    Breaker(long firstNanos, long longestNanos) {
        this.firstNanos = firstNanos;
        this.longestNanos = longestNanos;
        this.waitNanos = firstNanos;
    }

    /** Nanoseconds to wait before a call may be made; 0 lets this call through, which must then be answered. */
    synchronized long delay(long now) {
        if (!open) {
            return 0;
        }
        long left = closedUntil - now;
        if (left > 0) {
            return left;
        }
        if (trying) {
            return TimeUnit.SECONDS.toNanos(1);
        }
        trying = true;
        return 0;
    }

    /** A call worked. */
    synchronized void worked() {
        row = 0;
        count(false);
        if (trying) {
            open = false;
            trying = false;
            waitNanos = firstNanos;
            calls = 0;
            failures = 0;
        }
    }

    /** A call failed. */
    synchronized void failed(long now) {
        row++;
        count(true);
        if (trying) {
            trying = false;
            waitNanos = Math.min(longestNanos, waitNanos * 2);
            closedUntil = now + waitNanos;
        } else if (!open && (row >= IN_A_ROW || (calls >= WINDOW && failures * 2 >= calls))) {
            open = true;
            closedUntil = now + waitNanos;
        }
    }

    /** A call was let through and nobody knows how it went: another one may be tried. */
    synchronized void unanswered() {
        trying = false;
    }

    private void count(boolean failure) {
        if (calls == WINDOW) { // an even fading of the older half is near enough to a window
            calls /= 2;
            failures /= 2;
        }
        calls++;
        failures += failure ? 1 : 0;
    }

    /** {@code CLOSED}, {@code OPEN} or, while one call is tried, {@code TRIAL}. */
    synchronized String state() {
        return !open ? "CLOSED" : trying ? "TRIAL" : "OPEN";
    }

    /** Whether calls are held back. */
    synchronized boolean isOpen() {
        return open;
    }
}
