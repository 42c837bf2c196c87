package cc.dmart.core.internal.query;

import cc.dmart.api.index.IndexDocument;
import cc.dmart.api.index.IndexMatcher;
import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.index.SortKey;
import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.EntryQuery;
import cc.dmart.api.service.QueryResult;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.access.AccessPolicy;
import cc.dmart.core.internal.access.AccessTarget;
import cc.dmart.core.internal.feed.DocumentBuilder;
import cc.dmart.core.internal.search.FieldResolver;
import cc.dmart.core.internal.search.SearchParser;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The spaces that the caller may query ({@code query.md} 1.2, {@code security.md} 3.10). There are few, so they are matched
 * and sorted here and are not in the index. Thread-safe.
 */
final class SpaceList {
    private static final String ORDINAL = "ordinal";

    private record Row(StoredEntry entry, IndexDocument document) {}

    private final EntryStore store;
    private final AccessPolicy access;
    private final SearchParser parser;
    private final SpaceName management;
    private final RecordPage page;
    private final DocumentBuilder builder;

    SpaceList(
            EntryStore store,
            AccessPolicy access,
            SearchParser parser,
            SpaceName management,
            RecordPage page,
            ZoneId zone) {
        this.store = store;
        this.access = access;
        this.parser = parser;
        this.management = management;
        this.page = page;
        builder = new DocumentBuilder(zone);
    }

    /** The answer. @throws DmartException.Invalid {@code E(400,request,402)} unless asked of the management space's root */
    QueryResult answer(Caller caller, EntryQuery query) {
        if (!query.space().equals(management) || !query.subpath().isRoot()) {
            throw DmartException.Invalid.request(
                    ErrorCode.INVALID_DATA, "Spaces are asked of the management space and the subpath /");
        }
        List<Row> rows = rows(caller, query);
        rows.sort(Comparator.comparing(Row::document, new ValueOrder(sort(query))));
        int from = Math.min(query.offset(), rows.size());
        int to = (int) Math.min((long) from + query.limit(), rows.size());
        RecordPage.Shape shape = page.shape(query);
        List<WireRecord> records = new ArrayList<>();
        for (Row row : rows.subList(from, to)) {
            records.add(page.record(row.entry, shape));
        }
        return new QueryResult(records, rows.size(), records.size());
    }

    private static List<SortKey> sort(EntryQuery query) {
        return SortKeys.of(query.sortBy().or(() -> Optional.of(ORDINAL)), query.sortType(), FieldResolver.PLAIN);
    }

    private List<Row> rows(Caller caller, EntryQuery query) {
        IndexQuery search = parser.parse(query.search(), query.space());
        Set<String> names = query.filterShortnames();
        List<Row> out = new ArrayList<>();
        for (SpaceName name : store.spaces()) {
            if (!names.isEmpty() && !names.contains(name.value())) {
                continue;
            }
            store.find(Locator.ofSpace(name))
                    .filter(e -> access.allows(caller, ActionType.QUERY, AccessTarget.of(e.entry())))
                    .map(e -> new Row(e, builder.entry(e, List.of(), true)))
                    .filter(row -> IndexMatcher.matches(search, row.document))
                    .ifPresent(out::add);
        }
        return out;
    }
}
