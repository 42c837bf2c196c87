package cc.dmart.core.internal.health;

import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.Names;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.api.storage.StoredEntry;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Finds owners, workflows and relationships of an entry that are not there; the store looks for the names in records of access
 * control. Remembers what it looked up, within bounds. Thread-safe.
 */
final class References {
    private static final int REMEMBERED = 10_000;
    private static final Subpath USERS = new Subpath("users");
    private static final Subpath GROUPS = new Subpath("groups");
    private static final Subpath WORKFLOWS = new Subpath("workflows");

    private final EntryStore store;
    private final SpaceName management;
    private final Cache<Locator, Boolean> known =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    References(EntryStore store, SpaceName management) {
        this.store = store;
        this.management = management;
    }

    /** Issues of the names in a meta. */
    List<Issue> check(StoredEntry entry) {
        List<Issue> out = new ArrayList<>();
        JsonObject meta = entry.entry().meta();
        named(out, management, USERS, ResourceType.USER, List.of(entry.entry().owner()));
        named(
                out,
                management,
                GROUPS,
                ResourceType.GROUP,
                entry.entry().ownerGroup().stream().toList());
        if (entry.at().type() == ResourceType.TICKET) {
            named(
                    out,
                    entry.at().space(),
                    WORKFLOWS,
                    ResourceType.CONTENT,
                    meta.string("workflow_shortname").stream().toList());
        }
        for (JsonValue value : meta.array("relationships").orElse(JsonArray.EMPTY)) {
            value.asObject().flatMap(r -> r.object("related_to")).ifPresent(to -> related(out, to));
        }
        return out;
    }

    private void named(List<Issue> out, SpaceName space, Subpath folder, ResourceType type, Collection<String> names) {
        for (String name : names) {
            boolean there = Names.isShortname(name) && isThere(new Locator(space, folder, new Shortname(name), type));
            if (!there) {
                out.add(dangling(type == ResourceType.CONTENT ? "workflow" : type.wire(), name));
            }
        }
    }

    private void related(List<Issue> out, JsonObject to) {
        Optional<ResourceType> type = to.string("type").flatMap(ResourceType::of);
        String space = to.string("space_name").orElse("");
        String subpath = to.string("subpath").orElse("");
        String name = to.string("shortname").orElse("");
        boolean legal = type.isPresent() && Names.isSpaceName(space) && Names.isShortname(name);
        if (!legal || !isThere(Locator.of(space, subpath, name, type.get()))) {
            out.add(dangling("relationship", space + ":" + subpath + "/" + name));
        }
    }

    private boolean isThere(Locator at) {
        return known.get(at, address -> store.find(address).isPresent());
    }

    private static Issue dangling(String what, String name) {
        return new Issue("dangling_" + what, Issue.Part.NONE, "there is no " + what + " " + name);
    }
}
