package cc.dmart.auth.internal.social;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.ErrorType;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.plugin.IdentityProvider;
import cc.dmart.api.service.AccountChanges;
import cc.dmart.api.service.AccountService;
import cc.dmart.api.service.AuthService.Client;
import cc.dmart.api.service.AuthService.Login;
import cc.dmart.api.service.SocialService;
import cc.dmart.auth.internal.AuthConfig;
import cc.dmart.auth.internal.Digest;
import cc.dmart.auth.internal.Limits;
import cc.dmart.auth.internal.account.AddressProof;
import cc.dmart.auth.internal.code.OneTimeCodes;
import cc.dmart.auth.internal.login.Doorkeeper;
import cc.dmart.auth.internal.login.SessionKeeper;
import cc.dmart.auth.internal.store.Rows;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logins that another identity provider vouches for ({@code security.md} 5.6): what a token or a browser brings is verified here,
 * {@link SocialAccounts} says whose it is. Thread-safe.
 */
@Component(
        service = SocialService.class,
        configurationPid = AuthConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = AuthConfig.class)
public final class SocialLogins implements SocialService {
    private static final Logger LOG = LoggerFactory.getLogger(SocialLogins.class);
    private static final long PENDING_MS = 600_000;
    private static final int RANDOM_BYTES = 24;
    private static final int LONGEST_PART = 2048;
    private static final String NOT_BEGUN = "This login was not begun here";

    private final SecureRandom random = new SecureRandom();
    private final Doorkeeper door;
    private final SocialAccounts accounts;
    private final AddressProof proofs;
    private final Rows rows;
    private final Clock clock;
    private final boolean allowed;
    private final Map<String, Providers.Known> own;
    private final Map<String, IdentityProvider> plugged = new ConcurrentHashMap<>();

    /** Checks the settings. @throws IllegalArgumentException if an address is none */
    @Activate
    public SocialLogins(
            @Reference Doorkeeper door,
            @Reference SessionKeeper keeper,
            @Reference AccountService accounts,
            @Reference AccountChanges changes,
            @Reference OneTimeCodes codes,
            @Reference Rows rows,
            AuthConfig config) {
        this(
                door,
                new SocialAccounts(door, keeper, accounts, changes, config),
                new AddressProof(door, codes),
                rows,
                config,
                Clock.systemUTC());
    }

    /** The same with another clock. */
    SocialLogins(
            Doorkeeper door, SocialAccounts accounts, AddressProof proofs, Rows rows, AuthConfig config, Clock clock) {
        this.door = door;
        this.accounts = accounts;
        this.proofs = proofs;
        this.rows = rows;
        this.clock = clock;
        allowed = config.social_login_allowed();
        own = Providers.of(config, clock);
    }

    /** Called by the framework when a provider appears. */
    @Reference(
            service = IdentityProvider.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            unbind = "removeProvider")
    public void addProvider(IdentityProvider provider, Map<String, Object> properties) {
        plugged.put(String.valueOf(properties.get(IdentityProvider.PROVIDER)), provider);
    }

    /** Called by the framework when a provider goes. */
    public void removeProvider(IdentityProvider provider) {
        plugged.values().remove(provider);
    }

    static DmartException refused(String why) {
        return new DmartException.Forbidden(401, ErrorType.AUTH, ErrorCode.INVALID_DATA, why);
    }

    /** The browser comes back without a code: at the provider somebody declined, or was refused. */
    private static DmartException nobody() {
        return new DmartException.Invalid(
                400, ErrorType.AUTH, ErrorCode.INVALID_DATA, "The provider names nobody", List.of());
    }

    private IdentityProvider provider(String name) {
        if (!allowed) {
            throw new DmartException.Invalid(
                    422, ErrorType.REQUEST, ErrorCode.INVALID_ROUTE, "Requested method or path is invalid", List.of());
        }
        return Optional.ofNullable(plugged.get(name))
                .or(() -> Optional.ofNullable(own.get(name)).map(Providers.Known::provider))
                .orElseThrow(() -> refused("This provider is not configured"));
    }

    @Override
    public Login login(String name, JsonObject body, Client client) {
        door.admit(Limits.Family.LOGIN, client);
        IdentityProvider provider = provider(name);
        String token = body.string("token").orElse("");
        IdentityProvider.Identity identity = verified(name, provider, token, Optional.empty(), client);
        return accounts.enter(
                name,
                identity,
                new SocialAccounts.Device(body.string("device_id"), body.string("firebase_token")),
                client);
    }

    @Override
    public void link(Caller caller, String name, JsonObject body, Client client) {
        door.admit(Limits.Family.LOGIN, client);
        IdentityProvider provider = provider(name);
        String token = body.string("token").orElse("");
        IdentityProvider.Identity identity = verified(name, provider, token, Optional.empty(), client);
        AddressProof.Proof proof = proofs.take(caller, body, client);
        try {
            accounts.link(caller, name, identity, client);
        } catch (RuntimeException e) {
            proofs.putBack(proof);
            throw e;
        }
    }

    @Override
    public void unlink(Caller caller, String name, Client client) {
        provider(name);
        accounts.unlink(caller, name, client);
    }

    private IdentityProvider.Identity verified(
            String name, IdentityProvider provider, String token, Optional<String> nonce, Client client) {
        try {
            if (token.isBlank()) {
                throw new SecurityException("no token");
            }
            return provider.verify(token, nonce);
        } catch (SecurityException e) {
            LOG.info("A token of {} was refused: {}", name, e.getMessage());
            door.audit().refused(name, client, ErrorCode.INVALID_DATA);
            throw refused("Invalid token");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw DmartException.Unavailable.now("Interrupted", e);
        } catch (Exception e) { // a provider may fail in any way: nobody gets in
            LOG.warn("The provider {} cannot be asked: {}", name, e.toString());
            throw DmartException.Unavailable.now("The identity provider cannot be asked", e);
        }
    }

    private String draw() {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String key(String state) {
        return "oauth:" + Digest.of(state).hex();
    }

    private URI redirect(String name) {
        String address = Optional.ofNullable(own.get(name))
                .map(Providers.Known::redirect)
                .orElse("");
        if (address.isBlank()) {
            throw refused("This provider is not configured");
        }
        return URI.create(address.strip());
    }

    @Override
    public Started start(String name, Client client) {
        door.admit(Limits.Family.LOGIN, client);
        IdentityProvider provider = provider(name);
        String state = draw();
        String cookie = draw();
        String nonce = draw();
        String verifier = draw() + draw();
        URI location = provider.authorize(new IdentityProvider.Begin(redirect(name), state, nonce, challenge(verifier)))
                .orElseThrow(() -> refused("This provider is not configured"));
        JsonObject pending = JsonObject.builder()
                .put("provider", name)
                .put("browser", Digest.of(cookie).hex())
                .put("nonce", nonce)
                .put("verifier", verifier)
                .build();
        rows.put(key(state), pending, clock.millis() + PENDING_MS);
        return new Started(location, cookie);
    }

    private static String challenge(String verifier) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public URI posted(String name, String code, String state) {
        provider(name);
        if (code.length() > LONGEST_PART || state.length() > LONGEST_PART) {
            throw refused(NOT_BEGUN);
        }
        Map<String, String> query = new LinkedHashMap<>();
        query.put("code", code);
        query.put("state", state);
        return URI.create(redirect(name) + "?" + Web.form(query));
    }

    @Override
    public Login finish(String name, String code, String state, String cookie, Client client) {
        door.admit(Limits.Family.LOGIN, client);
        IdentityProvider provider = provider(name);
        URI redirect = redirect(name);
        JsonObject pending = rows.take(key(state)).map(Rows.Row::data).orElse(JsonObject.EMPTY);
        boolean ours = pending.string("provider").equals(Optional.of(name))
                && pending.string("browser")
                        .equals(Optional.of(Digest.of(cookie).hex()));
        if (!ours || code.isBlank()) {
            door.audit().refused(name, client, ErrorCode.INVALID_DATA);
            throw ours ? nobody() : refused(NOT_BEGUN);
        }
        IdentityProvider.Identity identity = verified(
                name,
                new Exchanged(provider, code, pending.string("verifier").orElse(""), redirect),
                code,
                pending.string("nonce"),
                client);
        return accounts.enter(name, identity, SocialAccounts.Device.NONE, client);
    }

    /** A provider that is asked for the token of a code first. */
    private record Exchanged(IdentityProvider provider, String code, String verifier, URI redirect)
            implements IdentityProvider {
        @Override
        public Identity verify(String token, Optional<String> nonce) throws Exception {
            return provider.verify(provider.exchange(code, verifier, redirect), nonce);
        }
    }
}
