package cc.dmart.auth.internal.social;

import cc.dmart.api.plugin.IdentityProvider;
import cc.dmart.auth.internal.AuthConfig;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The providers that the settings switch on. Thread-safe. */
final class Providers {
    private static final long APPLE_MAX_AGE = 600;

    private Providers() {}

    /** A provider, and where it sends browsers back; empty where there is no login in a browser. */
    record Known(IdentityProvider provider, String redirect) {}

    /** @throws IllegalArgumentException if an address is none */
    static Map<String, Known> of(AuthConfig config, Clock clock) {
        Map<String, Known> out = new TreeMap<>();
        if (!config.social_login_allowed()) {
            return out;
        }
        Web web = new Web();
        if (!config.google_client_id().isBlank()) {
            OpenIdProvider.Facts facts = new OpenIdProvider.Facts(
                    Set.of("accounts.google.com", "https://accounts.google.com"),
                    config.google_client_id().strip(),
                    config.google_client_secret(),
                    0,
                    endpoints(
                            config,
                            "google",
                            Map.of(
                                    "keys", "https://www.googleapis.com/oauth2/v3/certs",
                                    "token", "https://oauth2.googleapis.com/token",
                                    "authorize", "https://accounts.google.com/o/oauth2/v2/auth")),
                    "openid email profile",
                    false);
            out.put("google", new Known(new OpenIdProvider(facts, web, clock), config.google_oath_callback()));
        }
        if (!config.apple_client_id().isBlank()) {
            OpenIdProvider.Facts facts = new OpenIdProvider.Facts(
                    Set.of("https://appleid.apple.com"),
                    config.apple_client_id().strip(),
                    config.apple_client_secret(),
                    APPLE_MAX_AGE,
                    endpoints(
                            config,
                            "apple",
                            Map.of(
                                    "keys", "https://appleid.apple.com/auth/keys",
                                    "token", "https://appleid.apple.com/auth/token",
                                    "authorize", "https://appleid.apple.com/auth/authorize")),
                    "email",
                    true);
            out.put("apple", new Known(new OpenIdProvider(facts, web, clock), config.apple_oath_callback()));
        }
        if (!config.facebook_client_id().isBlank()) {
            out.put("facebook", new Known(facebook(config, web, clock), config.facebook_oath_callback()));
        }
        return out;
    }

    private static IdentityProvider facebook(AuthConfig config, Web web, Clock clock) {
        OpenIdProvider.Facts facts = new OpenIdProvider.Facts(
                Set.of("https://www.facebook.com", "https://facebook.com"),
                config.facebook_client_id().strip(),
                config.facebook_client_secret(),
                0,
                endpoints(
                        config,
                        "facebook",
                        Map.of(
                                "keys", "https://www.facebook.com/.well-known/oauth/openid/jwks/",
                                "debug", "https://graph.facebook.com/debug_token",
                                "me", "https://graph.facebook.com/me",
                                "token", "https://graph.facebook.com/oauth/access_token",
                                "authorize", "https://www.facebook.com/dialog/oauth")),
                "public_profile",
                false);
        return new FacebookProvider(facts, web, clock);
    }

    private static Map<String, URI> endpoints(AuthConfig config, String provider, Map<String, String> own) {
        Map<String, URI> out = new HashMap<>();
        own.forEach((name, address) -> out.put(name, URI.create(address)));
        for (String row : config.social_endpoints()) {
            int equals = row.indexOf('=');
            if (equals < 0 || !row.startsWith("http", equals + 1)) {
                throw new IllegalArgumentException("social_endpoints: provider.part=address expected");
            }
            String name = row.substring(0, equals).strip();
            if (name.startsWith(provider + ".")) {
                out.put(name.substring(provider.length() + 1), address(row.substring(equals + 1)));
            }
        }
        return out;
    }

    private static URI address(String text) {
        try {
            return new URI(text.strip());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("social_endpoints: " + text.strip() + " is no address", e);
        }
    }
}
