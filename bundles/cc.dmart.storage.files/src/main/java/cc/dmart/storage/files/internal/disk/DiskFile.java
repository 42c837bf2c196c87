package cc.dmart.storage.files.internal.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** An open file. Reads are safe from several threads, writes come from one at a time. An interrupt does not close it. */
public interface DiskFile extends Closeable {
    /** Reads as much as there is, up to what the buffer has room for. @return bytes read, 0 at the end */
    int read(ByteBuffer target, long position) throws IOException;

    /** Writes all of the buffer. */
    void write(ByteBuffer source, long position) throws IOException;

    /** Cuts the file. */
    void truncate(long size) throws IOException;

    /** Its length in bytes. */
    long size() throws IOException;

    /** Makes what was written durable; with metadata, also time and the like. */
    void force(boolean metadata) throws IOException;

    @Override
    void close() throws IOException;
}
