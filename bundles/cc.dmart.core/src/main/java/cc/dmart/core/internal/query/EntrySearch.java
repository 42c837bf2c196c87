package cc.dmart.core.internal.query;

import cc.dmart.api.index.DocumentKind;
import cc.dmart.api.index.EntryIndex;
import cc.dmart.api.index.IndexPage;
import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.index.IndexRequest;
import cc.dmart.api.index.SortKey;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.EntryQuery;
import cc.dmart.api.service.QueryResult;
import cc.dmart.core.internal.access.AccessPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

/** The types that list or count entries: search, subpath, reports, counters, random. Thread-safe. */
final class EntrySearch {
    /** Up to so many hits are drawn from at once; of more, each is looked up by its position. */
    private static final int DRAWN_AT_ONCE = 20_000;

    private final EntryIndex index;
    private final AccessPolicy access;
    private final QueryPlanner planner;
    private final RecordPage page;

    EntrySearch(EntryIndex index, AccessPolicy access, QueryPlanner planner, RecordPage page) {
        this.index = index;
        this.access = access;
        this.planner = planner;
        this.page = page;
    }

    /** A page of entries. */
    QueryResult list(Caller caller, EntryQuery query) {
        IndexQuery rows = access.rowFilter(caller, query.space());
        if (rows instanceof IndexQuery.None) {
            return new QueryResult(List.of(), query.total() ? 0 : -1, 0);
        }
        IndexPage found = index.search(request(
                query,
                rows,
                SortKeys.of(query.sortBy(), query.sortType()),
                query.offset(),
                query.limit(),
                query.total()));
        List<WireRecord> records = page.of(caller, query, found.hits());
        return new QueryResult(records, query.total() ? found.total() : -1, records.size());
    }

    /** The number of entries. */
    QueryResult count(Caller caller, EntryQuery query) {
        return new QueryResult(List.of(), countOf(caller, query), 0);
    }

    private long countOf(Caller caller, EntryQuery query) {
        IndexQuery rows = access.rowFilter(caller, query.space());
        return rows instanceof IndexQuery.None ? 0 : index.count(request(query, rows, List.of(), 0, 0, true));
    }

    /** Some entries, drawn uniformly without putting back. */
    QueryResult random(Caller caller, EntryQuery query) {
        long total = countOf(caller, query);
        int wanted = (int) Math.min(query.limit(), total);
        List<Locator> hits =
                total <= DRAWN_AT_ONCE ? drawn(caller, query, wanted) : picked(caller, query, wanted, total);
        List<WireRecord> records = page.of(caller, query, hits);
        return new QueryResult(records, query.total() ? total : -1, records.size());
    }

    private List<Locator> drawn(Caller caller, EntryQuery query, int wanted) {
        if (wanted == 0) {
            return List.of();
        }
        List<Locator> all = new ArrayList<>(hits(caller, query, 0, DRAWN_AT_ONCE));
        Random random = ThreadLocalRandom.current();
        int count = Math.min(wanted, all.size());
        for (int i = 0; i < count; i++) {
            int other = i + random.nextInt(all.size() - i);
            Locator drawn = all.get(other);
            all.set(other, all.get(i));
            all.set(i, drawn);
        }
        return all.subList(0, count);
    }

    private List<Locator> picked(Caller caller, EntryQuery query, int wanted, long total) {
        int reach = (int) Math.min(total, 1_000_000);
        return ThreadLocalRandom.current()
                .ints(0, reach)
                .distinct()
                .limit(wanted)
                .boxed()
                .flatMap(at -> hits(caller, query, at, 1).stream())
                .toList();
    }

    private List<Locator> hits(Caller caller, EntryQuery query, int offset, int limit) {
        IndexQuery rows = access.rowFilter(caller, query.space());
        return index.search(request(query, rows, List.of(), offset, limit, false))
                .hits();
    }

    private IndexRequest request(
            EntryQuery query, IndexQuery rows, List<SortKey> sort, int offset, int limit, boolean total) {
        return new IndexRequest(
                query.space(), DocumentKind.ENTRY, planner.plan(query), rows, sort, offset, limit, total);
    }
}
