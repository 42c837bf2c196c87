package cc.dmart.core.internal.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Remembers compiled grants per account ({@code security.md} 4.2, 4.3). Grants are served while no invalidation came since
 * their records were last found unchanged, and that look is at most a second old, which also notices files changed by other
 * programs. Thread-safe.
 */
final class GrantCache {
    private static final long LOOK_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int MAX_ACCOUNTS = 10_000;

    private final GrantCompiler compiler;
    private final Cache<String, Grants> cache =
            Caffeine.newBuilder().maximumSize(MAX_ACCOUNTS).build();
    private final AtomicLong version = new AtomicLong();

    GrantCache(GrantCompiler compiler) {
        this.compiler = compiler;
    }

    /** A record that grants come from may have changed. */
    void invalidate() {
        version.incrementAndGet();
    }

    /** The grants of an account as of now. */
    Grants of(String user) {
        Grants known = cache.getIfPresent(user);
        long current = version.get();
        if (known != null) {
            long now = System.nanoTime();
            if (known.stamp == current && now - known.lookedAt < LOOK_EVERY_NANOS) {
                return known;
            }
            if (isUnchanged(known)) {
                known.lookedAt = now;
                known.stamp = current; // read before the look: a change in between leaves an old stamp
                return known;
            }
        }
        return compile(user, current);
    }

    private boolean isUnchanged(Grants grants) {
        for (Grants.Source source : grants.sources()) {
            if (!compiler.version(source.at()).equals(source.version())) {
                return false;
            }
        }
        return true;
    }

    private Grants compile(String user, long before) {
        long now = System.nanoTime();
        Grants made = compiler.compile(user);
        made.stamp = before;
        made.lookedAt = now;
        if (version.get() == before) {
            cache.put(user, made);
        } else {
            cache.invalidate(user);
        }
        return made;
    }
}
