package cc.dmart.console.internal.web;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.service.Administrators;
import cc.dmart.api.service.AuthService;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.felix.webconsole.spi.SecurityProvider;
import org.jspecify.annotations.Nullable;

/**
 * Lets administrators into the web console: by a session of ours (bearer token or cookie), or by name and password, which begin
 * one with the limits, lock-out and audit of every login. The console has no defence against forged requests of its own, so one
 * that changes something must come from a page of this server. Thread-safe.
 */
final class ConsoleSecurity implements SecurityProvider {
    private static final String COOKIE = "auth_token";
    private static final String PAGES = "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval';"
            + " style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; frame-ancestors 'none'";
    private static final List<String> LOOPBACK = List.of("127.0.0.1", "0:0:0:0:0:0:0:1", "::1", "[::1]");
    private static final List<String> PROXIED = List.of("X-Forwarded-For", "Forwarded", "X-Real-IP");

    private final AuthService auth;
    private final Administrators administrators;
    private final boolean local;

    /** @param local whether only requests from this machine, and not through a proxy, are let in */
    ConsoleSecurity(AuthService auth, Administrators administrators, boolean local) {
        this.auth = auth;
        this.administrators = administrators;
        this.local = local;
    }

    @Override
    public @Nullable Object authenticate(HttpServletRequest request, HttpServletResponse response) {
        if (local && !isLocal(request)) {
            response.setStatus(HttpServletResponse.SC_FORBIDDEN);
            return null;
        }
        Optional<String> bearer = header(request, "Bearer ");
        if (bearer.isEmpty() && isUnsafe(request) && !isOwnPage(request)) {
            response.setStatus(HttpServletResponse.SC_FORBIDDEN);
            return null;
        }
        Optional<String> user = bearer.or(() -> cookie(request)).flatMap(this::session);
        if (user.isEmpty()) {
            user = header(request, "Basic ").flatMap(basic -> login(basic, request, response));
        }
        if (user.filter(this::isAdministrator).isEmpty()) {
            response.setHeader("WWW-Authenticate", "Basic realm=\"DMART\", charset=\"UTF-8\"");
            response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
            return null;
        }
        response.setHeader("Content-Security-Policy", PAGES);
        return user.get();
    }

    private static boolean isLocal(HttpServletRequest request) {
        return LOOPBACK.contains(request.getRemoteAddr())
                && PROXIED.stream().allMatch(name -> request.getHeader(name) == null);
    }

    private static boolean isUnsafe(HttpServletRequest request) {
        return !request.getMethod().equals("GET") && !request.getMethod().equals("HEAD");
    }

    /** Whether a browser says that a page of this server sends the request. */
    private static boolean isOwnPage(HttpServletRequest request) {
        String origin = request.getHeader("Origin");
        String site = request.getHeader("Sec-Fetch-Site");
        if (origin != null) {
            try {
                String host = request.getHeader("Host");
                return host != null && host.equalsIgnoreCase(URI.create(origin).getRawAuthority());
            } catch (IllegalArgumentException e) {
                return false;
            }
        }
        return "same-origin".equals(site);
    }

    private boolean isAdministrator(String user) {
        return administrators.isAdministrator(Caller.of(user, "web-console", Map.of()));
    }

    private static Optional<String> header(HttpServletRequest request, String scheme) {
        String header = request.getHeader("Authorization");
        return header != null && header.regionMatches(true, 0, scheme, 0, scheme.length())
                ? Optional.of(header.substring(scheme.length()).strip())
                : Optional.empty();
    }

    private static Optional<String> cookie(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        for (Cookie cookie : cookies == null ? new Cookie[0] : cookies) {
            if (cookie.getName().equals(COOKIE) && !cookie.getValue().isEmpty()) {
                return Optional.of(cookie.getValue());
            }
        }
        return Optional.empty();
    }

    private Optional<String> session(String token) {
        try {
            return Optional.of(auth.authenticate(token));
        } catch (DmartException e) {
            return Optional.empty();
        }
    }

    /** Logs in and leaves the session in a cookie, so that one page is one login and not a hundred; only for administrators. */
    private Optional<String> login(String basic, HttpServletRequest request, HttpServletResponse response) {
        try {
            String pair = new String(Base64.getDecoder().decode(basic), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            JsonObject body = JsonObject.builder()
                    .put("shortname", pair.substring(0, Math.max(0, colon)))
                    .put("password", pair.substring(colon + 1))
                    .build();
            AuthService.Client client = client(request);
            AuthService.Login login = auth.login(body, client);
            if (!isAdministrator(login.shortname())) {
                auth.logout(Optional.of(login.token()), false, client);
                return Optional.empty();
            }
            boolean plain = request.getScheme().equals("http") && LOOPBACK.contains(request.getRemoteAddr());
            response.addHeader(
                    "Set-Cookie",
                    COOKIE + "=" + login.token() + "; Path=/; HttpOnly; " + (plain ? "" : "Secure; ") + "SameSite=Lax");
            return Optional.of(login.shortname());
        } catch (DmartException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static AuthService.Client client(HttpServletRequest request) {
        String agent = request.getHeader("User-Agent");
        return new AuthService.Client(
                request.getRemoteAddr(),
                agent == null ? "" : agent,
                UUID.randomUUID().toString(),
                Map.of());
    }

    @Override
    public boolean authorize(Object user, String role) {
        return true; // whoever is let in is an administrator
    }

    @Override
    public void logout(HttpServletRequest request, HttpServletResponse response) {
        auth.logout(cookie(request), false, client(request));
        response.addHeader("Set-Cookie", COOKIE + "=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax");
    }
}
