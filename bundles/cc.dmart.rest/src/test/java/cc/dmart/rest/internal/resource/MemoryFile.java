package cc.dmart.rest.internal.resource;

import cc.dmart.api.model.PayloadFile;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;

/** A payload file with given bytes. */
record MemoryFile(String name, byte[] bytes) implements PayloadFile {
    @Override
    public long size() {
        return bytes.length;
    }

    @Override
    public Instant modified() {
        return Instant.parse("2025-03-01T09:12:44.512Z");
    }

    @Override
    public SeekableByteChannel open() throws IOException {
        Path file = Files.createTempFile("payload", ".bin");
        Files.write(file, bytes);
        return Files.newByteChannel(file, StandardOpenOption.READ, StandardOpenOption.DELETE_ON_CLOSE);
    }
}
