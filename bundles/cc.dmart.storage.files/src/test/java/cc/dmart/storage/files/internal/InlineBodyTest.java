package cc.dmart.storage.files.internal;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.JsonRaw;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.storage.files.internal.commit.Store;
import cc.dmart.storage.files.internal.disk.NioDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which of an inline body and a file of its name is the payload ({@code storage.md} 1.6, reader rule 1). */
final class InlineBodyTest {
    private static final Locator PEN = Locator.of("shop", "catalog", "pen", ResourceType.CONTENT);
    private static final String INLINE =
            "{\"a\":[1,2.50],\"b: c,\":\"\\\"x\\\\,\\n\\b\\f\\u0001\177 \u00e4\ud83d\ude00\",\"n\":{},\"t\":null}";
    /** As the default writer of Python gives it. */
    private static final String ORIGINAL = "{\"a\": [1, 2.50], \"b: c,\": "
            + "\"\\\"x\\\\,\\n\\b\\f\\u0001\\u007f \\u00e4\\ud83d\\ude00\", \"n\": {}, \"t\": null}";

    private static final String OF_THE_FILE = "{\"of\":\"the file\"}";

    @TempDir
    Path folder;

    private static String sum(String algorithm, String text) throws NoSuchAlgorithmException {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Whether the inline body is read, and not the file. */
    private boolean wins(String checksum) throws IOException {
        Path pens = folder.resolve("spaces/shop/catalog");
        Files.createDirectories(pens.resolve(".dm/pen"));
        Files.writeString(
                pens.resolve(".dm/pen/meta.content.json"),
                "{\"payload\":{\"content_type\":\"json\",\"checksum\":\"" + checksum + "\",\"body\":" + INLINE + "}}");
        Files.writeString(pens.resolve("pen.json"), OF_THE_FILE);
        try (Store store = Fixtures.open(new NioDisk(), folder)) {
            JsonRaw read = store.finder().find(PEN).orElseThrow().jsonBody().orElseThrow();
            return !new String(read.utf8(), StandardCharsets.UTF_8).equals(OF_THE_FILE);
        }
    }

    @Test
    void theOneOfTheChecksumWins() throws IOException, NoSuchAlgorithmException {
        assertThat(wins(sum("SHA-256", ORIGINAL)))
                .as("as the original writes it")
                .isTrue();
        assertThat(wins(sum("SHA-1", ORIGINAL))).as("as it once did").isTrue();
        assertThat(wins(sum("SHA-256", INLINE.replace("\\b\\f", "\\u0008\\u000c"))))
                .as("as we do")
                .isTrue();
        assertThat(wins(sum("SHA-256", OF_THE_FILE))).isFalse();
        assertThat(wins("0".repeat(64))).as("of neither").isFalse();
    }
}
