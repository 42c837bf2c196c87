package cc.dmart.auth.internal.social;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Clock;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The public keys of a provider (JWKS) at one fixed address, remembered for an hour. A key that is not known makes it look again,
 * at most once a minute, or some seconds after a failure, so that neither a new key nor an invented one costs much. One caller
 * asks the provider, outside all locks; while it cannot be asked, keys that were known go on for some hours. Thread-safe.
 */
final class KeySet {
    private static final long LIFE_MS = 3_600_000;
    private static final long LONGEST_LIFE_MS = 6 * LIFE_MS;
    private static final long LOOK_MS = 60_000;
    private static final long AFTER_FAILURE_MS = 10_000;
    private static final int SHORTEST_RSA = 2048;
    private static final Logger LOG = LoggerFactory.getLogger(KeySet.class);

    /** A public key and the one algorithm that it is for. */
    record Key(String algorithm, PublicKey key) {}

    private record Known(Map<String, Key> keys, long readAt) {}

    private final Web web;
    private final URI address;
    private final Clock clock;
    private final AtomicReference<@Nullable CompletableFuture<Known>> asking = new AtomicReference<>();
    private volatile Known known = new Known(Map.of(), 0);
    private volatile long askedAt;

    KeySet(Web web, URI address, Clock clock) {
        this.web = web;
        this.address = address;
        this.clock = clock;
    }

    /** The key of an id. @throws IOException if the provider cannot be asked */
    Optional<Key> find(String id) throws IOException, InterruptedException {
        Known now = known;
        long age = clock.millis() - now.readAt;
        Optional<Key> old = age > LONGEST_LIFE_MS ? Optional.empty() : Optional.ofNullable(now.keys.get(id));
        if (old.isEmpty()) {
            return Optional.ofNullable(latest().keys.get(id));
        }
        if (age > LIFE_MS && isDue() && asking.get() == null) {
            try {
                return Optional.ofNullable(asked().keys.get(id));
            } catch (IOException | SecurityException e) {
                LOG.warn("{} cannot be asked, its keys of before go on: {}", address, e.toString());
            }
        }
        return old;
    }

    private boolean isDue() {
        long pause = known.readAt < askedAt ? AFTER_FAILURE_MS : LOOK_MS;
        return clock.millis() - askedAt > pause;
    }

    /** What the provider answers, or has answered a short while ago. @throws IOException if it could not then */
    private Known latest() throws IOException, InterruptedException {
        if (isDue() || asking.get() != null) {
            return asked();
        }
        Known now = known;
        if (now.readAt < askedAt) {
            throw new IOException("the provider could not be asked a moment ago");
        }
        return now;
    }

    /** What the provider answers, asked by one of those who want to know. */
    private Known asked() throws IOException, InterruptedException {
        while (true) {
            CompletableFuture<Known> mine = new CompletableFuture<>();
            CompletableFuture<Known> other = asking.compareAndExchange(null, mine);
            if (other == null) {
                return ask(mine);
            }
            Optional<Known> answer = answered(other);
            if (answer.isPresent()) {
                return answer.get();
            }
        }
    }

    private Known ask(CompletableFuture<Known> mine) throws IOException, InterruptedException {
        long before = askedAt;
        Exception why = new IOException("nobody got an answer");
        try {
            askedAt = clock.millis();
            Known now = new Known(read(web.get(address, Optional.empty())), clock.millis());
            known = now;
            mine.complete(now);
            return now;
        } catch (InterruptedException e) {
            askedAt = before; // the provider is not to blame
            why = e;
            throw e;
        } catch (IOException | RuntimeException e) {
            why = e;
            throw e;
        } finally {
            asking.set(null); // first, since others ask themselves when they hear of an interrupt
            mine.completeExceptionally(why);
        }
    }

    /** Empty if the one who asked was interrupted. */
    private static Optional<Known> answered(CompletableFuture<Known> other) throws IOException, InterruptedException {
        try {
            return Optional.of(other.get());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof InterruptedException) {
                return Optional.empty();
            }
            if (e.getCause() instanceof SecurityException refused) {
                throw refused;
            }
            throw new IOException("the provider cannot be asked", e.getCause());
        }
    }

    private static Map<String, Key> read(JsonObject set) {
        Map<String, Key> out = new HashMap<>();
        for (JsonValue one : set.array("keys").orElseThrow(() -> new SecurityException("no keys"))) {
            JsonObject jwk = one.asObject().orElse(JsonObject.EMPTY);
            Optional<String> id = jwk.string("kid");
            boolean forSigning = jwk.string("use").map("sig"::equals).orElse(true);
            if (id.isPresent() && forSigning) {
                key(jwk).ifPresent(key -> out.put(id.get(), key));
            }
        }
        return out;
    }

    /** Empty for a key of a kind that is not accepted. */
    private static Optional<Key> key(JsonObject jwk) {
        try {
            String kind = jwk.string("kty").orElse("");
            if (kind.equals("RSA")) {
                return rsa(number(jwk, "n"), number(jwk, "e"));
            }
            boolean p256 = kind.equals("EC") && jwk.string("crv").equals(Optional.of("P-256"));
            return p256 ? Optional.of(ec(number(jwk, "x"), number(jwk, "y"))) : Optional.empty();
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<Key> rsa(BigInteger modulus, BigInteger exponent) throws GeneralSecurityException {
        if (modulus.bitLength() < SHORTEST_RSA) {
            return Optional.empty();
        }
        return Optional.of(new Key(
                "RS256", KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent))));
    }

    private static Key ec(BigInteger x, BigInteger y) throws GeneralSecurityException {
        AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
        curve.init(new ECGenParameterSpec("secp256r1"));
        ECParameterSpec spec = curve.getParameterSpec(ECParameterSpec.class);
        return new Key(
                "ES256", KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(new ECPoint(x, y), spec)));
    }

    private static BigInteger number(JsonObject jwk, String name) {
        return new BigInteger(1, Base64.getUrlDecoder().decode(jwk.string(name).orElse("")));
    }

    /** Reads a part of a token. */
    static JsonObject part(String base64) {
        return JsonCodec.parseObject(Base64.getUrlDecoder().decode(base64));
    }
}
