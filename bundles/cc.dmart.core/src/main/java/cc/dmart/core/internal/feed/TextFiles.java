package cc.dmart.core.internal.feed;

import cc.dmart.api.model.ContentType;
import cc.dmart.api.model.PayloadFile;
import cc.dmart.api.storage.PayloadStore;
import cc.dmart.api.storage.StoredEntry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Text of payload files that are text, markdown or HTML, which belongs to the free text ({@code query.md} 2.5). Of a longer
 * one the first {@value #MAX_BYTES} bytes. Thread-safe.
 */
final class TextFiles {
    static final int MAX_BYTES = 1 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(TextFiles.class);
    private static final Set<ContentType> TEXTS = EnumSet.of(ContentType.TEXT, ContentType.MARKDOWN, ContentType.HTML);

    private final PayloadStore payloads;

    TextFiles(PayloadStore payloads) {
        this.payloads = payloads;
    }

    /** The text of the file; empty if there is none or it is something else. */
    Optional<String> of(StoredEntry entry) {
        boolean text = entry.payloadFile().isPresent()
                && entry.entry()
                        .payload()
                        .flatMap(p -> p.contentType())
                        .filter(TEXTS::contains)
                        .isPresent();
        return text ? payloads.open(entry).map(file -> read(entry, file)) : Optional.empty();
    }

    private static String read(StoredEntry entry, PayloadFile file) {
        try (SeekableByteChannel channel = file.open()) {
            ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(MAX_BYTES, channel.size()));
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                LOG.trace("{} bytes of the text of {}", bytes.position(), entry.at());
            }
            return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
        } catch (IOException e) { // gone or unreadable: the entry is found by its meta
            LOG.warn("The text of {} cannot be read: {}", entry.at(), e.toString());
            return "";
        }
    }
}
