package cc.dmart.core.internal.access;

import cc.dmart.api.model.Entry;
import cc.dmart.api.model.JsonNull;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.MagicWord;
import cc.dmart.api.model.Permission;
import cc.dmart.api.model.ResourceType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Privilege ceiling G1 ({@code security.md} 3.9) for accounts that are not SUPER: nobody gives away more than they hold, changes
 * their own rights, or takes over a SUPER account. Thread-safe.
 */
final class Ceiling {
    static final String OWNER = "owner_shortname";
    private static final List<String> FLAGS =
            List.of("is_email_verified", "is_msisdn_verified", "force_password_change");
    /** The owner too: permissions may name places by it ({@code security.md} 3.2). */
    private static final List<String> OWN_RIGHTS = List.of(
            "roles", "groups", "type", OWNER, "is_email_verified", "is_msisdn_verified", "force_password_change");

    /** What opens an account or keeps its owner out; without its roles it would be no longer asked whether the account is SUPER. */
    private static final List<String> TAKE_OVER = List.of(
            "password", "email", "msisdn", "is_active", "type", "locked_to_device", "device_id", "roles", "groups");

    /** What a permission gives depends on these. */
    static final List<String> RULE = List.of(
            "is_active",
            "subpaths",
            "resource_types",
            "actions",
            "conditions",
            "restricted_fields",
            "allowed_fields_values",
            "filter_fields_values");

    private final GrantCompiler compiler;
    private final Consequences consequences;

    Ceiling(GrantCompiler compiler, RecordSearch records) {
        this(compiler, records, Consequences.MOST);
    }

    /** @param most records that are looked at for one change */
    Ceiling(GrantCompiler compiler, RecordSearch records, int most) {
        this.compiler = compiler;
        this.consequences = new Consequences(compiler, records, most);
    }

    /** Whether an actor may write this; an empty old meta stands for a create, an empty new one for a delete. */
    boolean permits(Grants actor, AccessTarget target, JsonObject oldMeta, JsonObject newMeta) {
        Optional<Locator> at = target.shortname()
                .map(name -> new Locator(target.space(), target.subpath(), name, target.type()))
                .filter(compiler::isRecord);
        return at.isEmpty()
                || (!isEndOfSuper(at.get(), oldMeta, newMeta)
                        && gives(actor, at.get(), oldMeta, newMeta)
                        && consequences.permits(actor, at.get(), oldMeta, newMeta));
    }

    /** Whether an actor may give what the record itself names. */
    private boolean gives(Grants actor, Locator at, JsonObject oldMeta, JsonObject newMeta) {
        if (newMeta.isEmpty()) {
            return at.type() != ResourceType.USER || !isSuper(at);
        }
        return switch (at.type()) {
            case USER -> user(actor, at, oldMeta, newMeta);
            case GROUP -> holdsRoles(actor, rolesGiven(compiler, at.type(), oldMeta, newMeta));
            case ROLE -> coversPermissions(actor, given("permissions", oldMeta, newMeta));
            default -> !changed(RULE, oldMeta, newMeta) || covers(actor, permission(at, newMeta));
        };
    }

    /**
     * Whether a group, role or permission that makes those who have it SUPER would do so no longer: whoever was one by it alone
     * could then be taken over.
     */
    private boolean isEndOfSuper(Locator at, JsonObject oldMeta, JsonObject newMeta) {
        return at.type() != ResourceType.USER && makesSuper(at, oldMeta) && !makesSuper(at, newMeta);
    }

    private boolean makesSuper(Locator at, JsonObject meta) {
        JsonObject live = live(meta);
        return switch (at.type()) {
            case GROUP ->
                compiler.groupRoles()
                        && compiler.compileRoles(live.strings("roles")).isSuper();
            case ROLE -> Grants.isSuper(compiler.keys(live.strings("permissions")));
            case PERMISSION -> !live.isEmpty() && Grants.isSuper(GrantCompiler.keys(permission(at, live), "", ""));
            default -> false;
        };
    }

    /** What an inactive record lists gives nothing, so activating it adds everything. */
    static JsonObject live(JsonObject meta) {
        return meta.bool("is_active").orElse(false) ? meta : JsonObject.EMPTY;
    }

    /** What a record is given: what is added to it, in force or not yet, and all of it when it comes into force. */
    private static Set<String> given(String field, JsonObject oldMeta, JsonObject newMeta) {
        Set<String> out = new HashSet<>(added(field, oldMeta, newMeta));
        out.addAll(added(field, live(oldMeta), live(newMeta)));
        return out;
    }

    /** Roles that come with what is added to an account or group. */
    static Set<String> rolesGiven(GrantCompiler compiler, ResourceType type, JsonObject oldMeta, JsonObject newMeta) {
        if (type == ResourceType.GROUP) {
            return given("roles", oldMeta, newMeta);
        }
        Set<String> out = new HashSet<>();
        if (type == ResourceType.USER) {
            out.addAll(added("roles", oldMeta, newMeta));
            for (String group : added("groups", oldMeta, newMeta)) {
                compiler.anyGroup(group).ifPresent(g -> out.addAll(g.roles()));
            }
        }
        return out;
    }

    private boolean user(Grants actor, Locator at, JsonObject oldMeta, JsonObject newMeta) {
        if (at.shortname().value().equals(actor.account().user()) && changedOwnRights(oldMeta, newMeta)) {
            return false;
        }
        if (FLAGS.stream().anyMatch(flag -> isRaised(flag, oldMeta, newMeta))) {
            return false;
        }
        if (!oldMeta.isEmpty() && changed(TAKE_OVER, oldMeta, newMeta) && isSuper(at)) {
            return false;
        }
        return holdsRoles(actor, rolesGiven(compiler, at.type(), oldMeta, newMeta));
    }

    private boolean isSuper(Locator account) {
        return compiler.compileAsActive(account.shortname().value()).isSuper();
    }

    /** Flags that fall are the server's doing: a changed address is no longer verified. */
    private static boolean changedOwnRights(JsonObject oldMeta, JsonObject newMeta) {
        return OWN_RIGHTS.stream()
                .anyMatch(field -> FLAGS.contains(field)
                        ? isRaised(field, oldMeta, newMeta)
                        : changed(List.of(field), oldMeta, newMeta));
    }

    /** A flag that stands for an address is raised anew with each new address. */
    private static boolean isRaised(String flag, JsonObject oldMeta, JsonObject newMeta) {
        String address = flag.startsWith("is_") ? flag.substring(3, flag.indexOf("_verified")) : "";
        boolean same = address.isEmpty() || !changed(List.of(address), oldMeta, newMeta);
        return isTrue(newMeta, flag) && !(same && isTrue(oldMeta, flag));
    }

    private static boolean isTrue(JsonObject meta, String field) {
        return meta.bool(field).orElse(false);
    }

    static boolean changed(List<String> fields, JsonObject oldMeta, JsonObject newMeta) {
        return fields.stream().anyMatch(f -> !value(oldMeta, f).equals(value(newMeta, f)));
    }

    private static JsonValue value(JsonObject meta, String field) {
        return meta.get(field).orElse(JsonNull.NULL);
    }

    private static Set<String> added(String field, JsonObject oldMeta, JsonObject newMeta) {
        Set<String> out = new HashSet<>(newMeta.strings(field));
        oldMeta.strings(field).forEach(out::remove);
        return out;
    }

    private static boolean holdsRoles(Grants actor, Set<String> roles) {
        return actor.account().roles().containsAll(roles);
    }

    private boolean coversPermissions(Grants actor, Set<String> names) {
        for (String name : names) {
            Optional<Permission> permission = compiler.permission(name);
            if (permission.isEmpty() || !covers(actor, permission.get())) {
                return false; // one that is missing or inactive might be filled later
            }
        }
        return true;
    }

    static Permission permission(Locator at, JsonObject meta) {
        return new Permission(new Entry(at, meta));
    }

    private static boolean covers(Grants actor, Permission permission) {
        return GrantCompiler.keys(permission, "", "").entrySet().stream()
                .allMatch(wanted -> holdsAll(actor, wanted.getKey(), wanted.getValue()));
    }

    private static boolean holdsAll(Grants actor, GrantKey key, Grant wanted) {
        return wanted.actions().stream().allMatch(action -> holds(actor, key, wanted, action));
    }

    static boolean holds(Grants actor, GrantKey key, Grant wanted, String action) {
        Predicate<Grant> enough = grant -> grant.actions().contains(action) && grant.isNoStricterThan(wanted);
        Optional<ResourceType> type = ResourceType.of(key.type());
        if (type.isPresent() && isLiteral(key)) {
            Walk walk = actor.walks(key.space()).get(type.get());
            return walk != null && walk.allows(path(key), (place, level, grant) -> enough.test(grant));
        }
        for (GrantKey above : covering(key)) {
            for (Map<GrantKey, Grant> held : List.of(actor.keys(), actor.templates())) {
                Grant grant = held.get(above);
                if (grant != null && enough.test(grant)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isLiteral(GrantKey key) {
        return !key.space().equals(MagicWord.ALL_SPACES.wire())
                && !hasWildcard(key.value())
                && !GrantCompiler.isTemplate(key.value());
    }

    private static boolean hasWildcard(String value) {
        return List.of(value.split("/")).contains(MagicWord.ALL_SUBPATHS.wire());
    }

    private static String path(GrantKey key) {
        return key.value().equals(Levels.ROOT) ? "" : key.value();
    }

    /** The keys that reach wherever this one does; a wildcard in the last place of a level reaches nothing. */
    private static List<GrantKey> covering(GrantKey key) {
        List<GrantKey> out = new ArrayList<>();
        for (String level : Levels.ofPath(path(key))) {
            if (hasWildcard(level) && !level.equals(key.value())) {
                continue;
            }
            for (String value : List.of(level, Levels.toGlobal(level))) {
                out.add(new GrantKey(key.space(), value, key.type()));
                out.add(new GrantKey(MagicWord.ALL_SPACES.wire(), value, key.type()));
            }
        }
        return out;
    }
}
