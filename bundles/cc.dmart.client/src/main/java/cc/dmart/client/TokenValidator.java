package cc.dmart.client;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Names;
import cc.dmart.api.model.UserType;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Says whose a token of a DMART server is, from the secret that the server signs with ({@code security.md} 2.7, level offline): no
 * call to the server, and so no word of sessions that ended or accounts that were switched off since. A service that acts on
 * more than reading asks the server too ({@link DmartClient}), or takes young tokens only.
 *
 * <p>Whoever has the secret can make tokens for anybody: keep it like a root password. Thread-safe, immutable.
 */
public final class TokenValidator {
    private static final int MAX_LENGTH = 4096;
    private static final int SHORTEST_SECRET = 32;
    private static final Duration FUTURE = Duration.ofMinutes(1);
    private static final Map<String, String> ALGORITHMS =
            Map.of("HS256", "HmacSHA256", "HS384", "HmacSHA384", "HS512", "HmacSHA512");

    private final String algorithm;
    private final List<SecretKeySpec> keys;
    private final Duration maxAge;
    private final Clock clock;

    /**
     * Whose a token is.
     *
     * @param shortname the account
     * @param type      its kind
     * @param issued    when the token was made; its end if it does not say
     * @param expires   when it ends
     */
    public record Identity(String shortname, UserType type, Instant issued, Instant expires) {}

    private TokenValidator(String algorithm, List<SecretKeySpec> keys, Duration maxAge, Clock clock) {
        this.algorithm = algorithm;
        this.keys = List.copyOf(keys);
        this.maxAge = maxAge;
        this.clock = clock;
    }

    /**
     * A validator of tokens with HS256.
     *
     * @param secret the server's {@code jwt_secret}, at least 32 bytes
     * @param maxAge older tokens are refused
     */
    public static TokenValidator of(String secret, Duration maxAge) {
        return new TokenValidator("HS256", List.of(key("HS256", secret)), maxAge, Clock.systemUTC());
    }

    /** The same for a server with another {@code jwt_algorithm}: {@code HS384} or {@code HS512}. Call it first. */
    public TokenValidator algorithm(String name) {
        if (!ALGORITHMS.containsKey(name)) {
            throw new IllegalArgumentException("HS256, HS384 or HS512 expected");
        }
        List<SecretKeySpec> same = new ArrayList<>();
        keys.forEach(k -> same.add(new SecretKeySpec(k.getEncoded(), ALGORITHMS.get(name))));
        return new TokenValidator(name, same, maxAge, clock);
    }

    /** The same that also takes tokens of the server's {@code jwt_secret_previous}. */
    public TokenValidator previous(String secret) {
        List<SecretKeySpec> both = new ArrayList<>(keys);
        both.add(key(algorithm, secret));
        return new TokenValidator(algorithm, both, maxAge, clock);
    }

    TokenValidator at(Clock other) {
        return new TokenValidator(algorithm, keys, maxAge, other);
    }

    private static SecretKeySpec key(String algorithm, String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < SHORTEST_SECRET) {
            throw new IllegalArgumentException("the secret has fewer than " + SHORTEST_SECRET + " bytes");
        }
        return new SecretKeySpec(bytes, ALGORITHMS.get(algorithm));
    }

    /** Whose token the value of a header {@code Authorization} holds; empty without a good one. */
    public Optional<Identity> ofHeader(String authorization) {
        String header = authorization.strip();
        return header.regionMatches(true, 0, "Bearer ", 0, 7)
                ? of(header.substring(7).strip())
                : Optional.empty();
    }

    /** Whose a token is; empty if it is not one of this server, has ended, or is too old. */
    public Optional<Identity> of(String token) {
        String[] parts = token.split("\\.", -1);
        if (token.length() > MAX_LENGTH || parts.length != 3) {
            return Optional.empty();
        }
        try {
            JsonObject header = JsonCodec.parseObject(Base64.getUrlDecoder().decode(parts[0]));
            byte[] signature = Base64.getUrlDecoder().decode(parts[2]);
            String signed = parts[0] + "." + parts[1];
            return header.string("alg").equals(Optional.of(algorithm)) && isSigned(signed, signature)
                    ? identity(JsonCodec.parseObject(Base64.getUrlDecoder().decode(parts[1])))
                    : Optional.empty();
        } catch (IllegalArgumentException | DmartException e) {
            return Optional.empty();
        }
    }

    private boolean isSigned(String text, byte[] signature) {
        boolean good = false;
        for (SecretKeySpec key : keys) {
            good |= MessageDigest.isEqual(sign(key, text), signature);
        }
        return good;
    }

    private static byte[] sign(SecretKeySpec key, String text) {
        try {
            Mac mac = Mac.getInstance(key.getAlgorithm());
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + key.getAlgorithm(), e);
        }
    }

    /** A token of an invitation has a channel and no type: it is nobody's here. */
    private Optional<Identity> identity(JsonObject claims) {
        JsonObject data = claims.object("data").orElse(JsonObject.EMPTY);
        String shortname = data.string("shortname").filter(Names::isShortname).orElse("");
        Optional<UserType> type = data.string("type").flatMap(UserType::of);
        Optional<Instant> expires = seconds(claims, "expires");
        if (shortname.isEmpty() || type.isEmpty() || expires.isEmpty() || data.has("channel")) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        Instant end =
                seconds(claims, "exp").filter(e -> e.isBefore(expires.get())).orElse(expires.get());
        Instant issued = seconds(claims, "iat").orElse(end);
        boolean young = claims.has("iat") && !issued.isBefore(now.minus(maxAge)) && !issued.isAfter(now.plus(FUTURE));
        return end.isAfter(now) && young
                ? Optional.of(new Identity(shortname, type.get(), issued, end))
                : Optional.empty();
    }

    private static Optional<Instant> seconds(JsonObject claims, String name) {
        return claims.number(name).map(JsonNumber::doubleValue).map(s -> Instant.ofEpochMilli((long) (s * 1000)));
    }
}
