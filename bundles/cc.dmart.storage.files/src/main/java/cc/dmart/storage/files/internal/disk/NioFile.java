package cc.dmart.storage.files.internal.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;

/**
 * A file channel that is opened again when the interrupt of some thread closed it. Thread-safe; the channel is guarded by
 * this object's monitor, calls on it are not.
 */
final class NioFile implements DiskFile {
    private final NioDisk.Call<FileChannel> opener;
    private FileChannel channel;
    private boolean closed;

    NioFile(NioDisk.Call<FileChannel> opener) throws IOException {
        this.opener = opener;
        channel = opener.run();
    }

    private interface Use<T> {
        T on(FileChannel channel) throws IOException;
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        int start = target.position();
        return run(c -> {
            target.position(start);
            long at = position;
            for (int n = c.read(target, at); n > 0 && target.hasRemaining(); n = c.read(target, at)) {
                at += n;
            }
            return target.position() - start;
        });
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
        int start = source.position();
        run(c -> {
            source.position(start);
            long at = position;
            while (source.hasRemaining()) {
                at += c.write(source, at);
            }
            return at;
        });
    }

    @Override
    public void truncate(long size) throws IOException {
        run(c -> c.truncate(size));
    }

    @Override
    public long size() throws IOException {
        return run(FileChannel::size);
    }

    @Override
    public void force(boolean metadata) throws IOException {
        run(c -> {
            c.force(metadata);
            return c;
        });
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        channel.close();
    }

    private <T> T run(Use<T> use) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                FileChannel current = channel();
                try {
                    return use.on(current);
                } catch (ClosedChannelException e) {
                    interrupted |= Thread.interrupted();
                    reopen(current, e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private synchronized FileChannel channel() {
        return channel;
    }

    private synchronized void reopen(FileChannel broken, ClosedChannelException cause) throws IOException {
        if (closed) {
            throw cause;
        }
        if (channel == broken) {
            channel = opener.run();
        }
    }
}
