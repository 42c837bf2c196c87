package cc.dmart.rest.internal.resource;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.service.AuthService;
import cc.dmart.rest.internal.RestConfig;
import cc.dmart.rest.internal.edge.Exchange;
import cc.dmart.rest.internal.edge.Origins;
import jakarta.servlet.http.Cookie;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.BadMessageException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Finds the token of a request and who it belongs to, and writes the session cookie ({@code security.md} 2.2, 2.3, 5.7).
 * Thread-safe.
 */
@Component(
        service = Sessions.class,
        configurationPid = RestConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = RestConfig.class)
public final class Sessions {
    private static final String COOKIE = "auth_token";
    private static final String LOGIN_COOKIE = "social_login";
    private static final long LOGIN_SECONDS = 600;
    private static final int MIN_SERVICE_TOKEN = 32;

    private final Backend backend;
    private final Origins origins;
    private final boolean alwaysSecure;
    private final byte[] serviceToken;
    private final boolean loginEndsSession;

    /** @throws IllegalArgumentException if a setting is wrong */
    @Activate
    public Sessions(@Reference Backend backend, RestConfig config) {
        this.backend = backend;
        this.origins = new Origins(List.of(config.allowed_cors_origins()), config.app_url());
        this.serviceToken = config.service_token().getBytes(StandardCharsets.UTF_8);
        if (serviceToken.length > 0 && serviceToken.length < MIN_SERVICE_TOKEN) {
            throw new IllegalArgumentException("service_token: at least 32 bytes expected");
        }
        this.loginEndsSession = config.login_ends_session();
        this.alwaysSecure = switch (config.cookie_secure()) {
            case "auto" -> false;
            case "true" -> true;
            default -> throw new IllegalArgumentException("cookie_secure: auto or true expected");
        };
    }

    private record Token(String text, boolean fromCookie) {}

    /**
     * Finds out who is asking and tells the exchange.
     *
     * @throws DmartException.Forbidden {@code E(401,jwtauth,47)}, 48 or 49; {@code E(403,request,401)} if another site made
     *                                  the browser send the cookie
     */
    public void authenticate(Exchange exchange) {
        Token token = find(exchange).orElseThrow(DmartException.Forbidden::notAuthenticated);
        if (token.fromCookie && exchange.isUnsafe()) {
            origins.refuseForeign(exchange);
        }
        exchange.authenticated(backend.auth().authenticate(token.text));
    }

    /** The same where nobody need be logged in: a missing, bad or dead token counts as none. Returns whether one was good. */
    public boolean authenticateIfPossible(Exchange exchange) {
        try {
            authenticate(exchange);
            return true;
        } catch (DmartException.Forbidden e) {
            return false;
        }
    }

    /** Whether the request carries the service token of the settings; the comparison takes the same time whatever is sent. */
    public boolean isService(Exchange exchange) {
        String header = exchange.header("Authorization").strip();
        return serviceToken.length > 0
                && header.regionMatches(true, 0, "Bearer ", 0, 7)
                && MessageDigest.isEqual(
                        serviceToken, header.substring(7).strip().getBytes(StandardCharsets.UTF_8));
    }

    /** The token of a request that was authenticated. @throws DmartException.Forbidden {@code E(401,jwtauth,49)} without one */
    public String token(Exchange exchange) {
        return find(exchange).orElseThrow(DmartException.Forbidden::notAuthenticated).text;
    }

    /** Refuses what another site makes a browser send. @throws DmartException.Forbidden {@code E(403,request,401)} */
    public void refuseForeign(Exchange exchange) {
        origins.refuseForeign(exchange);
    }

    /** Ends the session of the request, or all sessions of its account; a dead or missing token is no error. */
    public void logout(Exchange exchange, boolean all) {
        Optional<Token> token = brought(exchange);
        if (token.isPresent() && token.get().fromCookie) {
            origins.refuseForeign(exchange);
        }
        backend.auth().logout(token.map(Token::text), all, UserResource.client(exchange));
    }

    private static Optional<Token> brought(Exchange exchange) {
        try {
            return find(exchange);
        } catch (DmartException.Forbidden e) {
            return Optional.empty();
        }
    }

    private static Optional<Token> find(Exchange exchange) {
        String header = exchange.header("Authorization").strip();
        if (header.isEmpty()) {
            return cookie(exchange).map(value -> new Token(value, true));
        }
        if (header.equalsIgnoreCase("Bearer")) { // a client whose token is empty
            return Optional.empty();
        }
        if (header.length() > 7 && header.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return Optional.of(new Token(header.substring(7).strip(), false));
        }
        throw DmartException.Forbidden.invalidToken();
    }

    private static Optional<String> cookie(Exchange exchange) {
        return cookie(exchange, COOKIE);
    }

    private static Optional<String> cookie(Exchange exchange, String name) {
        for (Cookie cookie : cookies(exchange)) {
            if (cookie.getName().equals(name) && !cookie.getValue().isEmpty()) {
                return Optional.of(cookie.getValue());
            }
        }
        return Optional.empty();
    }

    /** @throws DmartException.Forbidden {@code E(401,jwtauth,47)} if the header cannot be read */
    private static List<Cookie> cookies(Exchange exchange) {
        try {
            Cookie[] cookies = exchange.request().getCookies();
            return cookies == null ? List.of() : List.of(cookies);
        } catch (BadMessageException e) {
            throw DmartException.Forbidden.invalidToken();
        }
    }

    /**
     * Header text that sets the cookie of a session that a login began. The session that the request came with ends if the
     * setting {@code login_ends_session} says so.
     */
    public String begin(Exchange exchange, AuthService.Login login) {
        if (loginEndsSession) {
            backend.auth().logout(brought(exchange).map(Token::text), false, UserResource.client(exchange));
        }
        return cookie(exchange, COOKIE, login.token(), login.maxAgeSeconds());
    }

    private String cookie(Exchange exchange, String name, String value, long maxAgeSeconds) {
        boolean secure = alwaysSecure || !exchange.isPlainLoopback();
        return name + "=" + value + "; Max-Age=" + maxAgeSeconds + "; Path=/; HttpOnly; " + (secure ? "Secure; " : "")
                + "SameSite=Lax";
    }

    /** Header text that binds a login at another provider to the browser that begins it. */
    public String loginCookie(Exchange exchange, String value) {
        return cookie(exchange, LOGIN_COOKIE, value, LOGIN_SECONDS);
    }

    /** What the browser brings back of it; empty if nothing. */
    public String loginCookie(Exchange exchange) {
        return cookie(exchange, LOGIN_COOKIE).orElse("");
    }

    /** Header text that clears the session cookie. */
    public String clearedCookie(Exchange exchange) {
        return cookie(exchange, COOKIE, "", 0);
    }
}
