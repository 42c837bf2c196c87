package cc.dmart.auth.internal.social;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonBool;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.plugin.IdentityProvider;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Clock;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A provider whose users bring an id token of OpenID Connect: a JWS with RS256 or ES256, verified against the provider's own keys,
 * with issuer, audience, end and nonce checked ({@code security.md} 5.6). Thread-safe.
 */
final class OpenIdProvider implements IdentityProvider {
    private static final int LONGEST = 8192;
    private static final long FUTURE_SECONDS = 60;

    /**
     * What makes a provider.
     *
     * @param issuers    values of {@code iss}
     * @param clientId   value of {@code aud}
     * @param secret     for the exchange of codes
     * @param maxAge     seconds since {@code iat}; 0 = no limit
     * @param endpoints  addresses {@code keys}, {@code token}, {@code authorize}
     * @param scope      what a login in a browser asks for
     * @param posts      whether the provider lets the browser post what it brings back, as Apple does when it is asked for a mail
     *                   address
     */
    record Facts(
            Set<String> issuers,
            String clientId,
            String secret,
            long maxAge,
            Map<String, URI> endpoints,
            String scope,
            boolean posts) {}

    private final Facts facts;
    private final Web web;
    private final KeySet keys;
    private final Clock clock;

    OpenIdProvider(Facts facts, Web web, Clock clock) {
        this.facts = facts;
        this.web = web;
        this.clock = clock;
        keys = new KeySet(web, endpoint("keys"), clock);
    }

    private URI endpoint(String name) {
        URI found = facts.endpoints().get(name);
        if (found == null) {
            throw new IllegalArgumentException("no endpoint " + name);
        }
        return found;
    }

    @Override
    public Identity verify(String token, Optional<String> nonce) throws IOException, InterruptedException {
        JsonObject claims = claims(token);
        check(facts.issuers().contains(claims.string("iss").orElse("")), "issuer");
        check(isAudience(claims), "audience");
        long now = clock.millis() / 1000;
        check(number(claims, "exp") > now, "end");
        long issued = number(claims, "iat");
        check(issued <= now + FUTURE_SECONDS, "from the future");
        check(facts.maxAge() == 0 || issued >= now - facts.maxAge(), "too old");
        check(nonce.isEmpty() || isEqual(nonce.get(), claims.string("nonce").orElse("")), "nonce");
        String id = claims.string("sub")
                .filter(s -> !s.isBlank() && s.length() <= 255)
                .orElse("");
        check(!id.isEmpty(), "subject");
        Optional<String> email = claims.string("email").filter(e -> isVerified(claims));
        return new Identity(id, email, claims.string("name"), claims.string("picture"));
    }

    private static void check(boolean good, String what) {
        if (!good) {
            throw new SecurityException("id token refused (" + what + ")");
        }
    }

    private JsonObject claims(String token) throws IOException, InterruptedException {
        String[] parts = token.split("\\.", -1);
        check(token.length() <= LONGEST && parts.length == 3, "form");
        try {
            JsonObject header = KeySet.part(parts[0]);
            String algorithm = header.string("alg").orElse("");
            KeySet.Key key = keys.find(header.string("kid").orElse(""))
                    .filter(k -> k.algorithm().equals(algorithm))
                    .orElseThrow(() -> new SecurityException("id token refused (key or algorithm)"));
            check(!header.has("crit"), "critical members");
            Signature signature =
                    Signature.getInstance(algorithm.equals("RS256") ? "SHA256withRSA" : "SHA256withECDSAinP1363Format");
            signature.initVerify(key.key());
            signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
            check(signature.verify(Base64.getUrlDecoder().decode(parts[2])), "signature");
            return KeySet.part(parts[1]);
        } catch (GeneralSecurityException | IllegalArgumentException | DmartException e) {
            throw new SecurityException("id token refused (cannot be read)", e);
        }
    }

    /** The audience is this client; of several, the token was also made for it. */
    private boolean isAudience(JsonObject claims) {
        JsonValue audience = claims.get("aud").orElse(JsonBool.FALSE);
        if (audience instanceof JsonString one) {
            return one.value().equals(facts.clientId());
        }
        List<String> several = claims.strings("aud");
        return several.contains(facts.clientId())
                && (several.size() == 1 || claims.string("azp").equals(Optional.of(facts.clientId())));
    }

    private static long number(JsonObject claims, String name) {
        return claims.number(name).map(JsonNumber::longValue).orElseThrow(() -> new SecurityException("no " + name));
    }

    /** Apple writes it as a text. */
    private static boolean isVerified(JsonObject claims) {
        return claims.bool("email_verified").orElse(false)
                || claims.string("email_verified").equals(Optional.of("true"));
    }

    private static boolean isEqual(String a, String b) {
        return MessageDigest.isEqual(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Optional<URI> authorize(Begin begin) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("client_id", facts.clientId());
        query.put("redirect_uri", begin.redirect().toString());
        query.put("response_type", "code");
        query.put("scope", facts.scope());
        query.put("state", begin.state());
        query.put("nonce", begin.nonce());
        query.put("code_challenge", begin.challenge());
        query.put("code_challenge_method", "S256");
        if (facts.posts()) {
            query.put("response_mode", "form_post");
        }
        return Optional.of(URI.create(endpoint("authorize") + "?" + Web.form(query)));
    }

    @Override
    public String exchange(String code, String verifier, URI redirect) throws IOException, InterruptedException {
        JsonObject reply = web.post(
                endpoint("token"),
                Map.of(
                        "grant_type",
                        "authorization_code",
                        "code",
                        code,
                        "code_verifier",
                        verifier,
                        "redirect_uri",
                        redirect.toString(),
                        "client_id",
                        facts.clientId(),
                        "client_secret",
                        facts.secret()));
        return reply.string("id_token").orElseThrow(() -> new SecurityException("no id token for the code"));
    }
}
