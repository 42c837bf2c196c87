package cc.dmart.client;

import java.nio.file.Path;

/** A file to send. Thread-safe, as long as the file or the array does not change. */
public final class FilePart {
    private final String name;
    private final String mediaType;
    private final byte[] content;
    private final Path file;

    private FilePart(String name, String mediaType, byte[] content, Path file) {
        this.name = name;
        this.mediaType = mediaType;
        this.content = content;
        this.file = file;
    }

    /** A file on disk, sent as it is read. {@code mediaType} such as {@code image/png}. */
    public static FilePart of(Path file, String mediaType) {
        return new FilePart("", mediaType, new byte[0], file);
    }

    /** Bytes in memory. {@code name} such as {@code a.png}; its extension counts. */
    public static FilePart of(String name, String mediaType, byte[] content) {
        return new FilePart(name, mediaType, content, Path.of(""));
    }

    Multipart addTo(Multipart form, String part) {
        return name.isEmpty() ? form.file(part, file, mediaType) : form.bytes(part, name, mediaType, content);
    }
}
