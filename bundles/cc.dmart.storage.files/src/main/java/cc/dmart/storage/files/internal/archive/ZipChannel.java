package cc.dmart.storage.files.internal.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** A file of an archive, inflated while it is read; going back begins at its beginning. For one thread. */
final class ZipChannel implements SeekableByteChannel {
    private final ZipFile zip;
    private final ZipEntry entry;
    private InputStream in;
    private ReadableByteChannel rest;
    private long position;

    ZipChannel(ZipFile zip, ZipEntry entry) throws IOException {
        this.zip = zip;
        this.entry = entry;
        in = zip.getInputStream(entry);
        rest = Channels.newChannel(in);
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        int count = rest.read(target);
        position += Math.max(0, count);
        return count;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public SeekableByteChannel position(long next) throws IOException {
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
        if (next < position) {
            rest.close();
            in = zip.getInputStream(entry);
            rest = Channels.newChannel(in);
            position = 0;
        }
        in.skipNBytes(Math.min(next, size()) - Math.min(position, size()));
        position = next;
        return this;
    }

    @Override
    public long size() {
        return entry.getSize();
    }

    @Override
    public int write(ByteBuffer source) {
        throw new NonWritableChannelException();
    }

    @Override
    public SeekableByteChannel truncate(long size) {
        throw new NonWritableChannelException();
    }

    @Override
    public boolean isOpen() {
        return rest.isOpen();
    }

    @Override
    public void close() throws IOException {
        rest.close();
    }
}
