package cc.dmart.index.lucene.internal.query;

import java.util.List;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;

/** Small combinations of queries that do not score. Thread-safe. */
public final class Queries {
    private Queries() {}

    public static Query term(Term term) {
        return new TermQuery(term);
    }

    static Query none() {
        return new MatchNoDocsQuery();
    }

    /** Any of them; none given = no document. */
    public static Query any(List<Query> queries) {
        if (queries.isEmpty()) {
            return none();
        }
        return queries.size() == 1 ? queries.get(0) : join(queries, BooleanClause.Occur.SHOULD);
    }

    /** All of a list that is not empty. */
    public static Query all(List<Query> queries) {
        return queries.size() == 1 ? queries.get(0) : join(queries, BooleanClause.Occur.FILTER);
    }

    /** The first without the second. */
    static Query without(Query base, Query excluded) {
        return new BooleanQuery.Builder()
                .add(base, BooleanClause.Occur.FILTER)
                .add(excluded, BooleanClause.Occur.MUST_NOT)
                .build();
    }

    private static Query join(List<Query> queries, BooleanClause.Occur occur) {
        BooleanQuery.Builder out = new BooleanQuery.Builder();
        queries.forEach(q -> out.add(q, occur));
        return out.build();
    }
}
