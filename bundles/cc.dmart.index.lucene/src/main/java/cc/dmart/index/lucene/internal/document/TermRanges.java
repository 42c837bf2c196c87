package cc.dmart.index.lucene.internal.document;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.lucene.index.FilteredTermsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.MultiTermQuery;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.util.AttributeSource;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/** Documents that have a term in one of several ranges of a field. Thread-safe. */
public final class TermRanges extends MultiTermQuery {
    /**
     * Terms from one up to, but not including, another.
     *
     * @param from first term inside
     * @param to   first term behind
     */
    public record Range(BytesRef from, BytesRef to) {
        /** Both bounds included. */
        static Range closed(BytesRef from, BytesRef last) {
            return new Range(from, after(last));
        }

        /** All terms that begin with this. */
        public static Range prefix(BytesRef prefix) {
            return new Range(prefix, behind(prefix));
        }
    }

    private final List<Range> ranges;

    public TermRanges(String field, List<Range> ranges) {
        super(field, CONSTANT_SCORE_BLENDED_REWRITE);
        List<Range> sorted = new ArrayList<>(ranges);
        sorted.sort((a, b) -> a.from.compareTo(b.from));
        this.ranges = List.copyOf(sorted);
    }

    /** The least term greater than this one. */
    public static BytesRef after(BytesRef term) {
        return new BytesRef(Arrays.copyOfRange(term.bytes, term.offset, term.offset + term.length + 1));
    }

    /** The least text greater than all that begin with this one. */
    public static BytesRef behind(BytesRef prefix) {
        byte[] out = Arrays.copyOfRange(prefix.bytes, prefix.offset, prefix.offset + prefix.length);
        for (int i = out.length - 1; i >= 0; i--) {
            if (out[i] != (byte) 0xFF) {
                out[i]++;
                return new BytesRef(out, 0, i + 1);
            }
        }
        throw new IllegalArgumentException("no text is greater");
    }

    @Override
    protected TermsEnum getTermsEnum(Terms terms, AttributeSource attributes) throws java.io.IOException {
        if (ranges.isEmpty()) {
            return TermsEnum.EMPTY;
        }
        return new RangesEnum(terms.iterator());
    }

    private final class RangesEnum extends FilteredTermsEnum {
        private int at;

        RangesEnum(TermsEnum all) {
            super(all);
        }

        @Override
        protected @Nullable BytesRef nextSeekTerm(@Nullable BytesRef current) {
            while (at < ranges.size()) {
                Range range = ranges.get(at);
                if (current == null || range.from.compareTo(current) > 0) {
                    return range.from;
                }
                if (range.to.compareTo(current) > 0) {
                    return after(current);
                }
                at++;
            }
            return null;
        }

        @Override
        protected AcceptStatus accept(BytesRef term) {
            while (at < ranges.size() && ranges.get(at).to.compareTo(term) <= 0) {
                at++;
            }
            if (at == ranges.size()) {
                return AcceptStatus.END;
            }
            return ranges.get(at).from.compareTo(term) <= 0 ? AcceptStatus.YES : AcceptStatus.NO_AND_SEEK;
        }
    }

    @Override
    public void visit(QueryVisitor visitor) {
        visitor.visitLeaf(this);
    }

    @Override
    public String toString(String field) {
        return getField() + ranges;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return super.equals(other) && other instanceof TermRanges same && ranges.equals(same.ranges);
    }

    @Override
    public int hashCode() {
        return 31 * super.hashCode() + ranges.hashCode();
    }
}
