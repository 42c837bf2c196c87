package cc.dmart.index.lucene.internal.search;

import cc.dmart.api.index.IndexPage;
import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.index.IndexRequest;
import cc.dmart.api.index.RowVisitor;
import cc.dmart.api.index.SortKey;
import cc.dmart.api.model.Deadline;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import cc.dmart.index.lucene.internal.column.ColumnCache;
import cc.dmart.index.lucene.internal.document.IndexTerms;
import cc.dmart.index.lucene.internal.query.AccessFilter;
import cc.dmart.index.lucene.internal.query.Queries;
import cc.dmart.index.lucene.internal.query.QueryCompiler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.BulkScorer;
import org.apache.lucene.search.DocIdStream;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.LeafCollector;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.Scorable;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.TopFieldCollectorManager;
import org.apache.lucene.search.TopFieldDocs;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.BytesRef;

/** Runs a request on one view of the index. Thread-safe. */
public final class Searches {
    /** Documents between two looks at the time. */
    static final int STRETCH = 1 << 16;

    private final SegmentFacts facts = new SegmentFacts();
    private final RecentPages recent = new RecentPages();
    private final ColumnCache columns;

    public Searches(ColumnCache columns) {
        this.columns = columns;
    }

    public long count(IndexSearcher searcher, IndexRequest request) throws IOException {
        return count(searcher, query(searcher, request));
    }

    private long count(IndexSearcher searcher, Query query) throws IOException {
        HitCounts counts = new HitCounts(searcher, query, facts);
        Weight weight = null;
        Tally looked = new Tally();
        long out = 0;
        for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
            long hits = counts.count(leaf);
            if (hits == HitCounts.UNKNOWN) {
                weight = weight == null ? weight(searcher, query) : weight;
                score(weight, leaf, looked);
            } else {
                out += hits;
            }
        }
        return out + looked.hits;
    }

    /** Counts hits that are looked at. For one search of one thread. */
    private static final class Tally implements LeafCollector {
        private long hits;

        @Override
        public void setScorer(Scorable scorer) {
            // hits are counted whatever their score
        }

        @Override
        public void collect(int doc) {
            hits++;
        }

        @Override
        public void collect(DocIdStream stream) throws IOException {
            hits += stream.count();
        }
    }

    /** Shows a collector all hits of a segment, no longer than the request may take. */
    static void score(Weight weight, LeafReaderContext leaf, LeafCollector hits) throws IOException {
        Deadline.check();
        BulkScorer scorer = weight.bulkScorer(leaf);
        int end = leaf.reader().maxDoc();
        for (int start = 0; scorer != null && start < end; start += STRETCH) {
            Deadline.check();
            scorer.score(hits, leaf.reader().getLiveDocs(), start, Math.min(start + STRETCH, end));
        }
    }

    /** What finds the hits of a query, segment by segment. */
    static Weight weight(IndexSearcher searcher, Query query) throws IOException {
        return searcher.createWeight(searcher.rewrite(query), ScoreMode.COMPLETE_NO_SCORES, 1f);
    }

    public void visit(IndexSearcher searcher, IndexRequest request, List<String> paths, RowVisitor visitor)
            throws IOException {
        searcher.search(
                query(searcher, request), new Once<>(new RowCollector(request.space(), paths, columns, visitor)));
    }

    /** All hits of a request. */
    public HitPages list(IndexSearcher searcher, IndexRequest request) throws IOException {
        Query query = query(searcher, request);
        HitPages.Parts parts = isByTime(request.sort())
                ? new NewestParts(searcher, query, request.sort().get(0).descending(), facts)
                : new SortedParts(searcher, query, Orders.sort(request.sort(), columns));
        return new HitPages(request, parts);
    }

    public IndexPage page(IndexSearcher searcher, IndexRequest request) throws IOException {
        return recent.page(searcher.getIndexReader(), request, () -> search(searcher, request));
    }

    private IndexPage search(IndexSearcher searcher, IndexRequest request) throws IOException {
        int most = searcher.getIndexReader().maxDoc();
        int wanted = (int) Math.min((long) request.offset() + request.limit(), most);
        Query query = query(searcher, request);
        if (request.limit() == 0 || wanted <= request.offset()) {
            return new IndexPage(request.total() ? count(searcher, query) : -1, List.of());
        }
        if (isByTime(request.sort())) {
            return newest(searcher, request, query, wanted);
        }
        return request.sort().size() == 1
                ? byPath(searcher, request, query, wanted)
                : sorted(searcher, request, query, wanted);
    }

    private IndexPage byPath(IndexSearcher searcher, IndexRequest request, Query query, int wanted) throws IOException {
        SortKey key = request.sort().get(0);
        ScalarFirst found = new ScalarFirst(key.path(), key.descending(), wanted, columns);
        found.search(searcher, weight(searcher, query), new HitCounts(searcher, query, facts));
        List<Locator> hits = new ArrayList<>();
        for (BytesRef address : found.addresses(request.offset())) {
            hits.add(locator(request.space(), address));
        }
        return new IndexPage(request.total() ? found.count() : -1, hits);
    }

    private static boolean isByTime(List<SortKey> sort) {
        return sort.size() == 1 && sort.get(0).path().equals(IndexTerms.UPDATED_PATH);
    }

    private IndexPage newest(IndexSearcher searcher, IndexRequest request, Query query, int wanted) throws IOException {
        NewestFirst found = new NewestFirst(request.sort().get(0).descending(), wanted, facts);
        found.search(searcher, weight(searcher, query), new HitCounts(searcher, query, facts), request.total());
        List<NewestFirst.Hit> best = found.hits();
        List<Locator> hits = new ArrayList<>();
        for (int i = request.offset(); i < best.size(); i++) {
            hits.add(locator(request.space(), best.get(i).address()));
        }
        return new IndexPage(request.total() ? found.count() : -1, hits);
    }

    private IndexPage sorted(IndexSearcher searcher, IndexRequest request, Query query, int wanted) throws IOException {
        TopFieldDocs found = searcher.search(
                query,
                new TopFieldCollectorManager(Orders.sort(request.sort(), columns), wanted, null, Integer.MAX_VALUE));
        List<Locator> hits = new ArrayList<>();
        for (int i = request.offset(); i < found.scoreDocs.length; i++) {
            Object[] values = ((FieldDoc) found.scoreDocs[i]).fields;
            hits.add(locator(request.space(), (BytesRef) values[values.length - 1]));
        }
        return new IndexPage(request.total() ? found.totalHits.value : -1, hits);
    }

    private static Query query(IndexSearcher searcher, IndexRequest request) throws IOException {
        String scope = IndexTerms.scope(request.space(), request.kind());
        Query asked = new QueryCompiler(scope, searcher.getIndexReader()).compile(request.query());
        return request.access() instanceof IndexQuery.All
                ? asked
                : Queries.all(List.of(asked, new AccessFilter(scope, request.access())));
    }

    static Locator locator(SpaceName space, BytesRef address) {
        String[] parts = new String(address.bytes, address.offset, address.length, StandardCharsets.UTF_8).split("\0");
        ResourceType type =
                ResourceType.of(parts[2]).orElseThrow(() -> new IllegalStateException("unknown type in the index"));
        return new Locator(space, new Subpath(parts[0]), new Shortname(parts[1]), type);
    }
}
