package cc.dmart.index.lucene.internal.document;

import java.util.Arrays;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.BytesTermAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;
import org.apache.lucene.util.AttributeFactory;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.UnicodeUtil;

/**
 * The terms of one field of one document, written into one reused array: a document has hundreds of terms, and neither
 * strings nor analysis are needed for them. Not thread-safe.
 */
final class TermBuffer extends TokenStream {
    private final BytesTermAttribute term;
    private final PositionIncrementAttribute position;
    private final BytesRef ref = new BytesRef();
    private byte[] bytes = new byte[1 << 14];
    private int[] ends = new int[512];
    private int[] steps = new int[512];
    private int used;
    private int count;
    private int next;

    TermBuffer() {
        super(AttributeFactory.DEFAULT_ATTRIBUTE_FACTORY);
        term = addAttribute(BytesTermAttribute.class);
        position = addAttribute(PositionIncrementAttribute.class);
        ref.bytes = bytes;
    }

    void clear() {
        used = 0;
        count = 0;
    }

    /** Bytes that it holds, whatever is in them. */
    int size() {
        return bytes.length + Integer.BYTES * (ends.length + steps.length);
    }

    boolean isEmpty() {
        return count == 0;
    }

    TermBuffer put(String text) {
        return put(text, 0, text.length());
    }

    /** Puts a part of a text, its end not included. */
    TermBuffer put(String text, int from, int to) {
        reserve((to - from) * 3);
        byte[] out = bytes;
        int at = used;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                used = UnicodeUtil.UTF16toUTF8(text, i, to - i, out, at);
                return this;
            }
            out[at++] = (byte) c;
        }
        used = at;
        return this;
    }

    TermBuffer put(byte[] text) {
        reserve(text.length);
        System.arraycopy(text, 0, bytes, used, text.length);
        used += text.length;
        return this;
    }

    TermBuffer put(int oneByte) {
        reserve(1);
        bytes[used++] = (byte) oneByte;
        return this;
    }

    /** Ends the term; {@code step} is the distance of its position from the one before. */
    void end(int step) {
        if (count == ends.length) {
            ends = Arrays.copyOf(ends, count * 2);
            steps = Arrays.copyOf(steps, count * 2);
        }
        steps[count] = step;
        ends[count++] = used;
    }

    private void reserve(int more) {
        if (used + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, used + more));
        }
    }

    @Override
    public boolean incrementToken() {
        if (next == count) {
            return false;
        }
        // no clearAttributes(): both attributes are set here anew, nobody sets others, and per term it costs more than
        // the term
        ref.bytes = bytes;
        ref.offset = next == 0 ? 0 : ends[next - 1];
        ref.length = ends[next] - ref.offset;
        term.setBytesRef(ref);
        position.setPositionIncrement(steps[next++]);
        return true;
    }

    @Override
    public void reset() {
        next = 0;
    }
}
