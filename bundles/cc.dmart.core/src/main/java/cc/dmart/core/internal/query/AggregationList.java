package cc.dmart.core.internal.query;

import cc.dmart.api.index.EntryIndex;
import cc.dmart.api.index.IndexPage;
import cc.dmart.api.index.IndexRequest;
import cc.dmart.api.json.WideIntegers;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.Deadline;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SortType;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.EntryQuery;
import cc.dmart.api.service.QueryResult;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.access.AccessPolicy;
import cc.dmart.core.internal.aggregate.Aggregation;
import cc.dmart.core.internal.aggregate.AggregationReader;
import cc.dmart.core.internal.aggregate.Groups;
import cc.dmart.core.internal.aggregate.Groups.Picked;
import cc.dmart.core.internal.aggregate.Groups.Shown;
import cc.dmart.core.internal.aggregate.ResultOrder;
import cc.dmart.core.internal.entry.form.AsRead;
import cc.dmart.core.internal.entry.form.WireForm;
import cc.dmart.core.internal.feed.IndexFeed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Groups of what a search would return ({@code query.md} 4). Worked out in the index; thread-safe. */
final class AggregationList {
    private final EntryStore store;
    private final EntryIndex index;
    private final AccessPolicy access;
    private final IndexFeed feed;
    private final QueryPlanner planner;
    private final AsRead asRead;
    private final int mostMegabytes;

    /** @param mostMegabytes size of an answer at most */
    AggregationList(
            EntryStore store,
            EntryIndex index,
            AccessPolicy access,
            IndexFeed feed,
            QueryPlanner planner,
            AsRead asRead,
            int mostMegabytes) {
        this.store = store;
        this.index = index;
        this.access = access;
        this.feed = feed;
        this.planner = planner;
        this.asRead = asRead;
        this.mostMegabytes = mostMegabytes;
    }

    /** The groups of what a request finds. */
    QueryResult answer(Caller caller, EntryQuery query, IndexRequest request) {
        Aggregation asked = AggregationReader.read(query.raw(), planner.fields(query));
        if (QueryTypeHandler.isNothing(access, caller, index, request)) {
            return QueryTypeHandler.nothing();
        }
        if (asked.isPerEntry()) {
            return perEntry(query, request, asked);
        }
        Groups groups = new Groups(asked);
        index.visit(request, groups.columns(), groups);
        List<Shown> all = new ArrayList<>(groups.results());
        boolean descending = query.sortType().equals(Optional.of(SortType.DESCENDING));
        if (query.sortBy().isPresent()) {
            all.sort(Comparator.comparing(
                    Shown::values, new ResultOrder(query.sortBy().get(), descending)));
        } else if (descending) {
            Collections.reverse(all);
        }
        int from = Math.min(query.offset(), all.size());
        int to = (int) Math.min((long) from + query.limit(), all.size());
        AnswerSize size = new AnswerSize(mostMegabytes);
        Set<String> computed = asked.computed();
        List<JsonObject> rows = all.subList(from, to).stream()
                .map(group -> quoted(size.with(read(group)), computed))
                .toList();
        return result(query, rows, from, all.size());
    }

    /** One row per entry with the fields that are to be shown. */
    private QueryResult perEntry(EntryQuery query, IndexRequest asks, Aggregation asked) {
        IndexPage found = index.search(new IndexRequest(
                asks.space(),
                asks.kind(),
                asks.query(),
                asks.access(),
                SortKeys.of(query.sortBy(), query.sortType(), planner.fields(query)),
                query.offset(),
                query.limit(),
                true));
        AnswerSize size = new AnswerSize(mostMegabytes);
        List<JsonObject> rows = new ArrayList<>();
        for (Locator hit : found.hits()) {
            record(hit).ifPresent(record -> {
                JsonObject.Builder row = JsonObject.builder();
                asked.load().forEach(f -> RecordValues.value(record, f.path()).ifPresent(v -> row.put(f.name(), v)));
                rows.add(quoted(size.with(row.build()), Set.of()));
            });
        }
        return result(query, rows, query.offset(), found.total());
    }

    /** The record of a hit; one whose file is gone is reported ({@code query.md} 6.7 e). */
    private Optional<WireRecord> record(Locator hit) {
        Deadline.check();
        Optional<StoredEntry> entry = store.find(hit);
        if (entry.isEmpty()) {
            feed.missing(hit);
        }
        return entry.map(e -> WireForm.record(asRead.of(e, true), true));
    }

    /** A group with what is to be read from entries: the index has no lists of one value, no objects and no order. */
    private JsonObject read(Shown group) {
        Map<Locator, Optional<WireRecord>> records = new HashMap<>();
        Map<String, JsonValue> read = new HashMap<>();
        for (Picked picked : group.picked()) {
            records.computeIfAbsent(picked.at(), this::record)
                    .flatMap(record -> RecordValues.value(record, picked.path()))
                    .ifPresent(value -> read.put(picked.name(), value));
        }
        JsonObject.Builder out = JsonObject.builder();
        group.values().members().forEach((name, indexed) -> {
            JsonValue value = read.getOrDefault(name, indexed);
            if (!value.isNull()) {
                out.put(name, value);
            }
        });
        return out.build();
    }

    /** Stored integers beyond 64 bits are shown as strings; what is worked out is a number. */
    private static JsonObject quoted(JsonObject row, Set<String> computed) {
        JsonObject.Builder out = JsonObject.builder();
        row.members()
                .forEach(
                        (name, value) -> out.put(name, computed.contains(name) ? value : WideIntegers.inQuotes(value)));
        return out.build();
    }

    private static QueryResult result(EntryQuery query, List<JsonObject> rows, int offset, long total) {
        List<WireRecord> records = new ArrayList<>(rows.size());
        for (JsonObject row : rows) {
            String place = Integer.toString(offset + records.size() + 1);
            records.add(
                    WireRecord.of(ResourceType.CONTENT, place, query.subpath().wire(), row));
        }
        return new QueryResult(records, total, records.size());
    }
}
