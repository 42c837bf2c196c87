package cc.dmart.auth.internal.social;

import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.plugin.IdentityProvider;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Facebook ({@code security.md} 5.6): an access token is checked with {@code debug_token}, made for this app, valid, not ended, and
 * of the user whom {@code /me} names; the mail address counts as unconfirmed. What looks like an id token (limited login) is
 * verified as one. The app secret travels in a header or a body only. Thread-safe.
 */
final class FacebookProvider implements IdentityProvider {
    private final String clientId;
    private final String secret;
    private final Map<String, URI> endpoints;
    private final OpenIdProvider idTokens;
    private final Web web;
    private final Clock clock;

    FacebookProvider(OpenIdProvider.Facts facts, Web web, Clock clock) {
        clientId = facts.clientId();
        secret = facts.secret();
        endpoints = facts.endpoints();
        idTokens = new OpenIdProvider(facts, web, clock);
        this.web = web;
        this.clock = clock;
    }

    private URI endpoint(String name, Map<String, String> query) {
        return URI.create(endpoints.get(name) + "?" + Web.form(query));
    }

    @Override
    public Identity verify(String token, Optional<String> nonce) throws IOException, InterruptedException {
        if (token.chars().filter(c -> c == '.').count() == 2) {
            Identity said = idTokens.verify(token, nonce);
            return new Identity(said.id(), Optional.empty(), said.name(), said.avatar());
        }
        JsonObject about = web.get(
                        endpoint("debug", Map.of("input_token", token)), Optional.of(clientId + "|" + secret))
                .object("data")
                .orElseThrow(() -> new SecurityException("nothing is known of the token"));
        long end = about.number("expires_at").map(JsonNumber::longValue).orElse(0L);
        boolean good = about.bool("is_valid").orElse(false)
                && about.string("app_id").equals(Optional.of(clientId))
                && (end == 0 || end > clock.millis() / 1000);
        if (!good) {
            throw new SecurityException("the token is not valid for this app");
        }
        JsonObject me = web.get(endpoint("me", Map.of("fields", "id,name")), Optional.of(token));
        String id = me.string("id").orElse("");
        if (id.isEmpty() || !about.string("user_id").equals(Optional.of(id))) {
            throw new SecurityException("the token is of another user");
        }
        return new Identity(id, Optional.empty(), me.string("name"), Optional.empty());
    }

    @Override
    public Optional<URI> authorize(Begin begin) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("client_id", clientId);
        query.put("redirect_uri", begin.redirect().toString());
        query.put("response_type", "code");
        query.put("scope", "public_profile");
        query.put("state", begin.state());
        query.put("code_challenge", begin.challenge());
        query.put("code_challenge_method", "S256");
        return Optional.of(endpoint("authorize", query));
    }

    @Override
    public String exchange(String code, String verifier, URI redirect) throws IOException, InterruptedException {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("client_id", clientId);
        form.put("client_secret", secret);
        form.put("code", code);
        form.put("code_verifier", verifier);
        form.put("redirect_uri", redirect.toString());
        URI address = endpoints.get("token");
        if (address == null) {
            throw new SecurityException("no endpoint for codes");
        }
        return web.post(address, form)
                .string("access_token")
                .orElseThrow(() -> new SecurityException("no access token for the code"));
    }
}
