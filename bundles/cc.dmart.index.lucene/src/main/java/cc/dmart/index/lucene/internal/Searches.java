package cc.dmart.index.lucene.internal;

import cc.dmart.api.index.IndexPage;
import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.index.IndexRequest;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TopFieldCollectorManager;
import org.apache.lucene.search.TopFieldDocs;
import org.apache.lucene.util.BytesRef;

/** Runs a request on one view of the index. Thread-safe. */
final class Searches {
    private Searches() {}

    static long count(IndexSearcher searcher, IndexRequest request) throws IOException {
        return searcher.count(query(searcher, request));
    }

    static IndexPage page(IndexSearcher searcher, IndexRequest request) throws IOException {
        int most = searcher.getIndexReader().maxDoc();
        int wanted = (int) Math.min((long) request.offset() + request.limit(), most);
        Query query = query(searcher, request);
        if (request.limit() == 0 || wanted <= request.offset()) {
            return new IndexPage(request.total() ? searcher.count(query) : -1, List.of());
        }
        TopFieldDocs found = searcher.search(
                query, new TopFieldCollectorManager(Orders.sort(request.sort()), wanted, null, Integer.MAX_VALUE));
        List<Locator> hits = new ArrayList<>();
        for (ScoreDoc each : tail(found.scoreDocs, request.offset())) {
            Object[] values = ((FieldDoc) each).fields;
            hits.add(locator(request.space(), (BytesRef) values[values.length - 1]));
        }
        return new IndexPage(request.total() ? found.totalHits.value : -1, hits);
    }

    private static List<ScoreDoc> tail(ScoreDoc[] all, int offset) {
        return offset >= all.length ? List.of() : List.of(all).subList(offset, all.length);
    }

    private static Query query(IndexSearcher searcher, IndexRequest request) throws IOException {
        String scope = IndexTerms.scope(request.space(), request.kind());
        Query asked = new QueryCompiler(scope, searcher.getIndexReader()).compile(request.query());
        return request.access() instanceof IndexQuery.All
                ? asked
                : Queries.all(List.of(asked, new AccessFilter(scope, request.access())));
    }

    private static Locator locator(SpaceName space, BytesRef address) {
        String[] parts = new String(address.bytes, address.offset, address.length, StandardCharsets.UTF_8).split("\0");
        ResourceType type =
                ResourceType.of(parts[2]).orElseThrow(() -> new IllegalStateException("unknown type in the index"));
        return new Locator(space, new Subpath(parts[0]), new Shortname(parts[1]), type);
    }
}
