package cc.dmart.core.internal.query;

import cc.dmart.api.index.EntryIndex;
import cc.dmart.api.index.testing.InMemoryEntryIndex;
import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.HealthIndicator.State;
import cc.dmart.api.service.QueryResult;
import cc.dmart.api.storage.Change;
import cc.dmart.api.storage.ChangeOp;
import cc.dmart.api.storage.PayloadChange;
import cc.dmart.api.storage.testing.InMemoryEntryStore;
import cc.dmart.core.internal.CoreConfig;
import cc.dmart.core.internal.access.AccessPolicyImpl;
import cc.dmart.core.internal.feed.IndexFeedImpl;
import cc.dmart.core.internal.lock.LockTable;
import cc.dmart.core.internal.schema.SchemaValidatorImpl;
import cc.dmart.core.internal.search.SearchParser;
import cc.dmart.core.internal.search.SearchParserImpl;
import cc.dmart.core.internal.unique.UniqueRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A store, an index and everything between them and a query, with the conformance data of {@code query.md} 2.7. */
public final class QueryWorld implements AutoCloseable {
    /** The server itself. */
    public static final Caller ALL = Caller.system("dmart");

    public final InMemoryEntryStore store = new InMemoryEntryStore();
    public final EntryIndex index;
    public final IndexFeedImpl feed;
    public final QueryServiceImpl queries;
    public final SearchParser parser;
    public final AccessPolicyImpl access;
    public final LockTable locks;
    public final Map<Locator, String> ids = new HashMap<>();

    private QueryWorld(EntryIndex index, Map<String, Object> settings) {
        this.index = index;
        CoreConfig config = Defaults.with(settings);
        parser = new SearchParserImpl(config);
        access = new AccessPolicyImpl(store, index, parser, config);
        space("management");
        space("shop");
        conformance("query-dataset.jsonl").forEach(this::load);
        feed = new IndexFeedImpl(store, store, store, index, new UniqueRules(store), config);
        long end = System.nanoTime() + 30_000_000_000L;
        while (feed.state() != State.OK && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        locks = new LockTable(store);
        queries = new QueryServiceImpl(
                store, store, index, access, parser, new SchemaValidatorImpl(store, config), feed, config);
        queries.locks = locks;
    }

    /** A world over an index. */
    public static QueryWorld over(EntryIndex index) {
        return over(index, Map.of());
    }

    /** A world over an index, with other settings than the default ones. */
    public static QueryWorld over(EntryIndex index, Map<String, Object> settings) {
        return new QueryWorld(index, settings);
    }

    /** A world over the reference index. */
    public static QueryWorld inMemory() {
        return over(new InMemoryEntryIndex());
    }

    /** The lines of a conformance file. */
    public static List<JsonObject> conformance(String name) {
        Path root = Path.of("").toAbsolutePath();
        while (root != null && !Files.isDirectory(root.resolve("bndrun"))) {
            root = root.getParent();
        }
        if (root == null) {
            throw new IllegalStateException("the repository root was not found");
        }
        Path file = root.resolve("../shared/conformance").resolve(name).normalize();
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> !line.isBlank())
                    .map(line -> JsonCodec.parseObject(line.getBytes(StandardCharsets.UTF_8)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("conformance data is missing: " + file, e);
        }
    }

    /** An empty space. */
    public void space(String name) {
        SpaceName space = new SpaceName(name);
        JsonObject meta = JsonObject.builder()
                .put("uuid", UUID.randomUUID().toString())
                .put("shortname", name)
                .put("is_active", true)
                .put("indexing_enabled", true)
                .put("owner_shortname", "dmart")
                .put("created_at", "2025-01-01T00:00:00")
                .put("updated_at", "2025-01-01T00:00:00")
                .build();
        store.put(Locator.ofSpace(space), meta);
    }

    private void load(JsonObject line) {
        Locator at = Locator.of(
                text(line, "space_name"),
                text(line, "subpath"),
                text(line, "shortname"),
                ResourceType.of(text(line, "resource_type")).orElseThrow());
        ids.put(at, text(line, "id"));
        JsonObject.Builder meta = JsonObject.builder()
                .put(
                        "uuid",
                        UUID.nameUUIDFromBytes(at.toString().getBytes(StandardCharsets.UTF_8))
                                .toString())
                .put("tags", JsonArray.EMPTY)
                .put("updated_at", text(line, "created_at"));
        Map<String, JsonValue> members = new LinkedHashMap<>(line.members());
        List.of("id", "space_name", "subpath", "resource_type").forEach(members::remove);
        meta.putAll(JsonObject.of(members));
        JsonObject payload = line.object("payload").orElse(JsonObject.EMPTY);
        if (payload.get("body").isPresent()
                && payload.string("content_type").orElse("").equals("json")) {
            meta.put("payload", payload.with("body", JsonCodec.parse("\"" + at.shortname() + ".json\"")));
            store.put(
                    at, meta.build(), JsonCodec.writeString(payload.get("body").orElseThrow()));
        } else {
            store.put(at, meta.build());
        }
    }

    private static String text(JsonObject line, String name) {
        return line.string(name).orElseThrow();
    }

    /** Changes the store and tells the index. */
    public void commit(ChangeOp... ops) {
        Change change = new Change(List.of(ops), List.of(), true);
        feed.applied(store.commit(change), change);
    }

    /** An entry or attachment that was not there. */
    public void put(Locator at, JsonObject meta) {
        commit(new ChangeOp.PutEntry(at, meta, new PayloadChange.Keep(), true));
    }

    /** The answer to a request written as JSON with single quotes. */
    public QueryResult ask(Caller caller, String json) {
        return queries.query(
                caller, JsonCodec.parseObject(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)), true);
    }

    /** Identifiers of the records of an answer, in order. */
    public List<String> ids(QueryResult result, String space) {
        return result.records().stream().map(r -> id(r, space)).toList();
    }

    private String id(WireRecord record, String space) {
        return ids.getOrDefault(
                Locator.of(space, record.subpath(), record.shortname(), record.resourceType()), record.shortname());
    }

    @Override
    public void close() {
        feed.stop();
    }
}
