package cc.dmart.auth.internal;

import cc.dmart.auth.internal.password.PasswordVerifier;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Hashes that are readable: {@code hash:} before the password, {@code old:} for older ones. Thread-safe. */
public final class FakePasswords implements PasswordVerifier {
    /** Verifications so far. */
    public final AtomicInteger runs = new AtomicInteger();

    @Override
    public Outcome verify(Optional<String> stored, String password) {
        runs.incrementAndGet();
        if (stored.equals(Optional.of("hash:" + password))) {
            return Outcome.RIGHT;
        }
        return stored.equals(Optional.of("old:" + password)) ? Outcome.RIGHT_BUT_OLD : Outcome.WRONG;
    }

    @Override
    public String renew(String password) {
        return "hash:" + password;
    }

    @Override
    public boolean isShipped(String stored) {
        return stored.startsWith("shipped:");
    }

    @Override
    public boolean isAcceptable(String password, Collection<String> names) {
        return password.length() >= 8 && names.stream().noneMatch(password::equalsIgnoreCase);
    }
}
