package cc.dmart.core.internal.health;

import cc.dmart.api.index.DocumentKind;
import cc.dmart.api.index.EntryIndex;
import cc.dmart.api.index.ExactField;
import cc.dmart.api.index.IndexPage;
import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.index.IndexRequest;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.api.storage.StoredEntry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Entries with a uuid or slug that another entry of any space has too ({@code storage.md} 5.4). Thread-safe. */
final class Duplicates {
    private static final int LISTED = 20;
    private static final int MOST = 1000;
    private static final int UUID_DIGITS = 8;
    private static final String UUID = "uuid";

    private final EntryStore store;
    private final EntryIndex index;
    private final List<SpaceName> spaces;
    private final Map<String, JsonObject> uuids = new TreeMap<>();
    private final Map<String, JsonObject> slugs = new TreeMap<>();

    Duplicates(EntryStore store, EntryIndex index, List<SpaceName> spaces) {
        this.store = store;
        this.index = index;
        this.spaces = spaces;
    }

    /** Issues of an entry that is not the only one with its uuid or slug. */
    List<Issue> check(StoredEntry entry) {
        List<Issue> out = new ArrayList<>();
        String uuid = entry.entry().uuid();
        if (!uuid.isEmpty()) {
            others(entry.at(), ExactField.UUID, uuid).ifPresent(found -> {
                out.add(new Issue("duplicate_uuid", Issue.Part.NONE, "the uuid " + uuid + " is used again"));
                keep(uuids, uuid, found);
            });
        }
        entry.entry()
                .meta()
                .string("slug")
                .filter(s -> !s.isEmpty())
                .ifPresent(slug -> others(entry.at(), ExactField.SLUG, slug).ifPresent(found -> {
                    out.add(new Issue("duplicate_slug", Issue.Part.NONE, "the slug " + slug + " is used again"));
                    keep(slugs, slug, found);
                }));
        return out;
    }

    /** What else has the value: an entry whose file was changed by other programs is not yet found by what it has now. */
    private Optional<JsonObject> others(Locator self, ExactField field, String value) {
        IndexQuery query = IndexQuery.Exact.of(field, value);
        List<Locator> found = new ArrayList<>();
        long total = 0;
        for (SpaceName space : spaces) {
            long here = index.count(request(space, query, 0));
            total += here;
            if (here > 0 && found.size() < LISTED) {
                IndexPage page = index.search(request(space, query, LISTED - found.size()));
                found.addAll(page.hits());
            }
        }
        if (total <= LISTED) {
            found.removeIf(hit -> !hit.equals(self) && !has(hit, field, value)); // gone or changed by other programs
            total = found.size();
        }
        boolean known = total > LISTED || found.contains(self);
        long others = known ? total - 1 : total;
        if (others == 0) {
            return Optional.empty();
        }
        if (!known) {
            found.add(0, self);
        }
        return Optional.of(JsonObject.builder()
                .put(
                        "loc",
                        JsonArray.ofStrings(
                                found.stream().map(Duplicates::place).toList()))
                .put("total", others)
                .build());
    }

    private boolean has(Locator at, ExactField field, String value) {
        return store.find(at)
                .map(StoredEntry::entry)
                .map(e -> field == ExactField.UUID
                        ? e.uuid()
                        : e.meta().string("slug").orElse(""))
                .filter(value::equalsIgnoreCase)
                .isPresent();
    }

    private static IndexRequest request(SpaceName space, IndexQuery query, int limit) {
        return limit == 0
                ? IndexRequest.ofTotal(space, DocumentKind.ENTRY, query)
                : IndexRequest.unfiltered(space, DocumentKind.ENTRY, query, 0, limit);
    }

    private static String place(Locator at) {
        String inside = at.subpath().isRoot() ? "" : "/" + at.subpath().value();
        return at.space() + inside + "/" + at.shortname();
    }

    private synchronized void keep(Map<String, JsonObject> to, String key, JsonObject found) {
        if (to.size() < MOST) {
            to.put(key, found);
        }
    }

    /**
     * The body that is kept: what was found, and what earlier checks of other spaces found; empty if there is nothing.
     *
     * @param space  that was checked
     * @param before the body that was kept so far
     */
    synchronized Optional<JsonObject> stored(SpaceName space, JsonObject before) {
        JsonObject rows = before.object("entries").orElse(JsonObject.EMPTY);
        JsonObject entries = JsonObject.builder()
                .put(UUID, merged(rows, UUID, uuids, space))
                .put("slug", merged(rows, "slug", slugs, space))
                .build();
        boolean none = entries.members().values().stream()
                .allMatch(v -> v.asObject().filter(o -> !o.isEmpty()).isEmpty());
        return none
                ? Optional.empty()
                : Optional.of(JsonObject.builder().put("entries", entries).build());
    }

    private JsonObject merged(JsonObject before, String kind, Map<String, JsonObject> found, SpaceName space) {
        Map<String, JsonValue> out = new TreeMap<>();
        before.object(kind).orElse(JsonObject.EMPTY).members().forEach((key, row) -> {
            List<String> places = row.asObject().map(r -> r.strings("loc")).orElse(List.of());
            boolean known = places.stream()
                    .map(p -> p.substring(0, Math.max(0, p.indexOf('/'))))
                    .allMatch(p -> !p.equals(space.value()) && isThere(p));
            if (known) {
                out.put(key, row);
            }
        });
        found.forEach((value, row) -> out.put(key(out, kind, value, row), row));
        return JsonObject.of(out);
    }

    /** A uuid is known by its beginning; another one that begins so too is known by all of it. */
    private static String key(Map<String, JsonValue> taken, String kind, String value, JsonObject row) {
        if (!kind.equals(UUID)) {
            return value;
        }
        taken.remove(value);
        String beginning = value.substring(0, Math.min(UUID_DIGITS, value.length()));
        boolean others = Optional.ofNullable(taken.get(beginning))
                .flatMap(JsonValue::asObject)
                .filter(known -> Collections.disjoint(known.strings("loc"), row.strings("loc")))
                .isPresent();
        return others ? value : beginning;
    }

    private boolean isThere(String space) {
        return spaces.stream().anyMatch(s -> s.value().equals(space));
    }
}
