package cc.dmart.core.internal.access;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.Entry;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonBool;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.storage.Change;
import cc.dmart.api.storage.ChangeOp;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.api.storage.ScanVisitor;
import cc.dmart.api.storage.StorageFinding;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.api.storage.testing.InMemoryEntryStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Accounts, roles, groups and permissions in memory, written as single-quoted JSON. */
final class AccessWorld {
    /** For what asks nothing of those who hold a record. */
    static final RecordSearch NO_SEARCH = (type, field, name, test) -> {
        throw new AssertionError("asked who has " + name);
    };

    private final InMemoryEntryStore store = new InMemoryEntryStore();

    /** The store that holds them. */
    EntryStore store() {
        return store;
    }

    /** One that reads all records. */
    RecordSearch search() {
        return (type, field, name, test) -> {
            List<Entry> found = new ArrayList<>();
            store.scan(new SpaceName("management"), Subpath.ROOT, Runnable::run, new ScanVisitor() {
                @Override
                public void entry(StoredEntry entry, List<StoredEntry> attachments) {
                    found.add(entry.entry());
                }

                @Override
                public void finding(StorageFinding finding) {
                    throw new AssertionError(finding.message());
                }
            });
            return found.stream()
                    .filter(e -> e.type() == type
                            && (field.isEmpty() || e.meta().strings(field).contains(name)))
                    .allMatch(test);
        };
    }

    static JsonObject json(String text) {
        return (JsonObject) JsonCodec.parse(text.replace('\'', '"'));
    }

    private AccessWorld put(String folder, String name, ResourceType type, JsonObject meta) {
        Locator at = Locator.of("management", folder, name, type);
        JsonObject whole = meta.has("is_active") ? meta : meta.with("is_active", JsonBool.TRUE);
        store.put(at, whole);
        return this;
    }

    AccessWorld user(String name, String meta) {
        JsonObject json = json(meta);
        return put(
                "users",
                name,
                ResourceType.USER,
                json.has("owner_shortname") ? json : json.with("owner_shortname", new JsonString("dmart")));
    }

    AccessWorld role(String name, String... permissions) {
        return put("roles", name, ResourceType.ROLE, list("permissions", permissions));
    }

    AccessWorld inactiveRole(String name, String... permissions) {
        return put(
                "roles",
                name,
                ResourceType.ROLE,
                list("permissions", permissions).with("is_active", JsonBool.FALSE));
    }

    AccessWorld group(String name, String... roles) {
        return put("groups", name, ResourceType.GROUP, list("roles", roles));
    }

    AccessWorld inactiveGroup(String name, String... roles) {
        return put("groups", name, ResourceType.GROUP, list("roles", roles).with("is_active", JsonBool.FALSE));
    }

    AccessWorld permission(String name, String meta) {
        return put("permissions", name, ResourceType.PERMISSION, json(meta));
    }

    AccessWorld remove(String folder, String name, ResourceType type) {
        Locator at = Locator.of("management", folder, name, type);
        store.commit(new Change(List.of(new ChangeOp.RemoveEntry(at, Optional.empty())), List.of(), true));
        return this;
    }

    private static JsonObject list(String field, String... values) {
        return JsonObject.builder()
                .put(field, JsonArray.ofStrings(List.of(values)))
                .build();
    }

    /** {@code subpaths}, {@code types}, {@code actions}, {@code conditions}, all in the short form of the tables. */
    static String rule(String subpaths, String types, String actions, String conditions) {
        return "{'subpaths':{" + subpaths + "},'resource_types':[" + quoted(types) + "],'actions':["
                + quoted(actions.replace("C!", "query view create update delete")) + "],'conditions':["
                + quoted(conditions) + "]}";
    }

    private static String quoted(String words) {
        return words.isBlank() ? "" : "'" + words.trim().replaceAll("\\s+", "','") + "'";
    }

    /** The data set of {@code security.md} 3.11. */
    static AccessWorld ofTheDecisionTable() {
        String allAll = "'__all_spaces__':['__all_subpaths__']";
        return new AccessWorld()
                .permission(
                        "super_manager",
                        rule(
                                allAll,
                                "content folder space user role permission media comment ticket history schema",
                                "C! attach",
                                ""))
                .permission(
                        "edit_products",
                        "{'subpaths':{'shop':['/products/']},'resource_types':['content','media'],"
                                + "'actions':['query','view','create','update'],'conditions':[],"
                                + "'restricted_fields':['payload.body.cost'],"
                                + "'allowed_fields_values':{'payload.body.stage':['draft','ready']}}")
                .permission("view_products", rule("'shop':['products']", "content", "query view", "is_active"))
                .permission("view_all_products", rule("'shop':['products']", "content", "view", ""))
                .permission("browse_folders", rule(allAll, "folder space", "query view", ""))
                .permission(
                        "clerk_orders",
                        rule("'shop':['orders']", "ticket", "query view update create progress_ticket", "own"))
                .permission("read_all", rule("'shop':['/']", "content ticket", "query view", ""))
                .permission(
                        "access_personal",
                        rule("'personal':['people/__current_user__/private']", "content folder media", "C!", ""))
                .permission(
                        "read_public_zone",
                        rule("'personal':['people/__all_subpaths__/public']", "content", "query view", ""))
                .permission("public_site", rule("'shop':['catalog']", "content media", "query view", ""))
                .permission(
                        "world", rule("'shop':['catalog'],'site':['/']", "content folder", "query view", "is_active"))
                .permission("shadow_view", rule(allAll, "content", "view", ""))
                .permission("shadow_edit", rule("'shop':['__all_subpaths__']", "content", "update", ""))
                .permission(
                        "creator_area", rule("'shop':['agents/__current_user__owner__']", "content", "query view", ""))
                .permission(
                        "old_perm",
                        "{'is_active':false,'subpaths':{'__all_spaces__':['__all_subpaths__']},"
                                + "'resource_types':['content'],'actions':['delete'],'conditions':[]}")
                .role("super_admin", "super_manager")
                .role("editor", "edit_products")
                .role("viewer", "view_products", "browse_folders")
                .role("viewer_plus", "view_all_products")
                .role("clerk", "clerk_orders")
                .role("auditor", "read_all")
                .role("shadow", "shadow_view", "shadow_edit")
                .role("sub_agent", "creator_area", "old_perm")
                .inactiveRole("retired", "super_manager")
                .role("world", "public_site")
                .role("logged_in", "access_personal", "read_public_zone")
                .group("sales")
                .group("auditors", "auditor")
                .user("dmart", "{'roles':['super_admin']}")
                .user("ed", "{'roles':['editor']}")
                .user("vi", "{'roles':['viewer'],'groups':['sales']}")
                .user("cl", "{'roles':['clerk'],'groups':['sales']}")
                .user("no", "{'roles':[]}")
                .user("gm", "{'roles':[],'groups':['auditors']}")
                .user("mg", "{'roles':['viewer','viewer_plus']}")
                .user("sh", "{'roles':['shadow']}")
                .user("re", "{'roles':['retired']}")
                .user("ag", "{'roles':['sub_agent'],'owner_shortname':'ed'}")
                .user("off", "{'roles':['editor'],'is_active':false}")
                .user("anonymous", "{'roles':['world'],'is_active':false}");
    }
}
