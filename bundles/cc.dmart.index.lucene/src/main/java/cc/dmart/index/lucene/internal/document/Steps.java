package cc.dmart.index.lucene.internal.document;

import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.util.BytesRef;

/**
 * Numbers as terms of several precisions, so that a range is a handful of terms whatever the path, without a field per path.
 * A value is written once per step: the step, then what is left of it after that many low bits are dropped, high byte first.
 * Thread-safe.
 */
public final class Steps {
    /** Steps of numbers (sortable form of doubles: sign, exponent, mantissa). */
    public static final Steps NUMBERS = new Steps(0, 32, 40, 48);
    /** Steps of instants in microseconds. */
    public static final Steps INSTANTS = new Steps(0, 24, 32, 40);

    private final int[] shifts;

    private Steps(int... shifts) {
        this.shifts = shifts;
    }

    int count() {
        return shifts.length;
    }

    /** Writes the term of one step behind a prefix. */
    void put(TermBuffer out, int step, long sortable) {
        int shift = shifts[step];
        out.put(shift);
        long bits = (sortable ^ Long.MIN_VALUE) >>> shift;
        for (int at = (63 - shift) / 8 * 8; at >= 0; at -= 8) {
            out.put((int) (bits >>> at));
        }
    }

    /** The term ranges that make up all values between two bounds, both included. */
    public List<TermRanges.Range> ranges(BytesRef prefix, long low, long high) {
        List<TermRanges.Range> out = new ArrayList<>();
        if (low > high) {
            return out;
        }
        long lo = low ^ Long.MIN_VALUE;
        long hi = high ^ Long.MIN_VALUE;
        for (int step = 0; step < shifts.length; step++) {
            if (step == shifts.length - 1) {
                out.add(range(prefix, step, lo, hi));
                break;
            }
            long diff = 1L << shifts[step + 1];
            long mask = diff - 1;
            boolean hasLower = (lo & mask) != 0;
            boolean hasUpper = (hi & mask) != (mask & -(1L << shifts[step]));
            long nextLo = (hasLower ? lo + diff : lo) & ~mask;
            long nextHi = (hasUpper ? hi - diff : hi) & ~mask;
            boolean wrapped =
                    Long.compareUnsigned(nextLo, lo & ~mask) < 0 || Long.compareUnsigned(nextHi, hi & ~mask) > 0;
            if (wrapped || Long.compareUnsigned(nextLo, nextHi) > 0) {
                out.add(range(prefix, step, lo, hi));
                break;
            }
            if (hasLower) {
                out.add(range(prefix, step, lo, lo | mask));
            }
            if (hasUpper) {
                out.add(range(prefix, step, hi & ~mask, hi));
            }
            lo = nextLo;
            hi = nextHi;
        }
        return out;
    }

    private TermRanges.Range range(BytesRef prefix, int step, long lo, long hi) {
        return TermRanges.Range.closed(bytes(prefix, step, lo), bytes(prefix, step, hi));
    }

    private BytesRef bytes(BytesRef prefix, int step, long value) {
        int shift = shifts[step];
        int width = (63 - shift) / 8 + 1;
        byte[] out = new byte[prefix.length + 1 + width];
        System.arraycopy(prefix.bytes, prefix.offset, out, 0, prefix.length);
        out[prefix.length] = (byte) shift;
        long bits = value >>> shift;
        for (int i = out.length - 1; i > prefix.length; i--) {
            out[i] = (byte) bits;
            bits >>>= 8;
        }
        return new BytesRef(out);
    }
}
