package cc.dmart.auth.internal.social;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Names;
import cc.dmart.api.model.User;
import cc.dmart.api.plugin.IdentityProvider.Identity;
import cc.dmart.api.service.AccountChanges;
import cc.dmart.api.service.AccountService;
import cc.dmart.api.service.AuthService.Client;
import cc.dmart.api.service.AuthService.Login;
import cc.dmart.auth.internal.AuthConfig;
import cc.dmart.auth.internal.Digest;
import cc.dmart.auth.internal.login.Admitted;
import cc.dmart.auth.internal.login.Doorkeeper;
import cc.dmart.auth.internal.login.SessionKeeper;
import cc.dmart.auth.internal.session.Session;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which account a user of another provider opens ({@code security.md} 5.6): the one that its owner linked, else the one named after
 * the provider's id, else a new one where registration is open; never one with the same mail address. Thread-safe.
 */
final class SocialAccounts {
    private static final int LONGEST_NAME = 64;
    private static final String CAUSE = "social";

    private final Doorkeeper door;
    private final SessionKeeper keeper;
    private final AccountService accounts;
    private final AccountChanges changes;
    private final boolean open;
    private final List<String> roles;

    SocialAccounts(
            Doorkeeper door, SessionKeeper keeper, AccountService accounts, AccountChanges changes, AuthConfig config) {
        this.door = door;
        this.keeper = keeper;
        this.accounts = accounts;
        this.changes = changes;
        open = config.is_registrable();
        roles = List.of(config.registration_default_roles());
    }

    /** What an app tells about the device it runs on. */
    record Device(Optional<String> id, Optional<String> firebaseToken) {
        static final Device NONE = new Device(Optional.empty(), Optional.empty());
    }

    /** The account name of a user of a provider: the id, with a digest if it has characters that names have not. */
    static String shortname(String provider, String id) {
        StringBuilder kept = new StringBuilder(provider).append('_');
        id.chars().filter(Names::isNameChar).forEach(c -> kept.append((char) c));
        String name = kept.toString();
        if (name.length() == provider.length() + 1 + id.length() && name.length() <= LONGEST_NAME) {
            return name;
        }
        String digest = Digest.of(id).hex().substring(0, 12);
        int room = LONGEST_NAME - digest.length();
        return (name.length() > room ? name.substring(0, room) : name) + digest;
    }

    /** Logs in. @throws DmartException.Forbidden {@code E(401,auth,402)} */
    Login enter(String provider, Identity identity, Device device, Client client) {
        String shortname = shortname(provider, identity.id());
        Optional<User> linked = accounts.findByIdentity(provider, identity.id());
        Optional<User> known = linked.or(() -> door.find(shortname));
        if (known.isEmpty()) {
            return firstTime(shortname, provider, identity, device, client);
        }
        User user = known.get();
        boolean theirs = linked.isPresent() || isTheirs(user, provider, identity);
        if (!theirs || !door.isOpen(user) || isBoundToAnother(user, device) || door.needsTwoProofs(user)) {
            door.audit().refused(user.name(), client, ErrorCode.USER_ACCOUNT_LOCKED);
            throw SocialLogins.refused("Invalid token");
        }
        Login login = keeper.open(Admitted.by(Session.Origin.SOCIAL, user), device.id(), device.firebaseToken(), client)
                .orElseThrow(() -> SocialLogins.refused("Invalid token"));
        door.audit().loggedIn(user.name(), client);
        return login;
    }

    private static boolean isTheirs(User user, String provider, Identity identity) {
        Optional<String> stored = user.entry().meta().string(provider + "_id");
        return stored.isPresent()
                ? stored.get().equals(identity.id())
                : user.password().isEmpty(); // an account with a password of its own is somebody's who took the name
    }

    private static boolean isBoundToAnother(User user, Device device) {
        return user.lockedToDevice()
                && user.deviceId().isPresent()
                && !user.deviceId().equals(device.id());
    }

    private Login firstTime(String shortname, String provider, Identity identity, Device device, Client client) {
        if (!open || keeper.sessions().isHeld(shortname)) {
            throw SocialLogins.refused("Registration is not open");
        }
        JsonObject.Builder attributes = JsonObject.builder();
        identity.name()
                .ifPresent(n -> attributes.put(
                        "displayname", JsonObject.builder().put("en", n).build()));
        identity.email()
                .map(e -> e.toLowerCase(Locale.ROOT))
                .filter(Names::isEmail)
                .filter(e -> changes.taken(
                                new AccountChanges.Identifiers(Optional.empty(), Optional.empty(), Optional.of(e)))
                        .isEmpty())
                .ifPresent(e -> attributes.put("email", e).put("is_email_verified", true));
        if (!roles.isEmpty()) {
            attributes.put("roles", JsonArray.ofStrings(roles));
        }
        JsonObject.Builder sealed =
                JsonObject.builder().put(provider + "_id", identity.id()).put("last_login", keeper.lastLogin(client));
        identity.avatar().filter(a -> a.startsWith("https://")).ifPresent(a -> sealed.put("social_avatar_url", a));
        Optional<User> made = register(
                provider,
                identity,
                client,
                new AccountChanges.NewAccount(shortname, attributes.build(), sealed.build(), CAUSE));
        if (made.isEmpty()) {
            return enter(provider, identity, device, client);
        }
        User user = made.get();
        door.audit().happened("register", shortname, shortname, client);
        return keeper.begin(Admitted.by(Session.Origin.SOCIAL, user), device.firebaseToken(), client)
                .orElseThrow(() -> SocialLogins.refused("Invalid token"));
    }

    /** Makes the account of an identity; none if it was linked meanwhile. Nobody links it while it is being made. */
    private synchronized Optional<User> register(
            String provider, Identity identity, Client client, AccountChanges.NewAccount account) {
        return accounts.findByIdentity(provider, identity.id()).isPresent()
                ? Optional.empty()
                : Optional.of(changes.register(Doorkeeper.caller(Caller.ANONYMOUS, client), account));
    }

    /**
     * Links an account to an identity that nobody has. One at a time, and none while an account is being made: what is free stays so
     * until the link is stored.
     *
     * @throws DmartException.Conflict {@code E(400,request,415)} if somebody has it
     */
    synchronized void link(Caller caller, String provider, Identity identity, Client client) {
        Optional<User> owner = accounts.findByIdentity(provider, identity.id())
                .or(() -> door.find(shortname(provider, identity.id())));
        if (owner.filter(u -> !u.name().equals(caller.user())).isPresent()) {
            throw DmartException.Conflict.notUnique("@" + provider + "_id ");
        }
        accounts.linkIdentity(caller, caller.user(), provider, Optional.of(identity.id()));
        door.audit().happened("link_" + provider, caller.user(), caller.user(), client);
    }

    /** Ends the link of an account; no error if there is none. */
    void unlink(Caller caller, String provider, Client client) {
        Optional<User> user = door.find(caller.user());
        if (user.flatMap(u -> u.linkedIdentity(provider)).isPresent()) {
            accounts.linkIdentity(caller, caller.user(), provider, Optional.empty());
            door.audit().happened("unlink_" + provider, caller.user(), caller.user(), client);
        }
    }
}
