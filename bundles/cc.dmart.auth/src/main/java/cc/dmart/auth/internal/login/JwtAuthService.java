package cc.dmart.auth.internal.login;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.User;
import cc.dmart.api.service.AccountService;
import cc.dmart.api.service.AuthService;
import cc.dmart.auth.internal.AuthConfig;
import cc.dmart.auth.internal.Digest;
import cc.dmart.auth.internal.Settings;
import cc.dmart.auth.internal.password.PasswordVerifier;
import cc.dmart.auth.internal.session.Session;
import cc.dmart.auth.internal.session.Sessions;
import cc.dmart.auth.internal.token.AccessTokens;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Login by password, authentication by token, logout ({@code security.md} 1.7, 2). A token is verified once and known by its
 * hash from then on; a revoked session ends at once, an account changed behind the server's back within a second.
 * Thread-safe.
 */
@Component(
        service = AuthService.class,
        configurationPid = AuthConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = AuthConfig.class)
public final class JwtAuthService implements AuthService {
    private static final long RECHECK_ACCOUNT_MS = 1000;

    private final AccountService accounts;
    private final Sessions sessions;
    private final AccessTokens tokens;
    private final PasswordLogin passwords;
    private final RateLimiter limiter;
    private final AuditLog audit;
    private final Clock clock;
    private final int lifeSeconds;
    private final long idleMs;
    private final long maxAgeMs;

    /**
     * Checks the settings and the key.
     *
     * @throws IOException if the generated key cannot be stored or read
     */
    @Activate
    public JwtAuthService(
            @Reference AccountService accounts,
            @Reference PasswordVerifier verifier,
            @Reference Sessions sessions,
            AuthConfig config)
            throws IOException {
        this(accounts, verifier, sessions, config, Clock.systemUTC());
    }

    JwtAuthService(
            AccountService accounts, PasswordVerifier verifier, Sessions sessions, AuthConfig config, Clock clock)
            throws IOException {
        this.accounts = accounts;
        this.sessions = sessions;
        this.clock = clock;
        audit = new AuditLog(clock);
        tokens = new AccessTokens(config, clock);
        passwords = new PasswordLogin(accounts, verifier, sessions.lockouts(), config, audit);
        limiter = new RateLimiter(
                clock, Settings.inRange("auth_rate_limit_per_minute", config.auth_rate_limit_per_minute(), 0, 100_000));
        int decade = 315_360_000;
        lifeSeconds = Settings.inRange("jwt_access_expires", config.jwt_access_expires(), 60, decade);
        idleMs = 1000L * Settings.inRange("session_inactivity_ttl", config.session_inactivity_ttl(), 0, decade);
        maxAgeMs = 1000L * Settings.inRange("session_max_lifetime", config.session_max_lifetime(), 0, decade);
    }

    @Override
    public Login login(JsonObject body, Client client) {
        if (!limiter.admit(client.ip())) {
            audit.refused("", client, ErrorCode.RATE_LIMIT);
            throw DmartException.Unavailable.tooMany();
        }
        LoginRequest request = LoginRequest.of(body);
        switch (request.path()) {
            case INVITATION -> throw refused(request, client, ErrorCode.INVALID_INVITATION);
            case OTP -> throw refused(request, client, ErrorCode.OTP_INVALID);
            default -> {
                return open(passwords.check(request, client), request, client);
            }
        }
    }

    private DmartException refused(LoginRequest request, Client client, int reason) {
        audit.refused(request.identifier(), client, reason);
        return PasswordLogin.failed();
    }

    /** Stores what the login changes, then begins the session; whoever was disabled meanwhile stays out. */
    private Login open(PasswordLogin.Admitted admitted, LoginRequest request, Client client) {
        User user = admitted.user();
        String name = user.name();
        accounts.recordLogin(
                Caller.of(name, client.requestId(), client.headers()),
                name,
                LastLogin.of(clock.instant(), client.headers()),
                admitted.newHash(),
                request.deviceId());
        long expires = clock.millis() / 1000 + lifeSeconds;
        String token = tokens.issue(name, user.type(), expires);
        Session session = sessions.open(new Session.Start(
                name,
                user.type(),
                Session.Origin.PASSWORD,
                token,
                expires * 1000,
                request.firebaseToken(),
                client.ip(),
                client.userAgent()));
        Optional<User> now = accounts.find(name).filter(u -> admitted.isStillValid(u));
        if (now.isEmpty()) {
            sessions.end(session);
            throw refused(request, client, ErrorCode.USER_ACCOUNT_LOCKED);
        }
        session.markVerified();
        audit.loggedIn(name, client);
        return new Login(
                name, token, lifeSeconds, attributes(user, token), user.entry().uuid());
    }

    private static JsonObject attributes(User user, String token) {
        JsonObject.Builder out = JsonObject.builder()
                .put("access_token", token)
                .put("type", user.type().wire());
        user.entry().meta().object("displayname").ifPresent(d -> out.put("displayname", d));
        return out.put("roles", JsonArray.ofStrings(user.roles())).build();
    }

    @Override
    public String authenticate(String token) {
        return session(token).shortname();
    }

    private Session session(String token) {
        if (token.length() > AccessTokens.MAX_LENGTH) {
            throw DmartException.Forbidden.invalidToken();
        }
        Session session = sessions.find(Digest.of(token)).orElse(null);
        if (session == null || !session.isVerified()) {
            session = verify(token, session);
        }
        long now = clock.millis();
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
        session.markVerified();
        return session;
    }

    private void requireAlive(Session session, long now) {
        if (session.isEnded()) {
            throw DmartException.Forbidden.notAuthenticated();
        }
        if (session.expiresAt() <= now) {
            sessions.end(session);
            throw DmartException.Forbidden.expiredToken();
        }
        boolean idle = idleMs > 0 && !session.isBot() && session.lastUsedAt() + idleMs < now;
        boolean old = maxAgeMs > 0 && session.createdAt() + maxAgeMs < now;
        if (idle || old) {
            sessions.end(session);
            throw DmartException.Forbidden.notAuthenticated();
        }
    }

    private void requireAccount(Session session, long now) {
        boolean active = accounts.find(session.shortname())
                .filter(u -> u.entry().isActive())
                .isPresent();
        if (!active) {
            sessions.endAll(session.shortname());
            throw DmartException.Forbidden.notAuthenticated();
        }
        session.accountChecked(now);
    }

    @Override
    public void logout(Optional<String> token, boolean all) {
        if (token.isEmpty()) {
            return;
        }
        try {
            Session session = session(token.get());
            if (all) {
                sessions.endAll(session.shortname());
            } else {
                sessions.end(session);
            }
            audit.loggedOut(session.shortname(), all);
        } catch (DmartException.Forbidden e) {
            // a dead token has nothing left to end (http-api.md 3.4)
        }
    }
}
