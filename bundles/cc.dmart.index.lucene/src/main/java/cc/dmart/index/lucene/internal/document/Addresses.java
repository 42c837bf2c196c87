package cc.dmart.index.lucene.internal.document;

import java.io.IOException;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.util.BytesRef;

/** Addresses of the documents of a segment, in any order. For one search of one thread. */
public final class Addresses {
    private final LeafReader reader;
    private BinaryDocValues values;

    public Addresses(LeafReader reader) throws IOException {
        this.reader = reader;
        this.values = DocValues.getBinary(reader, IndexTerms.ADDRESS);
    }

    /** The address of a document; gone with the next one. */
    public BytesRef of(int doc) throws IOException {
        if (doc < values.docID()) { // values only go forward: going back begins again
            values = DocValues.getBinary(reader, IndexTerms.ADDRESS);
        }
        if (!values.advanceExact(doc)) {
            throw new IllegalStateException("a document without address");
        }
        return values.binaryValue();
    }
}
