package cc.dmart.index.lucene.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.apache.lucene.store.ByteBuffersDataOutput;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.store.NRTCachingDirectory;

/**
 * Keeps small fresh segments in memory until a commit: most are merged before. The engine's own class leaves out the list of
 * fields, which is one more file per refresh, and reads what it keeps from many small buffers, where every crossing of a border
 * costs an exception: here each file is read from one. Thread-safe.
 */
final class FreshDirectory extends NRTCachingDirectory {
    private static final double MAX_SEGMENT_MB = 4;
    private static final double MAX_CACHED_MB = 24;

    FreshDirectory(Path folder) throws IOException {
        super(FSDirectory.open(folder), MAX_SEGMENT_MB, MAX_CACHED_MB);
    }

    @Override
    protected boolean doCacheWrite(String name, IOContext context) {
        return super.doCacheWrite(name, context)
                || (name.endsWith(".fnm") && ramBytesUsed() < (long) MAX_CACHED_MB << 20);
    }

    @Override
    public synchronized IndexInput openInput(String name, IOContext context) throws IOException {
        IndexInput input = super.openInput(name, context);
        return List.of(listCachedFiles()).contains(name) ? inOnePiece(name, input) : input;
    }

    /** The same bytes in one buffer and through the class that also reads mapped files, which the compiler then knows as one. */
    @SuppressWarnings("deprecation") // gone when mapped files are read by another class
    private static IndexInput inOnePiece(String name, IndexInput input) throws IOException {
        try (input) {
            int bits = Math.max(
                    ByteBuffersDataOutput.LIMIT_MIN_BITS_PER_BLOCK,
                    Long.SIZE - Long.numberOfLeadingZeros(Math.max(0, input.length() - 1)));
            var copy = new ByteBuffersDataOutput(bits, bits, ByteBuffer::allocate, ByteBuffersDataOutput.NO_REUSE);
            copy.copyBytes(input, input.length());
            return ByteBuffersDirectory.OUTPUT_AS_MANY_BUFFERS_LUCENE.apply(name, copy);
        }
    }
}
