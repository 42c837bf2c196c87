package cc.dmart.core.internal.query;

import cc.dmart.api.index.IndexMatcher;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.feed.DocumentBuilder;
import cc.dmart.core.internal.search.SearchParser;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who sees what, written down from {@code security.md} 3.2 to 3.5 and 4.1 step by step and without any of the code that is
 * tested: an oracle. Reads the records anew for every question.
 */
final class NaiveAccess {
    /** What one key grants. */
    private static final class Key {
        private final Set<String> actions = new HashSet<>();
        private final Set<String> conditions = new HashSet<>();
        private final Set<String> filters = new HashSet<>();
    }

    private final EntryStore store;
    private final SearchParser parser;
    private final DocumentBuilder documents = new DocumentBuilder(ZoneId.of("UTC"));

    NaiveAccess(EntryStore store, SearchParser parser) {
        this.store = store;
        this.parser = parser;
    }

    private Optional<JsonObject> record(String folder, String name, ResourceType type) {
        return store.find(Locator.of("management", folder, name, type))
                .map(e -> e.entry().meta());
    }

    private static boolean isActive(JsonObject meta) {
        return meta.bool("is_active").orElse(false);
    }

    private Map<String, Key> grants(String user) {
        Map<String, Key> out = new HashMap<>();
        Optional<JsonObject> found = record("users", user, ResourceType.USER);
        if (found.isEmpty() || !(isActive(found.get()) || user.equals("anonymous"))) {
            return out;
        }
        Set<String> roles = new LinkedHashSet<>(found.get().strings("roles"));
        for (String group : found.get().strings("groups")) {
            record("groups", group, ResourceType.GROUP)
                    .filter(NaiveAccess::isActive)
                    .ifPresent(g -> roles.addAll(g.strings("roles")));
        }
        if (!user.equals("anonymous")) {
            roles.add("logged_in");
        }
        Set<String> permissions = new LinkedHashSet<>();
        boolean any = false;
        for (String role : roles) {
            Optional<JsonObject> meta = record("roles", role, ResourceType.ROLE).filter(NaiveAccess::isActive);
            any |= meta.isPresent();
            meta.ifPresent(m -> permissions.addAll(m.strings("permissions")));
        }
        if (user.equals("anonymous") && any) {
            permissions.add("world");
        }
        for (String name : permissions) {
            record("permissions", name, ResourceType.PERMISSION)
                    .filter(NaiveAccess::isActive)
                    .ifPresent(p -> add(p, user, found.get(), out));
        }
        return out;
    }

    private static void add(JsonObject permission, String user, JsonObject account, Map<String, Key> out) {
        permission.object("subpaths").orElse(JsonObject.EMPTY).members().forEach((space, values) -> {
            for (JsonValue value : (JsonArray) values) {
                String path = magic(value.asString().orElseThrow(), user, account);
                for (String type : permission.strings("resource_types")) {
                    Key key = out.computeIfAbsent(space + ":" + path + ":" + type, k -> new Key());
                    key.actions.addAll(permission.strings("actions"));
                    key.conditions.addAll(permission.strings("conditions"));
                    permission
                            .string("filter_fields_values")
                            .filter(f -> !f.isBlank())
                            .ifPresent(key.filters::add);
                }
            }
        });
    }

    private static String magic(String value, String user, JsonObject account) {
        List<String> out = new ArrayList<>();
        for (String segment : value.split("/")) {
            if (!segment.isEmpty()) {
                out.add(
                        segment.equals("__current_user__owner__")
                                ? account.string("owner_shortname").orElseThrow()
                                : segment.equals("__current_user__") ? user : segment);
            }
        }
        return out.isEmpty() ? "/" : String.join("/", out);
    }

    /** Whether a query of the account lists the entry. */
    boolean lists(String user, StoredEntry entry) {
        Map<String, Key> grants = grants(user);
        JsonObject meta = entry.entry().meta();
        Optional<Boolean> acl = acl(user, "query", meta);
        if (record("users", user, ResourceType.USER)
                .filter(u -> isActive(u) || user.equals("anonymous"))
                .isEmpty()) {
            return false;
        }
        boolean byGrant = acl.orElseGet(() -> walk(user, "query", entry, grants));
        String space = entry.at().space().value();
        boolean anyQuery = grants.entrySet().stream()
                .anyMatch(e -> (e.getKey().startsWith(space + ":") || e.getKey().startsWith("__all_spaces__:"))
                        && e.getValue().actions.contains("query"));
        boolean own =
                !user.equals("anonymous") && meta.string("owner_shortname").equals(Optional.of(user));
        return byGrant || (own && anyQuery);
    }

    /** Whether the account may view the entry. */
    boolean views(String user, StoredEntry entry) {
        if (record("users", user, ResourceType.USER)
                .filter(u -> isActive(u) || user.equals("anonymous"))
                .isEmpty()) {
            return false;
        }
        return acl(user, "view", entry.entry().meta()).orElseGet(() -> walk(user, "view", entry, grants(user)));
    }

    private static Optional<Boolean> acl(String user, String action, JsonObject meta) {
        for (JsonValue item : meta.array("acl").orElse(JsonArray.EMPTY)) {
            JsonObject object = item.asObject().orElseThrow();
            if (object.string("user_shortname").equals(Optional.of(user))) {
                if (object.strings("denied").contains(action)) {
                    return Optional.of(false);
                }
                return object.strings("allowed_actions").contains(action) ? Optional.of(true) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private boolean walk(String user, String action, StoredEntry entry, Map<String, Key> grants) {
        Locator at = entry.at();
        List<String> segments =
                new ArrayList<>(Arrays.stream(at.subpath().value().split("/"))
                        .filter(s -> !s.isEmpty())
                        .toList());
        if (at.type() == ResourceType.FOLDER) {
            segments.add(at.shortname().value());
        }
        Set<String> achieved = achieved(user, entry.entry().meta());
        String space = at.space().value();
        String type = ":" + at.type().wire();
        for (int depth = 0; depth <= segments.size(); depth++) {
            String level = depth == 0 ? "/" : String.join("/", segments.subList(0, depth));
            Key last = null;
            for (String key : List.of(
                    "__all_spaces__:" + global(level, depth) + type,
                    space + ":" + global(level, depth) + type,
                    "__all_spaces__:" + level + type)) {
                last = grants.containsKey(key) ? grants.get(key) : last;
            }
            if (passes(last, action, achieved, entry)
                    || passes(grants.get(space + ":" + level + type), action, achieved, entry)) {
                return true;
            }
        }
        return false;
    }

    private static String global(String level, int depth) {
        if (depth < 2) {
            return "__all_subpaths__";
        }
        List<String> parts = new ArrayList<>(List.of(level.split("/")));
        parts.set(parts.size() - 2, "__all_subpaths__");
        return String.join("/", parts);
    }

    private Set<String> achieved(String user, JsonObject meta) {
        Set<String> out = new HashSet<>();
        if (isActive(meta)) {
            out.add("is_active");
        }
        List<String> groups =
                record("users", user, ResourceType.USER).orElseThrow().strings("groups");
        boolean byGroup =
                meta.string("owner_group_shortname").filter(groups::contains).isPresent();
        if (!user.equals("anonymous") && (meta.string("owner_shortname").equals(Optional.of(user)) || byGroup)) {
            out.add("own");
        }
        return out;
    }

    private boolean passes(Key key, String action, Set<String> achieved, StoredEntry entry) {
        if (key == null || !key.actions.contains(action) || !achieved.containsAll(key.conditions)) {
            return false;
        }
        SpaceName space = entry.at().space();
        return !action.equals("query")
                || key.filters.stream()
                        .allMatch(f ->
                                IndexMatcher.matches(parser.parse(f, space), documents.entry(entry, List.of(), true)));
    }
}
