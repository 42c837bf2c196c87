package cc.dmart.core.internal.access;

import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.storage.EntryStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The check of {@code security.md} 3.2 to 3.8, written down step by step and without any of the code that is tested: an oracle that
 * reads the records anew for every question. In two readings: what the server owes, and what the reference server (HEAD) does
 * wherever the text says that it does something else. An inactive permission counts in neither: 3.1 says so, and what it would hide
 * or add conditions to in HEAD is no protection that anybody switched off on purpose.
 */
final class ReferenceRules {
    /** A question; a shortname is empty where there is no entry. */
    record Asked(
            String space,
            String subpath,
            ResourceType type,
            String shortname,
            String action,
            JsonObject meta,
            JsonObject attributes) {}

    /** What one key grants. */
    private static final class Key {
        private final Set<String> actions = new HashSet<>();
        private final Set<String> conditions = new HashSet<>();
        private List<String> restricted = new ArrayList<>();
        private List<JsonObject> allowed = new ArrayList<>();
    }

    private final EntryStore store;
    private final boolean head;
    private final boolean groups;

    /**
     * Rules over the records of a store.
     *
     * @param head   whether as HEAD does
     * @param groups whether roles of groups count (X1)
     */
    ReferenceRules(EntryStore store, boolean head, boolean groups) {
        this.store = store;
        this.head = head;
        this.groups = groups;
    }

    private Optional<JsonObject> record(String folder, String name, ResourceType type) {
        return store.find(Locator.of("management", folder, name, type))
                .map(e -> e.entry().meta());
    }

    private static boolean isActive(JsonObject meta) {
        return meta.bool("is_active").orElse(false);
    }

    /** 3.5. */
    boolean allows(String user, Asked asked) {
        Optional<JsonObject> account =
                record("users", user, ResourceType.USER).filter(u -> isActive(u) || user.equals("anonymous"));
        if (account.isEmpty()) {
            return false;
        }
        Optional<Boolean> listed = asked.action.equals("create") ? Optional.empty() : acl(user, asked);
        if (listed.isPresent()) {
            return listed.get();
        }
        Map<String, Key> grants = grants(user, account.get());
        Set<String> achieved = achieved(user, account.get(), asked.meta);
        String space = asked.space;
        if (asked.type == ResourceType.SPACE) {
            space = asked.action.equals("create") ? "__all_spaces__" : asked.shortname;
        }
        String type = ":" + asked.type.wire();
        for (List<String> segments : levels(asked)) {
            String level = segments.isEmpty() ? "/" : String.join("/", segments);
            String global = toGlobal(segments);
            Key last = null;
            for (String key : List.of("__all_spaces__:" + global, space + ":" + global, "__all_spaces__:" + level)) {
                last = grants.getOrDefault(key + type, last);
            }
            if (passes(last, asked, achieved) || passes(grants.get(space + ":" + level + type), asked, achieved)) {
                return true;
            }
        }
        return false;
    }

    private static Optional<Boolean> acl(String user, Asked asked) {
        for (JsonValue item : asked.meta.array("acl").orElse(JsonArray.EMPTY)) {
            JsonObject object = item.asObject().orElseThrow();
            if (object.string("user_shortname").equals(Optional.of(user))) {
                if (object.strings("denied").contains(asked.action)) {
                    return Optional.of(false);
                }
                return object.strings("allowed_actions").contains(asked.action) ? Optional.of(true) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static List<List<String>> levels(Asked asked) {
        List<String> path = new ArrayList<>(List.of(asked.subpath.split("/")));
        path.removeIf(String::isEmpty);
        if (asked.type == ResourceType.FOLDER && !asked.shortname.isEmpty()) {
            path.add(asked.shortname);
        }
        List<List<String>> out = new ArrayList<>();
        for (int depth = 0; depth <= path.size(); depth++) {
            out.add(path.subList(0, depth));
        }
        return out;
    }

    private static String toGlobal(List<String> segments) {
        if (segments.size() < 2) {
            return "__all_subpaths__";
        }
        List<String> out = new ArrayList<>(segments);
        out.set(out.size() - 2, "__all_subpaths__");
        return String.join("/", out);
    }

    /** HEAD lets nobody own as well (O1). */
    private Set<String> achieved(String user, JsonObject account, JsonObject meta) {
        Set<String> out = new HashSet<>();
        if (isActive(meta)) {
            out.add("is_active");
        }
        boolean mine = meta.string("owner_shortname").equals(Optional.of(user))
                || meta.string("owner_group_shortname")
                        .filter(account.strings("groups")::contains)
                        .isPresent();
        if (mine && (head || !user.equals("anonymous"))) {
            out.add("own");
        }
        return out;
    }

    /** 3.3. */
    private Map<String, Key> grants(String user, JsonObject account) {
        Set<String> roles = new LinkedHashSet<>(account.strings("roles"));
        for (String group : groups ? account.strings("groups") : List.<String>of()) {
            record("groups", group, ResourceType.GROUP)
                    .filter(ReferenceRules::isActive)
                    .ifPresent(g -> roles.addAll(g.strings("roles")));
        }
        if (!user.equals("anonymous")) {
            roles.add("logged_in");
        }
        Set<String> permissions = new LinkedHashSet<>();
        int survivors = 0;
        for (String role : roles) {
            Optional<JsonObject> kept = record("roles", role, ResourceType.ROLE).filter(ReferenceRules::isActive);
            survivors += kept.isPresent() ? 1 : 0;
            kept.ifPresent(r -> permissions.addAll(r.strings("permissions")));
        }
        if (user.equals("anonymous") && survivors > 0) {
            permissions.add("world");
        }
        Map<String, Key> out = new HashMap<>();
        for (String name : permissions) {
            record("permissions", name, ResourceType.PERMISSION)
                    .filter(ReferenceRules::isActive)
                    .ifPresent(p -> add(p, user, account, out));
        }
        return out;
    }

    private void add(JsonObject permission, String user, JsonObject account, Map<String, Key> out) {
        permission.object("subpaths").orElse(JsonObject.EMPTY).members().forEach((space, list) -> {
            List<String> values = ((JsonArray) list)
                    .stream().map(v -> v.asString().orElseThrow()).toList();
            for (String value : values.isEmpty() ? List.of("/") : values) {
                for (String type : permission.strings("resource_types")) {
                    String key = space + ":" + magic(value, user, account) + ":" + type;
                    merge(out.computeIfAbsent(key, k -> new Key()), permission);
                }
            }
        });
    }

    /** In HEAD the last fields win. */
    private void merge(Key key, JsonObject permission) {
        key.actions.addAll(permission.strings("actions"));
        key.conditions.addAll(permission.strings("conditions"));
        if (head) {
            key.restricted = new ArrayList<>();
            key.allowed = new ArrayList<>();
        }
        key.restricted.addAll(permission.strings("restricted_fields"));
        permission.object("allowed_fields_values").ifPresent(key.allowed::add);
    }

    private static String magic(String value, String user, JsonObject account) {
        List<String> out = new ArrayList<>();
        for (String segment : value.split("/")) {
            if (segment.equals("__current_user__owner__")) {
                out.add(account.string("owner_shortname").orElseThrow());
            } else if (!segment.isEmpty()) {
                out.add(segment.equals("__current_user__") ? user : segment);
            }
        }
        return out.isEmpty() ? "/" : String.join("/", out);
    }

    private boolean passes(Key key, Asked asked, Set<String> achieved) {
        if (key == null || !key.actions.contains(asked.action)) {
            return false;
        }
        boolean exempt = Set.of("create", "query").contains(asked.action);
        if (!exempt && !achieved.containsAll(key.conditions)) {
            return false;
        }
        if (!Set.of("create", "update").contains(asked.action)) {
            return true;
        }
        Map<String, JsonValue> leaves = new HashMap<>();
        flatten("", asked.attributes, leaves);
        return leaves.entrySet().stream().allMatch(leaf -> mayWrite(key, leaf.getKey(), leaf.getValue()));
    }

    private static void flatten(String prefix, JsonObject object, Map<String, JsonValue> out) {
        object.members().forEach((name, value) -> {
            Optional<JsonObject> inner = value.asObject().filter(o -> !o.isEmpty());
            inner.ifPresent(o -> flatten(prefix + name + ".", o, out));
            if (inner.isEmpty()) {
                out.put(prefix + name, value);
            }
        });
    }

    /** 3.8; HEAD minds neither what overwrites a field from above nor the elements of a list that is compared with a flat one. */
    private boolean mayWrite(Key key, String leaf, JsonValue value) {
        for (String field : key.restricted) {
            boolean above = field.startsWith(leaf + ".");
            if (leaf.equals(field) || leaf.startsWith(field + ".") || (above && !head)) {
                return false;
            }
        }
        for (JsonObject map : key.allowed) {
            for (String field : map.names()) {
                boolean around = field.startsWith(leaf + ".") || leaf.startsWith(field + ".");
                if ((around && !head)
                        || (leaf.equals(field)
                                && !isLegal(value, map.array(field).orElseThrow()))) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean isLegal(JsonValue value, JsonArray legal) {
        Optional<JsonArray> list = value.asArray();
        if (legal.values().isEmpty() || list.isEmpty()) {
            return legal.values().contains(value);
        }
        if (legal.values().get(0).asArray().isEmpty()) {
            return head || legal.values().containsAll(list.get().values());
        }
        return legal.values().stream()
                .anyMatch(inner -> inner.asArray()
                        .orElseThrow()
                        .values()
                        .containsAll(list.get().values()));
    }
}
