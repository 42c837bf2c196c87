package cc.dmart.index.lucene.internal;

import java.io.IOException;
import org.apache.lucene.codecs.FilterCodec;
import org.apache.lucene.codecs.StoredFieldsFormat;
import org.apache.lucene.codecs.StoredFieldsReader;
import org.apache.lucene.codecs.StoredFieldsWriter;
import org.apache.lucene.codecs.lucene912.Lucene912Codec;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.FieldInfos;
import org.apache.lucene.index.MergeState;
import org.apache.lucene.index.SegmentInfo;
import org.apache.lucene.index.StoredFieldVisitor;
import org.apache.lucene.store.DataInput;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.util.BytesRef;

/**
 * The format of segments: the engine's own, without stored fields. Nothing is stored, but the engine would make five files
 * for that in every segment, and a search that follows a write waits for a segment. Found by its name through the service
 * file of this bundle, as the engine demands. Thread-safe.
 */
public final class LeanCodec extends FilterCodec {
    /** Called by the engine and by the service loader. */
    public LeanCodec() {
        super("DmartLean1", new Lucene912Codec());
    }

    @Override
    public StoredFieldsFormat storedFieldsFormat() {
        return new NothingStored();
    }

    private static final class NothingStored extends StoredFieldsFormat {
        @Override
        public StoredFieldsReader fieldsReader(Directory dir, SegmentInfo info, FieldInfos fields, IOContext context) {
            return new Reader();
        }

        @Override
        public StoredFieldsWriter fieldsWriter(Directory dir, SegmentInfo info, IOContext context) {
            return new Writer();
        }
    }

    private static final class Reader extends StoredFieldsReader {
        @Override
        public void document(int doc, StoredFieldVisitor visitor) {
            // nothing is stored
        }

        @Override
        @SuppressWarnings("MissingSuperCall") // there is no state to copy
        public StoredFieldsReader clone() {
            return new Reader();
        }

        @Override
        public void checkIntegrity() {
            // nothing is stored
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    private static final class Writer extends StoredFieldsWriter {
        @Override
        public void startDocument() {
            // nothing is stored
        }

        private static IOException refused() {
            return new IOException("fields are not stored");
        }

        @Override
        public void writeField(FieldInfo info, int value) throws IOException {
            throw refused();
        }

        @Override
        public void writeField(FieldInfo info, long value) throws IOException {
            throw refused();
        }

        @Override
        public void writeField(FieldInfo info, float value) throws IOException {
            throw refused();
        }

        @Override
        public void writeField(FieldInfo info, double value) throws IOException {
            throw refused();
        }

        @Override
        public void writeField(FieldInfo info, BytesRef value) throws IOException {
            throw refused();
        }

        @Override
        public void writeField(FieldInfo info, DataInput value, int length) throws IOException {
            throw refused();
        }

        @Override
        public void writeField(FieldInfo info, String value) throws IOException {
            throw refused();
        }

        @Override
        public void finish(int documents) {
            // nothing is stored
        }

        @Override
        public int merge(MergeState state) {
            return state.segmentInfo.maxDoc();
        }

        @Override
        public void close() {
            // nothing is open
        }

        @Override
        public long ramBytesUsed() {
            return 0;
        }
    }
}
