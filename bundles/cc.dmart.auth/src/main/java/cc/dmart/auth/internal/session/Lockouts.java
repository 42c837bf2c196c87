package cc.dmart.auth.internal.session;

import java.time.Clock;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Failure counters and timed locks of accounts ({@code security.md} 1.11), in memory. Every verdict is taken in one atomic
 * step: of any number of simultaneous attempts no more than the allowed failures are judged. Thread-safe.
 */
public final class Lockouts {
    /** What became of an attempt. */
    public enum Verdict {
        /** The secret was right and the account is not locked. */
        ADMITTED,
        /** The secret was wrong. */
        REFUSED,
        /** The secret was wrong, and this was the failure that locks the account. */
        REFUSED_AND_LOCKED,
        /** The account is locked, whatever the secret. */
        LOCKED
    }

    private static final long DAY_MS = 86_400_000L;
    private static final int SWEEP_AT = 10_000;
    private static final int MOST_DOUBLINGS = 20;

    /** @param locks locks in a row; {@code until} end of the last one, milliseconds since the epoch */
    private record Counter(int failures, int locks, long until) {
        static final Counter NONE = new Counter(0, 0, 0);
    }

    private final ConcurrentHashMap<String, Counter> counters = new ConcurrentHashMap<>();
    private final Clock clock;
    private final int limit;
    private final long lockMs;

    /**
     * Empty counters.
     *
     * @param limit       failures in a row that lock; 0 = never
     * @param lockSeconds length of the first lock
     */
    public Lockouts(Clock clock, int limit, int lockSeconds) {
        this.clock = clock;
        this.limit = limit;
        this.lockMs = lockSeconds * 1000L;
    }

    /** Whether the account is locked now. */
    public boolean isLocked(String shortname) {
        Counter counter = counters.get(shortname);
        return counter != null && counter.until > clock.millis();
    }

    /** Counts an attempt whose secret was found right or wrong. */
    public Verdict settle(String shortname, boolean right) {
        if (limit == 0) {
            return right ? Verdict.ADMITTED : Verdict.REFUSED;
        }
        sweep();
        AtomicReference<Verdict> verdict = new AtomicReference<>(Verdict.REFUSED);
        counters.compute(shortname, (name, old) -> {
            Counter counter = old == null ? Counter.NONE : old;
            long now = clock.millis();
            if (counter.until > now) {
                verdict.set(Verdict.LOCKED);
                return counter;
            }
            if (right) {
                verdict.set(Verdict.ADMITTED);
                return null;
            }
            if (counter.failures + 1 < limit) {
                return new Counter(counter.failures + 1, counter.locks, counter.until);
            }
            verdict.set(Verdict.REFUSED_AND_LOCKED);
            return new Counter(0, counter.locks + 1, now + lockTime(counter.locks));
        });
        return Objects.requireNonNullElse(verdict.get(), Verdict.REFUSED);
    }

    private long lockTime(int locksBefore) {
        return Math.min(DAY_MS, lockMs << Math.min(locksBefore, MOST_DOUBLINGS));
    }

    /** Forgets failures and lock of an account. */
    public void reset(String shortname) {
        counters.remove(shortname);
    }

    private void sweep() {
        if (counters.size() > SWEEP_AT) {
            long stale = clock.millis() - DAY_MS;
            counters.values().removeIf(c -> c.locks > 0 ? c.until < stale : c.failures < 2);
        }
    }
}
