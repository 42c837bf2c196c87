package cc.dmart.storage.files.internal.archive;

import cc.dmart.storage.files.internal.disk.DiskFile;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipEntry;

/**
 * Reads small files of an archive with one call each, where {@code java.util.zip} needs four and a stream. The archive has been
 * checked. Thread-safe.
 */
final class ZipReader implements Closeable {
    /** Compressed bytes up to which a file is read at once. */
    static final int LARGEST = 256 << 10;

    private static final int HEADER = 30;
    private static final int SIGNATURE = 0x04034b50;
    /** Room for what stands between name and content; more is read in a second call. */
    private static final int EXTRA = 64;

    private static final int BUFFER = 16 << 10;
    private static final int KEPT = 8;

    private final DiskFile file;
    private final ConcurrentLinkedQueue<Tools> idle = new ConcurrentLinkedQueue<>();

    /** @param file the archive, closed with this */
    ZipReader(DiskFile file) {
        this.file = file;
    }

    /** What one file at a time is read with. */
    private static final class Tools {
        private final Inflater inflater = new Inflater(true);
        private final CRC32 sum = new CRC32();
        private ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER).order(ByteOrder.LITTLE_ENDIAN);

        private ByteBuffer room(int size) {
            if (buffer.capacity() < size) {
                buffer = ByteBuffer.allocateDirect(size).order(ByteOrder.LITTLE_ENDIAN);
            }
            return buffer.clear().limit(size);
        }
    }

    /**
     * The content of a file.
     *
     * @param entry what the directory says of it, with at most {@link #LARGEST} compressed bytes
     * @param at    where its header is
     */
    byte[] read(ZipEntry entry, long at) throws IOException {
        Tools pooled = idle.poll();
        Tools tools = pooled == null ? new Tools() : pooled;
        try {
            return read(entry, at, tools);
        } finally {
            if (idle.size() < KEPT && tools.buffer.capacity() <= LARGEST) {
                idle.add(tools);
            } else {
                tools.inflater.end();
            }
        }
    }

    private byte[] read(ZipEntry entry, long at, Tools tools) throws IOException {
        int size = (int) entry.getCompressedSize();
        ByteBuffer in = tools.room(HEADER + entry.getName().length() + EXTRA + size);
        fill(in, at);
        if (in.limit() < HEADER || in.getInt(0) != SIGNATURE) {
            throw new IOException("no header of " + entry.getName());
        }
        int begin = HEADER + (in.getShort(26) & 0xFFFF) + (in.getShort(28) & 0xFFFF);
        if (begin + size > in.limit()) {
            in = tools.room(size);
            fill(in, at + begin);
            begin = 0;
        }
        if (begin + size > in.limit()) {
            throw new EOFException(entry.getName());
        }
        byte[] out = new byte[(int) entry.getSize()];
        in.position(begin).limit(begin + size);
        if (entry.getMethod() == ZipEntry.STORED) {
            in.get(out, 0, Math.min(size, out.length));
        } else {
            inflate(tools.inflater, in, out, entry.getName());
        }
        tools.sum.reset();
        tools.sum.update(out);
        if (tools.sum.getValue() != entry.getCrc()) {
            throw new IOException("not what was checked: " + entry.getName());
        }
        return out;
    }

    private void fill(ByteBuffer in, long at) throws IOException {
        file.read(in, at);
        in.flip();
    }

    private static void inflate(Inflater inflater, ByteBuffer in, byte[] out, String name) throws IOException {
        inflater.reset();
        inflater.setInput(in);
        try {
            for (int done = 0; done < out.length; ) {
                int count = inflater.inflate(out, done, out.length - done);
                if (count == 0) {
                    throw new EOFException(name);
                }
                done += count;
            }
        } catch (DataFormatException e) {
            throw new IOException("cannot be inflated: " + name, e);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
        for (Tools tools = idle.poll(); tools != null; tools = idle.poll()) {
            tools.inflater.end();
        }
    }
}
