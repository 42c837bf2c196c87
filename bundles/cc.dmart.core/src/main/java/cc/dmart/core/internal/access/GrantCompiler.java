package cc.dmart.core.internal.access;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.Entry;
import cc.dmart.api.model.Group;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.MagicWord;
import cc.dmart.api.model.Names;
import cc.dmart.api.model.Permission;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Role;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.User;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.ManagementSpace;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Reads the effective grants of an account from its records ({@code security.md} 3.3). Thread-safe. */
final class GrantCompiler {
    /** The role of everybody who is logged in. */
    static final String LOGGED_IN = "logged_in";
    /** The permission of whoever is not. */
    static final String WORLD = "world";

    private static final String RESERVED = "__";

    private final Function<Locator, Optional<StoredEntry>> records;
    private final String space;
    private final ManagementSpace management;
    private final boolean groupRoles;

    /**
     * A compiler.
     *
     * @param space      the management space
     * @param groupRoles whether roles of groups count
     */
    GrantCompiler(EntryStore store, String space, boolean groupRoles) {
        this(store::find, space, groupRoles);
    }

    private GrantCompiler(Function<Locator, Optional<StoredEntry>> records, String space, boolean groupRoles) {
        this.records = records;
        this.space = space;
        this.management = new ManagementSpace(new SpaceName(space));
        this.groupRoles = groupRoles;
    }

    /** One for which a record has another meta already. */
    GrantCompiler assuming(Locator at, JsonObject meta) {
        StoredEntry assumed = new StoredEntry(new Entry(at, meta), Optional.empty(), Optional.empty(), "");
        return new GrantCompiler(
                asked -> asked.equals(at) ? Optional.of(assumed) : records.apply(asked), space, groupRoles);
    }

    /** One that looks each record up once, for what is asked at one moment. For one thread. */
    GrantCompiler remembering() {
        Map<Locator, Optional<StoredEntry>> known = new HashMap<>();
        return new GrantCompiler(
                asked -> {
                    Optional<StoredEntry> found = known.get(asked);
                    if (found == null) {
                        found = records.apply(asked);
                        known.put(asked, found);
                    }
                    return found;
                },
                space,
                groupRoles);
    }

    /** Whether grants are read from there: records elsewhere are entries like others. */
    boolean isRecord(Locator at) {
        return management.isRecord(at);
    }

    /** Whether roles of groups count. */
    boolean groupRoles() {
        return groupRoles;
    }

    /** The account of a name, in force or not. */
    Optional<Entry> account(String name) {
        return find("users", name, ResourceType.USER);
    }

    /** Names of the permissions that active roles have. */
    Set<String> permissionsOf(Collection<String> roles) {
        Set<String> out = new LinkedHashSet<>();
        roles.forEach(name -> role(name).ifPresent(role -> out.addAll(role.permissions())));
        return out;
    }

    /** The grants of an account; none if it does not exist or is not active. */
    Grants compile(String user) {
        return compile(user, DecisionTrace.NONE);
    }

    /** The same, telling where they come from. */
    Grants compile(String user, DecisionTrace trace) {
        return new Run(user, false, trace).grants();
    }

    /** The grants that an account would have if it were active. */
    Grants compileAsActive(String user) {
        return new Run(user, true, DecisionTrace.NONE).grants();
    }

    /** The grants that an active account with these roles, and no others, would have. */
    Grants compileRoles(Collection<String> roles) {
        JsonObject meta = JsonObject.builder()
                .put("is_active", true)
                .put("roles", JsonArray.ofStrings(roles))
                .build();
        Locator at = Locator.of(space, "users", "nobody", ResourceType.USER);
        return new Run(at.shortname().value(), true, DecisionTrace.NONE).of(new User(new Entry(at, meta)), false);
    }

    /** Active roles that an account with this meta has through its groups and not by itself, sorted; none if groups give none. */
    List<String> rolesByGroupsAlone(JsonObject account) {
        if (!groupRoles) {
            return List.of();
        }
        Set<String> out = new TreeSet<>();
        account.strings("groups").forEach(name -> group(name).ifPresent(g -> out.addAll(g.roles())));
        account.strings("roles").forEach(out::remove);
        out.removeIf(name -> role(name).isEmpty());
        return List.copyOf(out);
    }

    /** Current version of a source; empty if there is no such record. */
    String version(Locator at) {
        return records.apply(at).map(StoredEntry::version).orElse("");
    }

    /** The group of a name if it is active. */
    Optional<Group> group(String name) {
        return anyGroup(name).filter(group -> group.entry().isActive());
    }

    /** The group of a name, in force or not. */
    Optional<Group> anyGroup(String name) {
        return find("groups", name, ResourceType.GROUP).map(Group::new);
    }

    /** The role of a name if it is active. */
    Optional<Role> role(String name) {
        return find("roles", name, ResourceType.ROLE).filter(Entry::isActive).map(Role::new);
    }

    /** The permission of a name if it is active. */
    Optional<Permission> permission(String name) {
        return find("permissions", name, ResourceType.PERMISSION)
                .filter(Entry::isActive)
                .map(Permission::new);
    }

    private Optional<Entry> find(String folder, String name, ResourceType type) {
        return Names.isShortname(name)
                ? records.apply(Locator.of(space, folder, name, type)).map(StoredEntry::entry)
                : Optional.empty();
    }

    /**
     * The keys of one permission.
     *
     * @param user  whom it is for; empty to keep the magic words
     * @param owner owner of that account's record; empty if not known
     */
    static Map<GrantKey, Grant> keys(Permission permission, String user, String owner) {
        Grant grant = Grant.of(permission);
        Map<GrantKey, Grant> out = new LinkedHashMap<>();
        permission.subpaths().forEach((spaceKey, values) -> {
            for (String value : values.isEmpty() ? List.of(Levels.ROOT) : values) {
                Optional<String> normal = user.isEmpty() ? Optional.of(join(value)) : substitute(value, user, owner);
                normal.ifPresent(v ->
                        permission.resourceTypes().forEach(type -> out.put(new GrantKey(spaceKey, v, type), grant)));
            }
        });
        return out;
    }

    /** The keys that permissions give to whoever has all of them, magic words kept; those that do not count give none. */
    Map<GrantKey, Grant> keys(Collection<String> permissions) {
        Map<GrantKey, Grant> out = new LinkedHashMap<>();
        for (String name : permissions) {
            permission(name)
                    .ifPresent(p -> keys(p, "", "").forEach((key, grant) -> out.merge(key, grant, Grant::merge)));
        }
        return out;
    }

    /** Whether a value depends on the account. */
    static boolean isTemplate(String value) {
        for (String segment : value.split("/")) {
            if (segment.equals(MagicWord.CURRENT_USER.wire()) || segment.equals(MagicWord.CURRENT_USER_OWNER.wire())) {
                return true;
            }
        }
        return false;
    }

    private static String join(String value) {
        return substitute(value, MagicWord.CURRENT_USER.wire(), MagicWord.CURRENT_USER_OWNER.wire(), false)
                .orElse(Levels.ROOT);
    }

    /** A value with the words for an account replaced; empty if there is nothing to put there. */
    static Optional<String> substitute(String value, String user, String owner) {
        return substitute(value, user, owner, true);
    }

    /** Whole segments only; a name that looks like a magic word must never become one ({@code security.md} 1.2). */
    private static Optional<String> substitute(String value, String user, String owner, boolean strict) {
        StringBuilder out = new StringBuilder(value.length());
        for (String segment : value.split("/")) {
            if (segment.isEmpty()) {
                continue;
            }
            String put = segment;
            if (segment.equals(MagicWord.CURRENT_USER_OWNER.wire())) {
                put = owner;
            } else if (segment.equals(MagicWord.CURRENT_USER.wire())) {
                put = user;
            }
            if (put.isEmpty() || (strict && !put.equals(segment) && put.startsWith(RESERVED))) {
                return Optional.empty();
            }
            out.append(out.length() == 0 ? "" : "/").append(put);
        }
        return Optional.of(out.length() == 0 ? Levels.ROOT : out.toString());
    }

    /** One compilation; collects the records it looked at. */
    private final class Run {
        private final String user;
        private final boolean asActive;
        private final DecisionTrace trace;
        private final List<Grants.Source> sources = new ArrayList<>();

        Run(String user, boolean asActive, DecisionTrace trace) {
            this.user = user;
            this.asActive = asActive;
            this.trace = trace;
        }

        Grants grants() {
            boolean anonymous = user.equals(Caller.ANONYMOUS);
            Optional<User> account = read("users", user, ResourceType.USER).map(User::new);
            if (account.isEmpty()
                    || !(anonymous || asActive || account.get().entry().isActive())) {
                trace.ignored("users/" + user, account.isPresent());
                return new Grants(
                        new Grants.Account(user, false, Set.of(), Set.of()), Map.of(), Map.of(), List.copyOf(sources));
            }
            return of(account.get(), anonymous);
        }

        private Grants of(User account, boolean anonymous) {
            Map<String, Role> roles = roles(account, anonymous);
            Map<GrantKey, Grant> keys = new LinkedHashMap<>();
            Map<GrantKey, Grant> templates = new LinkedHashMap<>();
            for (Permission permission : permissions(roles, anonymous)) {
                String name = permission.entry().at().shortname().value();
                keys(permission, user, account.entry().owner()).forEach((k, g) -> {
                    trace.yields(name, k);
                    keys.merge(k, g, Grant::merge);
                });
                keys(permission, "", "").forEach((k, g) -> {
                    if (isTemplate(k.value())) {
                        templates.merge(k, g, Grant::merge);
                    }
                });
            }
            Set<String> groups = new HashSet<>(account.groups());
            return new Grants(
                    new Grants.Account(user, true, Set.copyOf(roles.keySet()), groups), keys, templates, sources);
        }

        private Map<String, Role> roles(User account, boolean anonymous) {
            Map<String, String> names = new LinkedHashMap<>();
            account.roles().forEach(role -> names.putIfAbsent(role, "account"));
            if (groupRoles) {
                for (String group : account.groups()) {
                    active("groups", group, ResourceType.GROUP)
                            .ifPresent(g ->
                                    new Group(g).roles().forEach(role -> names.putIfAbsent(role, "group " + group)));
                }
            }
            if (!anonymous) {
                names.putIfAbsent(LOGGED_IN, "login");
            }
            Map<String, Role> out = new LinkedHashMap<>();
            names.forEach((name, through) -> active("roles", name, ResourceType.ROLE)
                    .ifPresent(role -> {
                        trace.role(name, through);
                        out.put(name, new Role(role));
                    }));
            return out;
        }

        private List<Permission> permissions(Map<String, Role> roles, boolean anonymous) {
            Set<String> names = new LinkedHashSet<>();
            roles.forEach((role, record) -> record.permissions().forEach(permission -> {
                trace.named(permission, Optional.of(role));
                names.add(permission);
            }));
            if (anonymous && !roles.isEmpty()) {
                trace.named(WORLD, Optional.empty());
                names.add(WORLD);
            }
            List<Permission> out = new ArrayList<>();
            for (String name : names) {
                active("permissions", name, ResourceType.PERMISSION).ifPresent(p -> out.add(new Permission(p)));
            }
            return out;
        }

        /** A record that counts; an inactive one or none does not. */
        private Optional<Entry> active(String folder, String name, ResourceType type) {
            Optional<Entry> found = read(folder, name, type);
            Optional<Entry> out = found.filter(Entry::isActive);
            if (out.isEmpty()) {
                trace.ignored(folder + "/" + name, found.isPresent());
            }
            return out;
        }

        private Optional<Entry> read(String folder, String name, ResourceType type) {
            if (!Names.isShortname(name)) {
                return Optional.empty();
            }
            Locator at = Locator.of(space, folder, name, type);
            Optional<StoredEntry> found = records.apply(at);
            sources.add(new Grants.Source(at, found.map(StoredEntry::version).orElse("")));
            return found.map(StoredEntry::entry);
        }
    }
}
