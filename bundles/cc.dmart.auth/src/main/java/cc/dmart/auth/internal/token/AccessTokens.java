package cc.dmart.auth.internal.token;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Names;
import cc.dmart.api.model.UserType;
import cc.dmart.auth.internal.AuthConfig;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** Issues and verifies access tokens ({@code security.md} 2.1). Thread-safe. */
public final class AccessTokens {
    /** Longest token looked at. */
    public static final int MAX_LENGTH = 4096;

    private static final String DATA = "data";
    private static final String SHORTNAME = "shortname";
    private static final String TYPE = "type";
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
    private final List<JwtParser> parsers;

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

    /** What a valid token says; {@code expiresAt} in milliseconds since the epoch. */
    public record Verified(String shortname, long expiresAt) {}

    /**
     * Tokens under the configured key.
     *
     * @throws IllegalArgumentException if algorithm or key are refused
     * @throws IOException              if the generated key cannot be stored or read
     */
    public AccessTokens(AuthConfig config, Clock clock) throws IOException {
        this.clock = clock;
        algorithm = Stream.of(Algorithm.values())
                .filter(a -> a.name().equals(config.jwt_algorithm()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("jwt_algorithm must be HS256, HS384 or HS512"));
        key = algorithm.key(JwtSecret.current(config, algorithm.minBytes));
        parsers = Stream.concat(
                        Stream.of(key),
                        JwtSecret.previous(config, algorithm.minBytes).stream().map(algorithm::key))
                .map(this::parser)
                .toList();
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
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        return Jwts.builder()
                .header()
                .type("JWT")
                .and()
                .claim(DATA, Map.of(SHORTNAME, shortname, TYPE, type.wire()))
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
        return checked(claims(token));
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
        for (JwtParser parser : parsers) {
            try {
                return parser.parseSignedClaims(token).getPayload();
            } catch (SignatureException e) {
                // signed with another key: the next parser has the previous one
            } catch (JwtException | IllegalArgumentException e) {
                throw DmartException.Forbidden.invalidToken();
            }
        }
        throw DmartException.Forbidden.invalidToken();
    }

    private Verified checked(Claims claims) {
        if (!(claims.get(DATA) instanceof Map<?, ?> data)
                || !(data.get(SHORTNAME) instanceof String shortname)
                || !(data.get(TYPE) instanceof String type)
                || data.containsKey("channel")
                || !Names.isShortname(shortname)
                || UserType.of(type).isEmpty()
                || !(claims.get(EXPIRES) instanceof Number expires)) {
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
        return new Verified(shortname, earliest);
    }
}
