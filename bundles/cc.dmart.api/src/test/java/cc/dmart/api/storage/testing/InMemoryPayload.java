package cc.dmart.api.storage.testing;

import cc.dmart.api.model.PayloadFile;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.time.Instant;

/** Payload file of {@link InMemoryEntryStore}. Thread-safe. */
record InMemoryPayload(String name, byte[] bytes) implements PayloadFile {
    @Override
    public long size() {
        return bytes.length;
    }

    @Override
    public Instant modified() {
        return Instant.EPOCH;
    }

    @Override
    public SeekableByteChannel open() {
        return new Channel(ByteBuffer.wrap(bytes).asReadOnlyBuffer());
    }

    private static final class Channel implements SeekableByteChannel {
        private final ByteBuffer data;
        private boolean open = true;

        Channel(ByteBuffer data) {
            this.data = data;
        }

        @Override
        public int read(ByteBuffer target) {
            if (!data.hasRemaining()) {
                return -1;
            }
            int n = Math.min(target.remaining(), data.remaining());
            target.put(data.slice(data.position(), n));
            data.position(data.position() + n);
            return n;
        }

        @Override
        public int write(ByteBuffer source) {
            throw new NonWritableChannelException();
        }

        @Override
        public long position() {
            return data.position();
        }

        @Override
        public SeekableByteChannel position(long position) {
            data.position((int) Math.min(position, data.limit()));
            return this;
        }

        @Override
        public long size() {
            return data.limit();
        }

        @Override
        public SeekableByteChannel truncate(long size) {
            throw new NonWritableChannelException();
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public void close() {
            open = false;
        }
    }
}
