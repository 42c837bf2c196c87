package cc.dmart.auth.internal.account;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.User;
import cc.dmart.api.service.AccountChanges;
import cc.dmart.api.service.AuthService.Client;
import cc.dmart.auth.internal.AuthConfig;
import cc.dmart.auth.internal.code.OneTimeCodes;
import cc.dmart.auth.internal.code.OneTimeCodes.Slip;
import cc.dmart.auth.internal.code.Purpose;
import cc.dmart.auth.internal.invite.Channel;
import cc.dmart.auth.internal.login.Doorkeeper;
import cc.dmart.auth.internal.login.SessionKeeper;
import cc.dmart.auth.internal.message.Courier;
import cc.dmart.auth.internal.session.Session;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the owner of an account may change of it ({@code security.md} 1.9, {@code http-api.md} 3.6). Thread-safe. */
final class ProfileChange {
    private static final int FRESH_SECONDS = 900;
    private static final String PASSWORD = "password";
    private static final String PAYLOAD = "payload";

    private final Doorkeeper door;
    private final SessionKeeper keeper;
    private final OneTimeCodes codes;
    private final AccountChanges changes;
    private final Courier courier;
    private final ProtectedFields guarded;
    private final AddressProof proofs;
    private final boolean asksPassword;

    ProfileChange(
            Doorkeeper door,
            SessionKeeper keeper,
            OneTimeCodes codes,
            AccountChanges changes,
            Courier courier,
            AuthConfig config) {
        this.door = door;
        this.keeper = keeper;
        this.codes = codes;
        this.changes = changes;
        this.courier = courier;
        guarded = new ProtectedFields(List.of(config.user_profile_payload_protected_fields()));
        proofs = new AddressProof(door, codes);
        asksPassword = config.address_change_needs_password();
    }

    void run(Caller caller, String token, JsonObject attributes, Client client) {
        Given given = Given.attributes(attributes);
        User user = door.find(caller.user()).orElseThrow(DmartException.NotFound::entry);
        Session session = keeper.session(token);
        if (given.text("confirmation").isPresent()) {
            throw Refusals.confirmation(); // none is ever given out: otp-confirm acts at once
        }
        Optional<String> device = given.text("firebase_token", Session.DEVICE_LIMIT);
        JsonObject.Builder wanted = plain(given);
        payload(given, user).ifPresent(p -> wanted.put(PAYLOAD, p));
        Optional<String> password = password(given, user, session, client);
        password.ifPresent(p -> wanted.put(PASSWORD, p));
        Map<Channel, String> addresses = newAddresses(given, user);
        if (asksPassword && !addresses.isEmpty() && password.isEmpty()) {
            boolean fresh = keeper.isYounger(session, FRESH_SECONDS);
            requireKnown(given, user, fresh, client, "The password is needed to change an address");
        }
        requireFree(addresses);
        List<Slip> slips = new ArrayList<>();
        try {
            takeCodes(user, given, addresses, client, slips);
            addresses.forEach(
                    (channel, address) -> wanted.put(channel.field(), address).put(channel.flag(), true));
            store(caller, user, given, wanted.build(), password.isPresent());
        } catch (RuntimeException e) {
            slips.forEach(codes::putBack);
            throw e;
        }
        device.ifPresent(d -> keeper.sessions().firebaseToken(session, d));
        tell(user, addresses, password.isPresent(), client);
    }

    /** What needs no proof. An account can be switched off, never on. */
    private static JsonObject.Builder plain(Given given) {
        JsonObject.Builder out = JsonObject.builder();
        given.members().get("language").filter(v -> !v.isNull()).ifPresent(v -> out.put("language", v));
        if (given.bool("is_active").equals(Optional.of(false))) {
            out.put("is_active", false);
        }
        return out;
    }

    /** The body alone: what kind of payload it is, and which schema it keeps to, is not its owner's to change. */
    private Optional<JsonObject> payload(Given given, User user) {
        Optional<JsonObject> payload = given.object(PAYLOAD);
        Optional<JsonValue> body = payload.flatMap(p -> p.get("body")).filter(v -> !v.isNull());
        if (body.isEmpty()) {
            return Optional.empty();
        }
        body.flatMap(JsonValue::asObject).ifPresent(guarded::check);
        if (user.entry().payload().isPresent()) {
            if (body.get().asObject().isEmpty() && !guarded.paths().isEmpty()) {
                throw Refusals.protectedField(guarded.paths().get(0));
            }
            return Optional.of(JsonObject.builder().put("body", body.get()).build());
        }
        return payload.map(p -> p.has("content_type") ? p : p.with("content_type", new JsonString("json")));
    }

    private Optional<String> password(Given given, User user, Session session, Client client) {
        Optional<String> password = given.text(PASSWORD);
        if (password.isEmpty()) {
            return password;
        }
        boolean fresh = !session.isByPassword() || keeper.isYounger(session, FRESH_SECONDS);
        requireKnown(given, user, fresh, client, "Wrong password have been provided!");
        String email = user.email().orElse("@");
        if (!Registration.isAcceptable(door, password.get(), user.name(), email)) {
            throw Refusals.passwordRules();
        }
        return password;
    }

    /**
     * The old password, or a fresh session where there is none or it does not count any more.
     *
     * @param fresh   whether the session will do without a password
     * @param missing what is said where it is missing
     */
    private void requireKnown(Given given, User user, boolean fresh, Client client, String missing) {
        Optional<String> old = given.text("old_password");
        boolean free = user.password().isEmpty() || user.forcePasswordChange();
        if (free && fresh) {
            return;
        }
        if (old.isEmpty()) {
            throw Refusals.oldPasswordMissing(free ? "Log in again first" : missing);
        }
        if (!door.knowsPassword(user, old.get(), client)) {
            throw Refusals.oldPasswordWrong();
        }
    }

    private static Map<Channel, String> newAddresses(Given given, User user) {
        Map<Channel, String> out = new EnumMap<>(Channel.class);
        for (Channel channel : Channel.values()) {
            given.address(channel)
                    .filter(a -> channel.of(user).filter(a::equalsIgnoreCase).isEmpty())
                    .ifPresent(a -> out.put(channel, a));
        }
        return out;
    }

    private void requireFree(Map<Channel, String> addresses) {
        Optional<String> taken = addresses.isEmpty()
                ? Optional.empty()
                : changes.taken(new AccountChanges.Identifiers(
                        Optional.empty(),
                        Optional.ofNullable(addresses.get(Channel.SMS)),
                        Optional.ofNullable(addresses.get(Channel.EMAIL))));
        if (taken.isPresent()) {
            Channel channel = taken.get().equals("email") ? Channel.EMAIL : Channel.SMS;
            throw DmartException.Conflict.notUnique("@" + channel.field() + ":" + addresses.get(channel) + " ");
        }
    }

    private void takeCodes(User user, Given given, Map<Channel, String> addresses, Client client, List<Slip> slips) {
        addresses.forEach((channel, address) -> {
            String code = given.text(channel.code())
                    .orElseThrow(() ->
                            Refusals.create(channel.field() + " OTP is required to update your " + channel.field()));
            Optional<Slip> slip = codes.take(Purpose.CONFIRM, address, code);
            slip.ifPresent(slips::add);
            if (!door.judge(user, slip.isPresent(), client) || slip.isEmpty()) {
                throw Refusals.create("Invalid " + channel.field() + " OTP");
            }
        });
    }

    /** The password that was verified must still be the one that is replaced. */
    private void store(Caller caller, User seen, Given given, JsonObject wanted, boolean password) {
        boolean texts = List.of("displayname", "description").stream()
                .anyMatch(name -> given.object(name).isPresent());
        if (wanted.isEmpty() && !texts) {
            return;
        }
        changes.update(caller, caller.user(), "profile", now -> {
            if (password && !now.password().equals(seen.password())) {
                throw Refusals.oldPasswordWrong();
            }
            JsonObject.Builder out = wanted.toBuilder();
            for (String name : List.of("displayname", "description")) {
                given.object(name)
                        .ifPresent(added -> out.put(
                                name, texts(now.entry().meta().object(name).orElse(JsonObject.EMPTY), added)));
            }
            return out.build();
        });
    }

    /** Texts by language; a null takes one away. */
    private static JsonObject texts(JsonObject before, JsonObject added) {
        return before.toBuilder().putAll(added).build().withoutNulls();
    }

    private void tell(User before, Map<Channel, String> addresses, boolean password, Client client) {
        addresses.forEach((channel, address) ->
                channel.of(before).ifPresent(old -> courier.tellOldAddress(channel, old, before)));
        if (password) {
            door.audit().happened("password", before.name(), before.name(), client);
        }
        if (!addresses.isEmpty()) {
            door.audit().happened("address", before.name(), before.name(), client);
        }
    }

    /** Proves an address that the account has already. */
    void confirm(Caller caller, JsonObject body, Client client) {
        AddressProof.Proof proof = proofs.take(caller, body, client);
        try {
            changes.update(caller, proof.user().name(), "confirmed", now -> {
                proof.requireStill(now);
                return JsonObject.builder().put(proof.channel().flag(), true).build();
            });
        } catch (RuntimeException e) {
            proofs.putBack(proof);
            throw e;
        }
    }
}
