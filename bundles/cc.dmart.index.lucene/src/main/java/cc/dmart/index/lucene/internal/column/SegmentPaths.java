package cc.dmart.index.lucene.internal.column;

import cc.dmart.index.lucene.internal.document.IndexTerms;
import cc.dmart.index.lucene.internal.document.ScalarKeys;
import cc.dmart.index.lucene.internal.document.TermRanges;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.util.BytesRef;

/** Where the scalars of a path stand among all scalars of a segment. Thread-safe. */
public final class SegmentPaths {
    /**
     * Numbers of scalars.
     *
     * @param from first
     * @param to   first behind
     */
    public record Span(long from, long to) {
        public long length() {
            return to - from;
        }
    }

    private SegmentPaths() {}

    /** The scalars at a path. */
    public static Span at(SortedSetDocValues values, String path) throws IOException {
        return span(values, new BytesRef(ScalarKeys.prefix(path)));
    }

    /** The scalars whose path begins with a text. */
    public static Span below(SortedSetDocValues values, String start) throws IOException {
        return span(values, new BytesRef(IndexTerms.path(start).getBytes(StandardCharsets.UTF_8)));
    }

    private static Span span(SortedSetDocValues values, BytesRef prefix) throws IOException {
        long from = ceiling(values, prefix);
        return new Span(from, Math.max(from, ceiling(values, TermRanges.behind(prefix))));
    }

    /** Number of the first scalar that is not less than a key. */
    public static long ceiling(SortedSetDocValues values, BytesRef key) throws IOException {
        long found = values.lookupTerm(key);
        return found < 0 ? -found - 1 : found;
    }
}
