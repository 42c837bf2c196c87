package cc.dmart.auth.internal.login;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.User;
import cc.dmart.api.service.AccountService;
import cc.dmart.api.service.AuthService.Client;
import cc.dmart.api.service.AuthService.Login;
import cc.dmart.auth.internal.AuthConfig;
import cc.dmart.auth.internal.Digest;
import cc.dmart.auth.internal.Settings;
import cc.dmart.auth.internal.session.Session;
import cc.dmart.auth.internal.session.Sessions;
import cc.dmart.auth.internal.token.AccessTokens;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins sessions and finds them by their token ({@code security.md} 2). A token is verified once and known by its hash from then
 * on; a revoked session ends at once, an account changed behind the server's back within a second. A session is of one account,
 * not of whoever has its name later. Thread-safe.
 */
@Component(
        service = SessionKeeper.class,
        configurationPid = AuthConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = AuthConfig.class)
public final class SessionKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(SessionKeeper.class);
    private static final long RECHECK_ACCOUNT_MS = 1000;
    private static final int DECADE = 315_360_000;

    private final AccountService accounts;
    private final Sessions sessions;
    private final AccessTokens tokens;
    private final Clock clock;
    private final int lifeSeconds;
    private final long idleMs;
    private final long maxAgeMs;

    /** Checks the settings. */
    @Activate
    public SessionKeeper(
            @Reference AccountService accounts,
            @Reference Sessions sessions,
            @Reference AccessTokens tokens,
            AuthConfig config) {
        this(accounts, sessions, tokens, config, Clock.systemUTC());
    }

    /** The same with another clock. */
    public SessionKeeper(
            AccountService accounts, Sessions sessions, AccessTokens tokens, AuthConfig config, Clock clock) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.tokens = tokens;
        this.clock = clock;
        lifeSeconds = Settings.inRange("jwt_access_expires", config.jwt_access_expires(), 60, DECADE);
        idleMs = 1000L * Settings.inRange("session_inactivity_ttl", config.session_inactivity_ttl(), 0, DECADE);
        maxAgeMs = 1000L * Settings.inRange("session_max_lifetime", config.session_max_lifetime(), 0, DECADE);
    }

    /** The sessions. */
    public Sessions sessions() {
        return sessions;
    }

    /** What a login leaves in the account. */
    public JsonObject lastLogin(Client client) {
        return LastLogin.of(clock.instant(), client.headers());
    }

    /**
     * Stores what the login changes, then begins the session; whoever was disabled meanwhile stays out. If it does not succeed,
     * what was used up for it is usable again. A store that takes nothing keeps nobody out who has to see to it: the date of the
     * login is not worth that.
     *
     * @param deviceId      the device that logged in
     * @param firebaseToken of that device
     */
    public Optional<Login> open(
            Admitted admitted, Optional<String> deviceId, Optional<String> firebaseToken, Client client) {
        Optional<Login> login = Optional.empty();
        try {
            login = begin(recorded(admitted, deviceId, client), firebaseToken, client);
            return login;
        } finally {
            if (login.isEmpty()) {
                admitted.putBack().run();
            }
        }
    }

    private Admitted recorded(Admitted admitted, Optional<String> deviceId, Client client) {
        String name = admitted.user().name();
        try {
            accounts.recordLogin(
                    Doorkeeper.caller(name, client), name, lastLogin(client), admitted.newHash(), deviceId);
        } catch (DmartException.Unavailable e) {
            if (!isDiskTrouble(e) || !admitted.mayGoUnrecorded(deviceId)) {
                throw e;
            }
            LOG.warn("{} is logged in, which the account does not tell: {}", name, e.text());
        }
        return admitted.user().entry().uuid().isEmpty()
                ? accounts.find(name).map(admitted::named).orElse(admitted)
                : admitted;
    }

    /** Not being late, nor being too many. */
    private static boolean isDiskTrouble(DmartException.Unavailable error) {
        return error.status() == 503 || error.isStored();
    }

    /** The same where the account has its last login already. */
    public Optional<Login> begin(Admitted admitted, Optional<String> firebaseToken, Client client) {
        User user = admitted.user();
        String name = user.name();
        long expires = clock.millis() / 1000 + lifeSeconds;
        String token = tokens.issue(name, user.type(), expires);
        Session session = sessions.open(new Session.Start(
                name,
                user.entry().uuid(),
                user.type(),
                admitted.origin(),
                token,
                expires * 1000,
                firebaseToken,
                client.ip(),
                client.userAgent()));
        if (accounts.find(name).filter(admitted::isStillValid).isEmpty()) {
            sessions.end(session);
            return Optional.empty();
        }
        session.markVerified(expires * 1000);
        return Optional.of(new Login(
                name, token, lifeSeconds, attributes(user, token), user.entry().uuid()));
    }

    private static JsonObject attributes(User user, String token) {
        JsonObject.Builder out = JsonObject.builder()
                .put("access_token", token)
                .put("type", user.type().wire());
        // files have a null for each language that is not set
        user.entry().meta().object("displayname").ifPresent(d -> out.put("displayname", d.withoutNulls()));
        return out.put("roles", JsonArray.ofStrings(user.roles())).build();
    }

    /**
     * The live session of a token.
     *
     * @throws DmartException.Forbidden {@code E(401,jwtauth,47)}, 48 or 49
     */
    public Session session(String token) {
        if (token.length() > AccessTokens.MAX_LENGTH) {
            throw DmartException.Forbidden.invalidToken();
        }
        Session session = sessions.find(Digest.of(token)).orElse(null);
        long now = clock.millis();
        if (session == null || !session.isVerified(now)) {
            session = verify(token, session);
        }
        requireAlive(session, now);
        if (now - session.accountCheckedAt() >= RECHECK_ACCOUNT_MS) {
            requireAccount(session, now);
        }
        sessions.touch(session);
        return session;
    }

    private Session verify(String token, @Nullable Session session) {
        AccessTokens.Verified verified = tokens.verify(token);
        if (session == null || !session.shortname().equals(verified.shortname())) {
            throw DmartException.Forbidden.notAuthenticated();
        }
        session.markVerified(verified.expiresAt());
        return session;
    }

    private void requireAlive(Session session, long now) {
        if (session.isEnded()) {
            throw DmartException.Forbidden.notAuthenticated();
        }
        if (session.expiresAt() <= now) {
            tryEnd(session, false);
            throw DmartException.Forbidden.expiredToken();
        }
        boolean idle = idleMs > 0 && !session.isBot() && session.lastUsedAt() + idleMs < now;
        boolean old = maxAgeMs > 0 && session.createdAt() + maxAgeMs < now;
        if (idle || old) {
            tryEnd(session, false);
            throw DmartException.Forbidden.notAuthenticated();
        }
    }

    /** Ends a session or all of its account; no answer depends on whether the disk took that: they have ended in memory. */
    void tryEnd(Session session, boolean all) {
        try {
            if (all) {
                sessions.endAll(session.shortname());
            } else {
                sessions.end(session);
            }
        } catch (DmartException.Unavailable e) {
            LOG.warn("Sessions of {} have ended, which is not stored yet", session.shortname(), e);
        }
    }

    private void requireAccount(Session session, long now) {
        boolean active = accounts.find(session.shortname())
                .map(User::entry)
                .filter(e -> e.isActive() && e.uuid().equals(session.account()))
                .isPresent();
        if (!active) {
            tryEnd(session, true);
            throw DmartException.Forbidden.notAuthenticated();
        }
        session.accountChecked(now);
    }

    /** Whether a session is younger than so many seconds. */
    public boolean isYounger(Session session, int seconds) {
        return clock.millis() - session.createdAt() < seconds * 1000L;
    }
}
