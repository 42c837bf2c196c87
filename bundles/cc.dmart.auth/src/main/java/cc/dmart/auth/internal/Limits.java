package cc.dmart.auth.internal;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.service.AuthService.Client;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;

/**
 * Calls per client address and minute ({@code security.md} 5.1). The setting {@code auth_rate_limit_per_minute} is that of logins;
 * the others keep their proportion to it, and 0 lifts all. Thread-safe.
 */
public final class Limits {
    /** Calls that count together. */
    public enum Family {
        /** Logins and password checks. */
        LOGIN(10),
        /** Registrations. */
        REGISTRATION(5),
        /** Requests for one-time codes. */
        CODE(5),
        /** Requests for a new password. */
        RESET(5),
        /** Look-ups: whether a name is free, where a short link leads, whether a code is genuine. */
        LOOKUP(30),
        /** Forms and files of those who need not be logged in. */
        FORM(20);

        private final int share;

        Family(int share) {
            this.share = share;
        }
    }

    private final Map<Family, RateLimiter> limiters = new EnumMap<>(Family.class);

    /** @throws IllegalArgumentException if the setting is out of range */
    public Limits(AuthConfig config, Clock clock) {
        int logins = Settings.inRange("auth_rate_limit_per_minute", config.auth_rate_limit_per_minute(), 0, 100_000);
        for (Family family : Family.values()) {
            int limit = logins == 0 ? 0 : Math.max(1, logins * family.share / Family.LOGIN.share);
            limiters.put(family, new RateLimiter(clock, limit));
        }
    }

    /** Counts a call. @throws DmartException.Unavailable {@code E(429,rate_limit,429)} if there were too many */
    public void admit(Family family, Client client) {
        RateLimiter limiter = limiters.get(family);
        if (limiter != null && !limiter.admit(client.ip())) {
            throw DmartException.Unavailable.tooMany();
        }
    }
}
