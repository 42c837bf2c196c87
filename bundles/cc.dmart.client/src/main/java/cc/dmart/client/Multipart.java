package cc.dmart.client;

import java.io.FileNotFoundException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A form with files, sent as it is read. Not thread-safe. */
final class Multipart {
    private final String boundary = "dmart" + UUID.randomUUID();
    private final List<BodyPublisher> parts = new ArrayList<>();

    Multipart text(String name, String value) {
        head(name, "", "");
        parts.add(BodyPublishers.ofString(value + "\r\n"));
        return this;
    }

    Multipart json(String name, byte[] utf8) {
        return bytes(name, name + ".json", "application/json", utf8);
    }

    Multipart bytes(String name, String fileName, String mediaType, byte[] content) {
        head(name, fileName, mediaType);
        parts.add(BodyPublishers.ofByteArray(content));
        parts.add(BodyPublishers.ofString("\r\n"));
        return this;
    }

    Multipart file(String name, Path file, String mediaType) {
        head(name, String.valueOf(file.getFileName()), mediaType);
        try {
            parts.add(BodyPublishers.ofFile(file));
        } catch (FileNotFoundException e) {
            throw new UncheckedIOException(e);
        }
        parts.add(BodyPublishers.ofString("\r\n"));
        return this;
    }

    private void head(String name, String fileName, String mediaType) {
        StringBuilder out = new StringBuilder("--")
                .append(boundary)
                .append("\r\nContent-Disposition: form-data; name=\"")
                .append(name)
                .append('"');
        if (!fileName.isEmpty()) {
            out.append("; filename=\"")
                    .append(fileName.replaceAll("[\"\\p{Cntrl}]", "_"))
                    .append('"');
        }
        if (!mediaType.isEmpty()) {
            out.append("\r\nContent-Type: ").append(mediaType);
        }
        parts.add(BodyPublishers.ofString(out.append("\r\n\r\n").toString(), StandardCharsets.UTF_8));
    }

    String contentType() {
        return "multipart/form-data; boundary=" + boundary;
    }

    BodyPublisher body() {
        List<BodyPublisher> all = new ArrayList<>(parts);
        all.add(BodyPublishers.ofString("--" + boundary + "--\r\n"));
        return BodyPublishers.concat(all.toArray(BodyPublisher[]::new));
    }
}
