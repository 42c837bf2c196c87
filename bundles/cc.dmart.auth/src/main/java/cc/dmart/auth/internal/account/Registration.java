package cc.dmart.auth.internal.account;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.User;
import cc.dmart.api.model.UserType;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.AccountChanges;
import cc.dmart.api.service.AuthService.Client;
import cc.dmart.api.service.AuthService.Login;
import cc.dmart.auth.internal.AuthConfig;
import cc.dmart.auth.internal.code.OneTimeCodes;
import cc.dmart.auth.internal.code.OneTimeCodes.Slip;
import cc.dmart.auth.internal.code.Purpose;
import cc.dmart.auth.internal.invite.Channel;
import cc.dmart.auth.internal.login.Admitted;
import cc.dmart.auth.internal.login.Doorkeeper;
import cc.dmart.auth.internal.login.SessionKeeper;
import cc.dmart.auth.internal.session.Session;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Registration ({@code security.md} 1.8, {@code http-api.md} 3.2): what it takes is a fixed list, the rest is dropped. Thread-safe. */
final class Registration {
    static final String CAUSE = "registration";

    private static final List<String> TAKEN_AS_THEY_ARE = List.of("displayname", "description", "language", "payload");
    private static final Set<String> RESERVED =
            Set.of("anonymous", "dmart", "world", "logged_in", "super_admin", "admin", "root", "system");
    /** Beginnings of the names of accounts that another provider vouches for. */
    private static final Set<String> OF_PROVIDERS = Set.of("google_", "facebook_", "apple_");

    private static final String PASSWORD = "password";
    private static final String AUTO = "auto";

    private final Doorkeeper door;
    private final SessionKeeper keeper;
    private final OneTimeCodes codes;
    private final AccountChanges changes;
    private final boolean open;
    private final boolean codesRequired;
    private final List<String> roles;
    private final String management;
    /** Names that are being registered, in lower case: what differs by case alone is no conflict for the store. */
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();

    /** @throws IllegalArgumentException if those who register would be administrators */
    Registration(Doorkeeper door, SessionKeeper keeper, OneTimeCodes codes, AccountChanges changes, AuthConfig config) {
        this.door = door;
        this.keeper = keeper;
        this.codes = codes;
        this.changes = changes;
        open = config.is_registrable();
        codesRequired = config.is_otp_for_create_required();
        roles = List.of(config.registration_default_roles());
        management = config.management_space().toLowerCase(Locale.ROOT);
        if (!roles.isEmpty() && changes.isSuper(roles)) {
            throw new IllegalArgumentException("registration_default_roles: " + String.join(", ", roles)
                    + " would make everybody an administrator");
        }
    }

    /** Whether nobody may take this name when registering. */
    boolean isReserved(String shortname) {
        String lower = shortname.toLowerCase(Locale.ROOT);
        return lower.startsWith("__")
                || OF_PROVIDERS.stream().anyMatch(lower::startsWith)
                || RESERVED.contains(lower)
                || lower.equals(management);
    }

    /** Whether new accounts may be made at all. */
    boolean isOpen() {
        return open;
    }

    Login register(WireRecord record, Client client) {
        Given given = Given.attributes(record.attributes());
        if (!open) {
            throw Refusals.create("Register API is disabled");
        }
        if (record.resourceType() != ResourceType.USER) {
            throw DmartException.Invalid.request(ErrorCode.INVALID_DATA, "Only accounts can be registered");
        }
        Map<Channel, String> addresses = new EnumMap<>(Channel.class);
        for (Channel channel : Channel.values()) {
            given.address(channel).ifPresent(a -> addresses.put(channel, a));
        }
        if (addresses.isEmpty()) {
            throw Refusals.create("Email or MSISDN is required");
        }
        requireCodes(given, addresses);
        requirePassword(record.shortname(), given, addresses);
        String name = record.shortname().toLowerCase(Locale.ROOT);
        boolean named = !record.shortname().equals(AUTO);
        if (named && !underWay.add(name)) {
            throw Refusals.nameTaken(record.shortname());
        }
        try {
            requireFree(record.shortname(), addresses);
            countFor(addresses);
            return proved(record, addresses, client);
        } finally {
            if (named) {
                underWay.remove(name);
            }
        }
    }

    private Login proved(WireRecord record, Map<Channel, String> addresses, Client client) {
        Given given = Given.attributes(record.attributes());
        List<Slip> slips = new ArrayList<>();
        try {
            return create(record, addresses, takeCodes(given, addresses, slips), client);
        } catch (RuntimeException e) {
            slips.forEach(codes::putBack);
            throw e;
        }
    }

    private void requireCodes(Given given, Map<Channel, String> addresses) {
        for (Channel channel : addresses.keySet()) {
            if (codesRequired && given.text(channel.code()).isEmpty()) {
                throw Refusals.create(channel.field() + " OTP is required");
            }
        }
    }

    private void requirePassword(String shortname, Given given, Map<Channel, String> addresses) {
        Optional<String> password = given.text(PASSWORD);
        boolean proved =
                addresses.keySet().stream().anyMatch(c -> given.text(c.code()).isPresent());
        if (password.isEmpty() && !proved) {
            throw Refusals.create("password is required");
        }
        if (password.isPresent() && !isAcceptable(door, password.get(), shortname, addresses.get(Channel.EMAIL))) {
            throw Refusals.create("password dose not match required rules");
        }
    }

    /** Whether a password may be set for an account with this name and address. */
    static boolean isAcceptable(Doorkeeper door, String password, String shortname, @Nullable String email) {
        String local = email == null ? "" : email.substring(0, email.indexOf('@'));
        return door.isAcceptable(password, List.of(shortname, local));
    }

    private void requireFree(String shortname, Map<Channel, String> addresses) {
        boolean auto = shortname.equals(AUTO);
        if (!auto && isReserved(shortname)) {
            throw Refusals.reserved(shortname);
        }
        if (!auto && keeper.sessions().isHeld(shortname)) {
            throw Refusals.nameTaken(shortname);
        }
        Optional<String> taken = changes.taken(new AccountChanges.Identifiers(
                auto ? Optional.empty() : Optional.of(shortname),
                Optional.ofNullable(addresses.get(Channel.SMS)),
                Optional.ofNullable(addresses.get(Channel.EMAIL))));
        if (taken.isPresent()) {
            if (taken.get().equals("shortname")) {
                throw Refusals.nameTaken(shortname);
            }
            Channel channel = taken.get().equals("email") ? Channel.EMAIL : Channel.SMS;
            throw DmartException.Conflict.notUnique("@" + channel.field() + ":" + addresses.get(channel) + " ");
        }
    }

    /** Ten attempts per address and day: a code cannot be guessed by beginning again and again. */
    private void countFor(Map<Channel, String> addresses) {
        for (String address : addresses.values()) {
            OneTimeCodes.Quota quota = codes.claim("registering:" + address, 0);
            if (quota.dayExhausted()) {
                throw DmartException.Unavailable.tooMany(quota.waitSeconds());
            }
        }
    }

    /**
     * The channels whose code was right.
     *
     * @param slips receives what was taken
     */
    private List<Channel> takeCodes(Given given, Map<Channel, String> addresses, List<Slip> slips) {
        List<Channel> proved = new ArrayList<>();
        addresses.forEach((channel, address) -> {
            Optional<String> code = given.text(channel.code());
            if (code.isPresent()) {
                slips.add(codes.take(Purpose.CONFIRM, address, code.get())
                        .orElseThrow(() -> Refusals.create("Invalid " + channel.field() + " OTP")));
                proved.add(channel);
            }
        });
        return proved;
    }

    private Login create(WireRecord record, Map<Channel, String> addresses, List<Channel> proved, Client client) {
        Given given = Given.attributes(record.attributes());
        Optional<String> push = given.text("firebase_token", Session.DEVICE_LIMIT);
        JsonObject.Builder out = JsonObject.builder();
        TAKEN_AS_THEY_ARE.forEach(
                name -> given.members().get(name).filter(v -> !v.isNull()).ifPresent(v -> out.put(name, v)));
        addresses.forEach((channel, address) -> out.put(channel.field(), address));
        proved.forEach(channel -> out.put(channel.flag(), true));
        given.text(PASSWORD).ifPresent(p -> out.put(PASSWORD, p));
        given.text("device_id", Session.DEVICE_LIMIT).ifPresent(d -> out.put("device_id", d));
        given.text("type").filter(UserType.MOBILE.wire()::equals).ifPresent(t -> out.put("type", t));
        if (!roles.isEmpty()) {
            out.put("roles", JsonArray.ofStrings(roles));
        }
        JsonObject sealed =
                JsonObject.builder().put("last_login", keeper.lastLogin(client)).build();
        User user = made(record.shortname(), out.build(), sealed, client);
        door.audit().happened("register", user.name(), user.name(), client);
        return keeper.begin(Admitted.by(Session.Origin.REGISTER, user), push, client)
                .orElseThrow(Doorkeeper::failed);
    }

    private User made(String shortname, JsonObject attributes, JsonObject sealed, Client client) {
        try {
            return changes.register(
                    Doorkeeper.caller(Caller.ANONYMOUS, client),
                    new AccountChanges.NewAccount(shortname, attributes, sealed, CAUSE));
        } catch (DmartException.Conflict e) {
            throw e.code() == ErrorCode.SHORTNAME_ALREADY_EXIST ? Refusals.nameTaken(shortname) : e;
        }
    }
}
