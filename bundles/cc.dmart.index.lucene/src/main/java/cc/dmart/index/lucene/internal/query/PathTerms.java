package cc.dmart.index.lucene.internal.query;

import cc.dmart.index.lucene.internal.document.IndexTerms;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.StringHelper;

/** The paths that occur in the index. Thread-safe. */
final class PathTerms {
    private PathTerms() {}

    /**
     * Paths that begin with a text.
     *
     * @param max more than this are not listed: then the result is empty
     */
    static Optional<List<String>> below(IndexReader reader, String scope, String start, int max) throws IOException {
        BytesRef prefix = new BytesRef(scope + IndexTerms.EXISTS + IndexTerms.path(start));
        int pathAt = new BytesRef(scope).length + 1;
        Set<String> out = new TreeSet<>();
        for (LeafReaderContext leaf : reader.leaves()) {
            Terms terms = leaf.reader().terms(IndexTerms.TERMS);
            if (terms == null) {
                continue;
            }
            TermsEnum each = terms.iterator();
            boolean more = each.seekCeil(prefix) != TermsEnum.SeekStatus.END;
            while (more && StringHelper.startsWith(each.term(), prefix)) {
                BytesRef term = each.term();
                out.add(new BytesRef(term.bytes, term.offset + pathAt, term.length - pathAt).utf8ToString());
                if (out.size() > max) {
                    return Optional.empty();
                }
                more = each.next() != null;
            }
        }
        return Optional.of(new ArrayList<>(out));
    }
}
