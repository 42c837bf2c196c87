package cc.dmart.auth.internal.session;

import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonObject;
import cc.dmart.auth.internal.store.Rows;
import cc.dmart.auth.internal.store.Rows.Row;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Failure counters and timed locks of accounts ({@code security.md} 1.11). Every verdict is taken in one atomic step: of any
 * number of simultaneous attempts no more than the allowed failures are judged. A restart forgets nothing; a day without
 * failures does. Thread-safe.
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
    private static final int MOST_DOUBLINGS = 20;

    /** @param locks locks in a row; {@code until} end of the last one, milliseconds since the epoch */
    private record Counter(long failures, long locks, long until) {
        static Counter of(Optional<Row> row) {
            JsonObject data = row.map(Row::data).orElse(JsonObject.EMPTY);
            return new Counter(number(data, "failures"), number(data, "locks"), number(data, "until"));
        }

        private static long number(JsonObject data, String name) {
            return data.number(name).map(JsonNumber::longValue).orElse(0L);
        }

        Row row(long now) {
            JsonObject data = JsonObject.builder()
                    .put("failures", failures)
                    .put("locks", locks)
                    .put("until", until)
                    .build();
            return new Row(data, Math.max(now, until) + DAY_MS);
        }
    }

    private final Rows rows;
    private final Clock clock;
    private final int limit;
    private final long lockMs;

    /**
     * Counters in these rows.
     *
     * @param limit       failures in a row that lock; 0 = never
     * @param lockSeconds length of the first lock
     */
    public Lockouts(Rows rows, Clock clock, int limit, int lockSeconds) {
        this.rows = rows;
        this.clock = clock;
        this.limit = limit;
        this.lockMs = lockSeconds * 1000L;
    }

    private static String key(String shortname) {
        return "lock:" + shortname;
    }

    /** Whether the account is locked now. */
    public boolean isLocked(String shortname) {
        return Counter.of(rows.find(key(shortname))).until > clock.millis();
    }

    /** Counts an attempt whose secret was found right or wrong. */
    public Verdict settle(String shortname, boolean right) {
        if (limit == 0) {
            return right ? Verdict.ADMITTED : Verdict.REFUSED;
        }
        AtomicReference<Verdict> verdict = new AtomicReference<>(Verdict.REFUSED);
        rows.change(key(shortname), false, row -> {
            Counter counter = Counter.of(row);
            long now = clock.millis();
            if (counter.until > now) {
                verdict.set(Verdict.LOCKED);
                return row;
            }
            if (right) {
                verdict.set(Verdict.ADMITTED);
                return Optional.empty();
            }
            if (counter.failures + 1 < limit) {
                return Optional.of(new Counter(counter.failures + 1, counter.locks, counter.until).row(now));
            }
            verdict.set(Verdict.REFUSED_AND_LOCKED);
            return Optional.of(new Counter(0, counter.locks + 1, now + lockTime(counter.locks)).row(now));
        });
        return Objects.requireNonNullElse(verdict.get(), Verdict.REFUSED);
    }

    private long lockTime(long locksBefore) {
        return Math.min(DAY_MS, lockMs << Math.min(locksBefore, MOST_DOUBLINGS));
    }

    /** Forgets failures and lock of an account. */
    public void reset(String shortname) {
        rows.take(key(shortname));
    }
}
