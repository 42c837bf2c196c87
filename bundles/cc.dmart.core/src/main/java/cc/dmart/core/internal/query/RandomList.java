package cc.dmart.core.internal.query;

import cc.dmart.api.index.EntryIndex;
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

/** Some entries, drawn uniformly without putting back ({@code query.md} 1.2). Thread-safe. */
final class RandomList {
    private final EntryIndex index;
    private final AccessPolicy access;
    private final RecordList entries;
    private final RecordPage page;

    RandomList(EntryIndex index, AccessPolicy access, RecordList entries, RecordPage page) {
        this.index = index;
        this.access = access;
        this.entries = entries;
        this.page = page;
    }

    QueryResult answer(Caller caller, EntryQuery query) {
        IndexRequest request = entries.unordered(caller, query);
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
}
