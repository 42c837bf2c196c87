package cc.dmart.index.lucene.internal.query;

import cc.dmart.index.lucene.internal.document.IndexTerms;
import cc.dmart.index.lucene.internal.document.TermRanges;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.Query;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.StringHelper;

/** Finds the few terms that begin with a text: most words have one, which is then a plain term. Thread-safe. */
final class SuffixTerms {
    private static final int FEW = 8;

    private SuffixTerms() {}

    static Query query(IndexReader reader, BytesRef prefix) throws IOException {
        TreeSet<BytesRef> found = new TreeSet<>();
        for (LeafReaderContext leaf : reader.leaves()) {
            if (!collect(leaf, prefix, found)) {
                return new TermRanges(IndexTerms.TERMS, List.of(TermRanges.Range.prefix(prefix)));
            }
        }
        List<Query> any = new ArrayList<>();
        found.forEach(t -> any.add(Queries.term(new Term(IndexTerms.TERMS, t))));
        return Queries.any(any);
    }

    private static boolean collect(LeafReaderContext leaf, BytesRef prefix, TreeSet<BytesRef> found)
            throws IOException {
        Terms terms = leaf.reader().terms(IndexTerms.TERMS);
        if (terms == null) {
            return true;
        }
        TermsEnum each = terms.iterator();
        boolean more = each.seekCeil(prefix) != TermsEnum.SeekStatus.END;
        while (more && StringHelper.startsWith(each.term(), prefix)) {
            found.add(BytesRef.deepCopyOf(each.term()));
            if (found.size() > FEW) {
                return false;
            }
            more = each.next() != null;
        }
        return true;
    }
}
