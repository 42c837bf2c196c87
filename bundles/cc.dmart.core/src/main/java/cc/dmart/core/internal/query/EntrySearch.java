package cc.dmart.core.internal.query;

import cc.dmart.api.index.DocumentKind;
import cc.dmart.api.index.EntryIndex;
import cc.dmart.api.index.IndexPage;
import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.index.IndexRequest;
import cc.dmart.api.index.IndexRow;
import cc.dmart.api.index.RowVisitor;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.EntryQuery;
import cc.dmart.api.service.QueryResult;
import cc.dmart.core.internal.access.AccessPolicy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

/** The types that list or count entries: search, subpath, reports, counters, random. Thread-safe. */
final class EntrySearch {
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
        return list(caller, query, new IndexQuery.All(), page.size());
    }

    /** A page of the entries that match a condition too, with what the answer may still take. */
    QueryResult list(Caller caller, EntryQuery query, IndexQuery condition, AnswerSize size) {
        IndexRequest request = request(caller, query, condition);
        if (QueryTypeHandler.isNothing(access, caller, index, request)) {
            return QueryTypeHandler.nothing();
        }
        IndexPage found = index.search(request);
        List<WireRecord> records = page.of(caller, query, found.hits(), size);
        return new QueryResult(records, query.total() ? found.total() : -1, records.size());
    }

    /** The entries of a query that match a condition too, as the index is asked for them. */
    IndexRequest request(Caller caller, EntryQuery query, IndexQuery condition) {
        return new IndexRequest(
                query.space(),
                DocumentKind.ENTRY,
                planner.plan(query, condition),
                access.rowFilter(caller, query.space()),
                SortKeys.of(query.sortBy(), query.sortType(), planner.fields(query)),
                query.offset(),
                query.limit(),
                query.total());
    }

    /** The number of entries. */
    QueryResult count(Caller caller, EntryQuery query) {
        return new QueryResult(List.of(), countOf(caller, query), 0);
    }

    private long countOf(Caller caller, EntryQuery query) {
        IndexQuery rows = access.rowFilter(caller, query.space());
        return rows instanceof IndexQuery.None ? 0 : index.count(unordered(query, rows));
    }

    /** Some entries, drawn uniformly without putting back. */
    QueryResult random(Caller caller, EntryQuery query) {
        IndexQuery rows = access.rowFilter(caller, query.space());
        IndexRequest request = unordered(query, rows);
        if (QueryTypeHandler.isNothing(access, caller, index, request)) {
            return QueryTypeHandler.nothing();
        }
        Draw draw = new Draw(query.limit());
        index.visit(request, List.of(), draw);
        List<WireRecord> records = page.of(caller, query, draw.drawn, page.size());
        return new QueryResult(records, query.total() ? draw.seen : -1, records.size());
    }

    /** Keeps some of the rows that come by, each with the same chance. For one thread. */
    private static final class Draw implements RowVisitor {
        private final int wanted;
        private final Random random = ThreadLocalRandom.current();
        private final List<Locator> drawn = new ArrayList<>();
        private long seen;

        Draw(int wanted) {
            this.wanted = wanted;
        }

        @Override
        public void run() {
            // no values are looked at
        }

        @Override
        public void row(IndexRow row) {
            seen++;
            if (drawn.size() < wanted) {
                int place = random.nextInt(drawn.size() + 1);
                drawn.add(row.at());
                Collections.swap(drawn, place, drawn.size() - 1);
                return;
            }
            long place = random.nextLong(seen);
            if (place < wanted) {
                drawn.set((int) place, row.at());
            }
        }
    }

    private IndexRequest unordered(EntryQuery query, IndexQuery rows) {
        return new IndexRequest(query.space(), DocumentKind.ENTRY, planner.plan(query), rows, List.of(), 0, 0, true);
    }
}
