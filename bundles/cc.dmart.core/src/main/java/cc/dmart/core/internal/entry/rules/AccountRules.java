package cc.dmart.core.internal.entry.rules;

import cc.dmart.api.index.ExactField;
import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.Names;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.User;
import cc.dmart.api.service.PasswordHashing;
import cc.dmart.api.service.SessionEvents;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.ManagementSpace;
import cc.dmart.core.internal.access.AccessPolicy;
import cc.dmart.core.internal.entry.pipeline.Claim;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rules for accounts, groups, roles and permissions ({@code security.md} 1.1, 1.3, 1.10, 2.6): passwords are hashed, names they
 * refer to must exist, what is in use stays, e-mail addresses and phone numbers are unique, sessions end with the right they
 * stood for. Thread-safe.
 */
public final class AccountRules {
    private static final Logger LOG = LoggerFactory.getLogger(AccountRules.class);

    /** The hash of the password of one request: hashing is slow on purpose, done once however often a command starts again. */
    public final class Hash {
        private Optional<String> known = Optional.empty();

        private String of(String plain, List<String> names) {
            String hash = known.orElseGet(() -> hashing.hash(plain, names));
            known = Optional.of(hash);
            return hash;
        }
    }

    /** A field that names records of another type in the management space. */
    private record Link(String field, ResourceType target) {}

    private static final Map<ResourceType, List<Link>> LINKS = Map.of(
            ResourceType.USER, List.of(new Link("roles", ResourceType.ROLE), new Link("groups", ResourceType.GROUP)),
            ResourceType.GROUP, List.of(new Link("roles", ResourceType.ROLE)),
            ResourceType.ROLE, List.of(new Link("permissions", ResourceType.PERMISSION)));
    private static final String SCHEMAS = "schema";
    private static final Set<String> PROTECTED = Set.of(ManagementSpace.ADMIN.value(), Caller.ANONYMOUS);
    private static final List<String> GRANTING = List.of("is_active", "roles", "groups", "type", "owner_shortname");
    private static final String PASSWORD = "password";

    private final EntryStore store;
    private final UniqueFields unique;
    private final PasswordHashing hashing;
    private final SessionEvents sessions;
    private final ManagementSpace management;

    AccountRules(
            EntryStore store,
            UniqueFields unique,
            PasswordHashing hashing,
            SessionEvents sessions,
            SpaceName management) {
        this.store = store;
        this.unique = unique;
        this.hashing = hashing;
        this.sessions = sessions;
        this.management = new ManagementSpace(management);
    }

    /** Whether records of this type decide about access. */
    public static boolean apply(ResourceType type) {
        return ManagementSpace.folder(type).isPresent();
    }

    /** Fields that a request cannot set on records of a type ({@code security.md} 1.1). */
    public static boolean isOffLimits(ResourceType type, String field) {
        return type == ResourceType.USER && field.equals("owner_group_shortname");
    }

    /** What a request asks for: null for a password is a field left open ({@code http-api.md} 1.8), not an account without one. */
    public static JsonObject asked(Locator at, JsonObject attributes) {
        boolean open = at.type() == ResourceType.USER
                && attributes.get(PASSWORD).filter(JsonValue::isNull).isPresent();
        return open ? attributes.without(PASSWORD) : attributes;
    }

    /** The account, group, role or permission of a name. */
    public Optional<StoredEntry> find(ResourceType type, String name) {
        return ManagementSpace.folder(type)
                .filter(folder -> Names.isShortname(name))
                .flatMap(folder -> store.find(new Locator(management.space(), folder, new Shortname(name), type)));
    }

    /**
     * The meta of an account with its password hashed and what depends on changed values: a new address is not verified, a new
     * password need not be changed, unless the request says otherwise.
     *
     * @param attributes what the request names
     * @param hash       remembers the hash
     */
    public JsonObject complete(Locator at, JsonObject before, JsonObject after, JsonObject attributes, Hash hash) {
        if (at.type() != ResourceType.USER) {
            return after;
        }
        JsonObject.Builder out = after.toBuilder();
        Optional<JsonValue> password = attributes.get(PASSWORD).filter(v -> !v.isNull());
        if (password.isPresent()) {
            String plain = MetaValues.string(PASSWORD, password.get()).value();
            String email = after.string("email").orElse("");
            String local = email.substring(0, Math.max(0, email.indexOf('@')));
            out.put(PASSWORD, hash.of(plain, List.of(at.shortname().value(), local)));
            if (!attributes.has("force_password_change")) {
                out.put("force_password_change", false);
            }
        }
        for (String channel : List.of("email", "msisdn")) {
            String flag = "is_" + channel + "_verified";
            if (!before.get(channel).equals(after.get(channel)) && !attributes.has(flag)) {
                out.put(flag, false);
            }
        }
        return out.build();
    }

    /** Whether a change touches what records refer to each other by, or what must be unique among accounts. */
    static boolean refers(ResourceType type, JsonObject before, JsonObject after) {
        if (type == ResourceType.USER && differs(before, after, List.of("email", "msisdn", User.LINKED))) {
            return true;
        }
        List<String> fields =
                LINKS.getOrDefault(type, List.of()).stream().map(Link::field).toList();
        return differs(before, after, fields);
    }

    /** Whether grants that were compiled before may be out of date after a change. */
    public static boolean touchesAccess(ResourceType type, JsonObject before, JsonObject after) {
        return type == ResourceType.USER ? differs(before, after, GRANTING) : apply(type);
    }

    private static boolean differs(JsonObject before, JsonObject after, List<String> fields) {
        return fields.stream().anyMatch(f -> !before.get(f).equals(after.get(f)));
    }

    /** Whether a stored password lets anybody log in: no hash of another form, and none that everybody knows. */
    public boolean isUsable(String password) {
        return hashing.isUsable(password);
    }

    /**
     * Tells the log what {@link #requireLinks} and {@link #requireUnique} would refuse in a version that is taken in as it was
     * ({@code storage.md} 7, {@code security.md} 1.3): names of records that are not there, and addresses of two accounts.
     */
    void report(Locator at, JsonObject before, JsonObject after) {
        for (Runnable check :
                List.<Runnable>of(() -> requireLinks(at, before, after), () -> requireUnique(at, before, after))) {
            try {
                check.run();
            } catch (DmartException.Invalid | DmartException.Conflict e) {
                LOG.warn("{} is taken in although: {}", at, e.getMessage());
            }
        }
    }

    /**
     * Checks the names that a version adds. Names that dangled before may stay.
     *
     * @throws DmartException.Invalid {@code E(400,request,404)}
     */
    void requireLinks(Locator at, JsonObject before, JsonObject after) {
        for (Link link : LINKS.getOrDefault(at.type(), List.of())) {
            List<String> had = before.strings(link.field());
            for (String name : after.strings(link.field())) {
                if (!had.contains(name) && find(link.target(), name).isEmpty()) {
                    throw missing(link.target(), name);
                }
            }
        }
    }

    private static DmartException.Invalid missing(ResourceType type, String name) {
        return DmartException.Invalid.request(
                ErrorCode.SHORTNAME_DOES_NOT_EXIST, "The " + type.wire() + " " + name + " does not exist");
    }

    /**
     * Checks the access list of an entry: the accounts exist, nobody is not among them ({@code security.md} 3.7).
     *
     * @throws DmartException.Invalid 404 and 402
     */
    public void requireAccounts(List<String> names) {
        for (String name : names) {
            if (name.equals(Caller.ANONYMOUS)) {
                throw DmartException.Invalid.request(ErrorCode.INVALID_DATA, "anonymous may not be in an access list");
            }
            if (find(ResourceType.USER, name).isEmpty()) {
                throw missing(ResourceType.USER, name);
            }
        }
    }

    /** The claim that keeps an account, to which something is given, from being deleted or renamed meanwhile. */
    public Claim claim(String account) {
        return Claim.present(management.user(new Shortname(account)));
    }

    /**
     * Checks e-mail address, phone number and identities at other providers of an account that changed.
     *
     * @throws DmartException.Conflict 415
     */
    void requireUnique(Locator at, JsonObject before, JsonObject after) {
        if (at.type() != ResourceType.USER || !at.space().equals(management.space())) {
            return;
        }
        after.string("email")
                .filter(v -> isNew(before, "email", v))
                .ifPresent(v -> unique.requireUnique(at, ExactField.EMAIL, "email", v));
        after.string("msisdn")
                .filter(v -> isNew(before, "msisdn", v))
                .ifPresent(v -> unique.requireUnique(at, ExactField.MSISDN, "msisdn", v));
        JsonObject had = before.object(User.LINKED).orElse(JsonObject.EMPTY);
        JsonObject linked = after.object(User.LINKED).orElse(JsonObject.EMPTY);
        for (String provider : linked.names()) {
            linked.string(provider)
                    .filter(id -> isNew(had, provider, id))
                    .ifPresent(id -> unique.requireUnlinked(at, provider, id));
        }
    }

    private static boolean isNew(JsonObject before, String field, String value) {
        return before.string(field).filter(value::equals).isEmpty();
    }

    /**
     * Refuses to delete or rename what others rest on ({@code http-api.md} 4.2).
     *
     * @throws DmartException.Invalid {@code E(400,request,204)}
     */
    public void requireUnused(Locator at) {
        if (!at.space().equals(management.space())) {
            return;
        }
        String name = at.shortname().value();
        if (at.type() == ResourceType.USER && PROTECTED.contains(name)) {
            throw cannotDelete("The account " + name + " cannot be deleted");
        }
        LINKS.forEach((owner, links) -> {
            for (Link link : links) {
                if (link.target() == at.type() && isLinked(owner, link.field(), name)) {
                    throw cannotDelete("The " + at.type().wire() + " " + name + " is in use");
                }
            }
        });
    }

    /**
     * Refuses a version by which the one account that can always put things right could do so no longer: of the account, and of
     * the roles, groups and permissions that make it an administrator.
     *
     * @throws DmartException.Invalid {@code E(400,request,204)}
     */
    void requireAdministrator(AccessPolicy access, Locator at, JsonObject before, JsonObject after) {
        if (isAccount(at) && at.shortname().equals(ManagementSpace.ADMIN)) {
            requireAdministrator(before, after);
        }
        if (touchesAccess(at.type(), before, after) && access.isEndOfSuper(ManagementSpace.ADMIN.value(), at, after)) {
            throw cannotDelete("The account dmart would be no administrator any more");
        }
    }

    private static void requireAdministrator(JsonObject before, JsonObject after) {
        if (before.bool("is_active").orElse(false) && !after.bool("is_active").orElse(false)) {
            throw cannotDelete("The account dmart cannot be deactivated");
        }
        String role = ManagementSpace.ADMIN_ROLE.value();
        if (before.strings("roles").contains(role) && !after.strings("roles").contains(role)) {
            throw cannotDelete("The account dmart keeps the role " + role);
        }
    }

    /** Whether this is where an account is; users elsewhere are entries like others. */
    private boolean isAccount(Locator at) {
        return at.type() == ResourceType.USER && management.isRecord(at);
    }

    /**
     * Refuses to delete or move the management space and the folders in it that logins, rights and schemas are read from
     * ({@code storage.md} 4.1): what is in them goes one by one, where it is asked whether it may.
     *
     * @throws DmartException.Invalid {@code E(400,request,204)}
     */
    public void requireDispensable(Locator tree) {
        if (tree.type() == ResourceType.SPACE && tree.space().equals(management.space())) {
            throw cannotDelete("The management space cannot be deleted");
        }
        if (isHome(tree)) {
            throw cannotDelete(
                    "The folder " + tree.shortname() + " of the management space cannot be deleted or moved");
        }
    }

    /**
     * Refuses a move by which all that a folder holds would become accounts, groups, roles or permissions at once.
     *
     * @throws DmartException.Invalid {@code E(400,request,402)}
     */
    public void requireNoHome(Locator to) {
        if (isHome(to)) {
            throw DmartException.Invalid.request(
                    ErrorCode.INVALID_DATA,
                    "The folder " + to.shortname() + " of the management space is not made by a move");
        }
    }

    private boolean isHome(Locator at) {
        return at.type() == ResourceType.FOLDER
                && at.space().equals(management.space())
                && at.subpath().isRoot()
                && (ManagementSpace.isFolder(at.shortname())
                        || at.shortname().value().equals(SCHEMAS));
    }

    /** The error for what may not be deleted: {@code E(400,request,204)}. */
    private static DmartException.Invalid cannotDelete(String message) {
        return DmartException.Invalid.request(ErrorCode.CANNT_DELETE, message);
    }

    private boolean isLinked(ResourceType owner, String field, String name) {
        IndexQuery query = new IndexQuery.And(List.of(
                IndexQuery.Exact.of(ExactField.TYPE, owner.wire()),
                new IndexQuery.Field(field, UniqueFields.equal(new JsonString(name)))));
        return unique.exists(
                management.space(), query, e -> e.entry().meta().strings(field).contains(name));
    }

    /**
     * Tells the session store what a change of an account means; does nothing for other types.
     *
     * @param enabling whether somebody else asked for it to be active
     */
    public void tellSessions(Locator at, JsonObject before, JsonObject after, boolean enabling) {
        if (!isAccount(at) || before.isEmpty()) {
            return;
        }
        String name = at.shortname().value();
        boolean was = before.bool("is_active").orElse(false);
        boolean is = after.bool("is_active").orElse(false);
        if ((was && !is) || !before.string("type").equals(after.string("type"))) {
            sessions.accountDisabled(name);
        } else if (is && (!was || enabling)) {
            sessions.accountEnabled(name);
        }
        if (!before.string(PASSWORD).equals(after.string(PASSWORD))) {
            sessions.passwordChanged(name);
        }
        if (differs(before, after, List.of("email", "msisdn"))) {
            sessions.addressChanged(name);
        }
    }

    /** Tells the session store that an account is gone or has another name. */
    public void tellGone(Locator at) {
        if (isAccount(at)) {
            sessions.accountGone(at.shortname().value());
        }
    }
}
