package cc.dmart.storage.files.internal.change;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Growing buffer of the journal's encoding: variable-length integers, length-prefixed bytes. Not thread-safe. */
final class ByteSink {
    private byte[] buffer;
    private int size;

    ByteSink(int capacity) {
        buffer = new byte[capacity];
    }

    void put(int b) {
        reserve(1);
        buffer[size++] = (byte) b;
    }

    void bool(boolean value) {
        put(value ? 1 : 0);
    }

    void number(long value) {
        reserve(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            buffer[size++] = (byte) ((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        buffer[size++] = (byte) rest;
    }

    void bytes(byte[] value) {
        number(value.length);
        reserve(value.length);
        System.arraycopy(value, 0, buffer, size, value.length);
        size += value.length;
    }

    void text(String value) {
        bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    void text(Optional<String> value) {
        bool(value.isPresent());
        value.ifPresent(this::text);
    }

    byte[] toByteArray() {
        return size == buffer.length ? buffer : Arrays.copyOf(buffer, size);
    }

    private void reserve(int more) {
        if (buffer.length - size < more) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + more));
        }
    }
}
