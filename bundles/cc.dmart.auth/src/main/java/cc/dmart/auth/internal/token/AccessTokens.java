package cc.dmart.auth.internal.token;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Names;
import cc.dmart.api.model.UserType;
import cc.dmart.auth.internal.AuthConfig;
import cc.dmart.auth.internal.Settings;
import cc.dmart.auth.internal.store.Rows;
import io.jsonwebtoken.Claims;
import io.jsonwebtoken.JwtException;
import io.jsonwebtoken.JwtParser;
import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.security.MacAlgorithm;
import io.jsonwebtoken.security.SignatureException;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Issues and verifies access tokens ({@code security.md} 2.1) and the tokens of invitations (5.4), which are signed with the same
 * key and never taken for each other. Tokens of the previous key are accepted for its grace period. Thread-safe.
 */
@Component(
        service = AccessTokens.class,
        configurationPid = AuthConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = AuthConfig.class)
public final class AccessTokens {
    /** Longest token looked at. */
    public static final int MAX_LENGTH = 4096;

    private static final String DATA = "data";
    private static final String SHORTNAME = "shortname";
    private static final String TYPE = "type";
    private static final String CHANNEL = "channel";
    private static final String EXPIRES = "expires";
    private static final int ID_BYTES = 18;
    private static final long FUTURE_MS = 60_000;
    /** What jjwt allows between the clocks, so that the expiry is judged here alone, after the signature. */
    private static final long ANY_AGE_SECONDS = 4_000_000_000L;

    private final SecureRandom random = new SecureRandom();
    private final Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    private final Clock clock;
    private final Algorithm algorithm;
    private final SecretKey key;
    private final JwtParser parser;
    private final Optional<JwtParser> previous;
    private final long previousUntil;

    /** The algorithms that may be configured, with the shortest key each admits. */
    private enum Algorithm {
        HS256(Jwts.SIG.HS256, "HmacSHA256", 32),
        HS384(Jwts.SIG.HS384, "HmacSHA384", 48),
        HS512(Jwts.SIG.HS512, "HmacSHA512", 64);

        private final MacAlgorithm mac;
        private final String jca;
        private final int minBytes;

        Algorithm(MacAlgorithm mac, String jca, int minBytes) {
            this.mac = mac;
            this.jca = jca;
            this.minBytes = minBytes;
        }

        SecretKey key(byte[] bytes) {
            return new SecretKeySpec(bytes, jca);
        }
    }

    /** What a valid token says; {@code expiresAt}, in milliseconds since the epoch, is when it is no longer accepted. */
    public record Verified(String shortname, long expiresAt) {}

    /** What a valid invitation says. */
    public record Invitation(String shortname, String channel) {}

    /**
     * Tokens under the configured key.
     *
     * @throws IllegalArgumentException if algorithm or key are refused
     * @throws IOException              if the generated key cannot be stored or read
     */
    @Activate
    public AccessTokens(@Reference Rows rows, AuthConfig config) throws IOException {
        this(rows, config, Clock.systemUTC());
    }

    /** The same with another clock. @throws IOException if the generated key cannot be stored or read */
    public AccessTokens(Rows rows, AuthConfig config, Clock clock) throws IOException {
        this.clock = clock;
        algorithm = Stream.of(Algorithm.values())
                .filter(a -> a.name().equals(config.jwt_algorithm()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("jwt_algorithm: HS256, HS384 or HS512 expected"));
        key = algorithm.key(JwtSecret.current(config, algorithm.minBytes));
        parser = parser(key);
        Optional<byte[]> old = JwtSecret.previous(config, algorithm.minBytes);
        previous = old.map(algorithm::key).map(this::parser);
        int grace =
                Settings.inRange("jwt_secret_previous_grace_s", config.jwt_secret_previous_grace_s(), 0, 315_360_000);
        previousUntil = old.isEmpty() || grace == 0 ? Long.MAX_VALUE : firstSeen(rows, old.get()) + 1000L * grace;
    }

    /** When this server was first told of a previous key; a restart does not begin the grace period anew. */
    private long firstSeen(Rows rows, byte[] old) {
        String rowKey = "previous:" + new DerivedKey(old, "grace").sign("first seen");
        JsonObject now = JsonObject.builder().put("at", clock.millis()).build();
        rows.change(rowKey, true, row -> row.or(() -> Optional.of(new Rows.Row(now, Long.MAX_VALUE))));
        return rows.find(rowKey)
                .flatMap(row -> row.data().number("at"))
                .map(JsonNumber::longValue)
                .orElse(0L);
    }

    private JwtParser parser(SecretKey verificationKey) {
        return Jwts.parser()
                .verifyWith(verificationKey)
                .clock(() -> Date.from(clock.instant()))
                .clockSkewSeconds(ANY_AGE_SECONDS)
                .build();
    }

    /** A new token; it expires so many seconds after the epoch. */
    public String issue(String shortname, UserType type, long expiresSeconds) {
        return sign(Map.of(SHORTNAME, shortname, TYPE, type.wire()), expiresSeconds);
    }

    /** A new token of an invitation. */
    public String issueInvitation(String shortname, String channel, long expiresSeconds) {
        return sign(Map.of(SHORTNAME, shortname, CHANNEL, channel), expiresSeconds);
    }

    private String sign(Map<String, String> data, long expiresSeconds) {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        return Jwts.builder()
                .header()
                .type("JWT")
                .and()
                .claim(DATA, data)
                .claim(EXPIRES, expiresSeconds)
                .id(base64.encodeToString(id))
                .issuedAt(Date.from(clock.instant()))
                .expiration(Date.from(Instant.ofEpochSecond(expiresSeconds)))
                .signWith(key, algorithm.mac)
                .compact();
    }

    /**
     * Verifies signature and claims of a token.
     *
     * @throws DmartException.Forbidden {@code E(401,jwtauth,47)}, or 48 if it is right but expired
     */
    public Verified verify(String token) {
        if (token.length() > MAX_LENGTH || !isHeaderRight(token)) {
            throw DmartException.Forbidden.invalidToken();
        }
        try {
            return checked(parser.parseSignedClaims(token).getPayload(), Long.MAX_VALUE);
        } catch (SignatureException e) {
            return checked(claimsOfPrevious(token), previousUntil);
        } catch (JwtException | IllegalArgumentException e) {
            throw DmartException.Forbidden.invalidToken();
        }
    }

    /** Only the configured algorithm, no compression; other members of the header are ignored. */
    private boolean isHeaderRight(String token) {
        int dot = token.indexOf('.');
        if (dot <= 0 || token.indexOf('.', token.indexOf('.', dot + 1) + 1) >= 0) {
            return false;
        }
        try {
            JsonObject header = JsonCodec.parseObject(Base64.getUrlDecoder().decode(token.substring(0, dot)));
            return header.string("alg").equals(Optional.of(algorithm.name())) && !header.has("zip");
        } catch (IllegalArgumentException | DmartException e) {
            return false;
        }
    }

    private Claims claims(String token) {
        try {
            return parser.parseSignedClaims(token).getPayload();
        } catch (SignatureException e) {
            return claimsOfPrevious(token);
        } catch (JwtException | IllegalArgumentException e) {
            throw DmartException.Forbidden.invalidToken();
        }
    }

    private Claims claimsOfPrevious(String token) {
        JwtParser old = previous.filter(p -> clock.millis() < previousUntil)
                .orElseThrow(DmartException.Forbidden::invalidToken);
        try {
            return old.parseSignedClaims(token).getPayload();
        } catch (JwtException | IllegalArgumentException e) {
            throw DmartException.Forbidden.invalidToken();
        }
    }

    private Verified checked(Claims claims, long keyUntil) {
        if (!(claims.get(DATA) instanceof Map<?, ?> data)
                || !(data.get(SHORTNAME) instanceof String shortname)
                || !(data.get(TYPE) instanceof String type)
                || data.containsKey(CHANNEL)
                || !Names.isShortname(shortname)
                || UserType.of(type).isEmpty()) {
            throw DmartException.Forbidden.invalidToken();
        }
        return new Verified(shortname, Math.min(end(claims), keyUntil));
    }

    /** When a token ends. @throws DmartException.Forbidden 47 without an end or from the future, 48 if it has ended */
    private long end(Claims claims) {
        if (!(claims.get(EXPIRES) instanceof Number expires)) {
            throw DmartException.Forbidden.invalidToken();
        }
        long now = clock.millis();
        Date issued = claims.getIssuedAt();
        if (issued != null && issued.toInstant().toEpochMilli() > now + FUTURE_MS) {
            throw DmartException.Forbidden.invalidToken();
        }
        long until = (long) Math.min(expires.doubleValue() * 1000, Long.MAX_VALUE);
        Date end = claims.getExpiration();
        long earliest = end == null ? until : Math.min(until, end.toInstant().toEpochMilli());
        if (earliest <= now) {
            throw DmartException.Forbidden.expiredToken();
        }
        return earliest;
    }

    /** What the token of an invitation says; empty if it is none, not ours, or has ended. */
    public Optional<Invitation> invitation(String token) {
        if (token.length() > MAX_LENGTH || !isHeaderRight(token)) {
            return Optional.empty();
        }
        try {
            Claims claims = claims(token);
            end(claims);
            return claims.get(DATA) instanceof Map<?, ?> data
                            && data.get(SHORTNAME) instanceof String shortname
                            && data.get(CHANNEL) instanceof String channel
                            && !data.containsKey(TYPE)
                            && Names.isShortname(shortname)
                    ? Optional.of(new Invitation(shortname, channel))
                    : Optional.empty();
        } catch (DmartException.Forbidden e) {
            return Optional.empty();
        }
    }
}
