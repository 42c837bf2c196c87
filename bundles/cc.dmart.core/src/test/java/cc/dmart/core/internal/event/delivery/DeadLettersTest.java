package cc.dmart.core.internal.event.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of letters when the disk fails halfway. */
class DeadLettersTest {
    @TempDir
    Path folder;

    private static JsonObject letter(String id) {
        return JsonObject.builder()
                .put("event", JsonObject.builder().put("event_id", id).build())
                .put("error", "é")
                .build();
    }

    private static List<String> ids(DeadLetters letters) {
        return letters.list("p.L", 0, 10).stream()
                .map(l -> l.object("event").orElseThrow().string("event_id").orElseThrow())
                .toList();
    }

    private Path file() {
        return folder.resolve("p.L.jsonl");
    }

    /** Ends in the first byte of a character of two. */
    private void tear() throws IOException {
        byte[] part = "{\"event\":{\"event_id\":\"torn\"},\"error\":\"é".getBytes(UTF_8);
        byte[] torn = Arrays.copyOf(part, part.length - 1);
        Files.write(file(), torn, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Test
    void aTornLetterDoesNotKeepTheServerFromStarting() throws IOException {
        new DeadLetters(folder).add("p.L", letter("e1"));
        tear();
        DeadLetters again = new DeadLetters(folder);
        assertThat(again.count("p.L")).isEqualTo(1);
        again.add("p.L", letter("e2"));
        assertThat(ids(again)).containsExactly("e1", "e2");
        assertThat(ids(new DeadLetters(folder))).containsExactly("e1", "e2");
    }

    @Test
    void aThreadThatIsInterruptedKeepsItsLetterAndStaysInterrupted() throws IOException {
        DeadLetters letters = new DeadLetters(folder);
        Thread.currentThread().interrupt();
        try {
            letters.add("p.L", letter("e1"));
            letters.add("p.L", letter("e2"));
            assertThat(ids(new DeadLetters(folder))).containsExactly("e1", "e2");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    /** A task that ends late must not undo what was asked for since. */
    @Test
    void onlyItsOwnTakingPutsALetterBack() {
        DeadLetters letters = new DeadLetters(folder);
        letters.add("p.L", letter("e1"));
        DeadLetters.Taken first = letters.takeOut("p.L", Set.of());
        assertThat(letters.isOut("p.L", letter("e1"), first.number())).isTrue();
        letters.putBack("p.L");
        DeadLetters.Taken second = letters.takeOut("p.L", Set.of());
        letters.putBack("p.L", letter("e1"), first.number());
        assertThat(letters.isOut("p.L", letter("e1"), first.number())).isFalse();
        assertThat(letters.isOut("p.L", letter("e1"), second.number())).isTrue();
        letters.putBack("p.L", letter("e1"), second.number());
        assertThat(letters.takeOut("p.L", Set.of()).letters()).hasSize(1);
        assertThat(letters.discard("p.L", Set.of("e1"))).isEqualTo(1);
        assertThat(letters.isOut("p.L", "e1")).isFalse();
    }

    @Test
    void aLetterIsNotGluedToATornOne() throws IOException {
        DeadLetters letters = new DeadLetters(folder);
        tear();
        letters.add("p.L", letter("e1"));
        tear();
        letters.add("p.L", letter("e2"));
        assertThat(ids(letters)).containsExactly("e1", "e2");
        assertThat(letters.count("p.L")).isEqualTo(2);
    }

    @Test
    void bytesThatAreNoTextCostOneLetterAtMost() throws IOException {
        DeadLetters letters = new DeadLetters(folder);
        letters.add("p.L", letter("e1"));
        Files.write(file(), new byte[] {(byte) 0xC3, '\n'}, StandardOpenOption.APPEND);
        letters.add("p.L", letter("e2"));
        DeadLetters again = new DeadLetters(folder);
        assertThat(ids(again)).containsExactly("e1", "e2");
        assertThat(again.discard("p.L", Set.of("e1"))).isEqualTo(1);
        assertThat(ids(new DeadLetters(folder))).containsExactly("e2");
        assertThat(folder.toFile().list()).containsExactly("p.L.jsonl");
    }
}
