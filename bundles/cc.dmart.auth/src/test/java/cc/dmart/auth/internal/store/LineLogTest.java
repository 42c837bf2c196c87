package cc.dmart.auth.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineLogTest {
    @TempDir
    Path data;

    private final List<JsonObject> read = new ArrayList<>();

    private LineLog open() throws IOException {
        read.clear();
        return LineLog.open(data.resolve("auth/lines.jsonl"), read::add);
    }

    private static String line(int n) {
        return "{\"n\":" + n + "}";
    }

    private List<Integer> numbers() {
        return read.stream()
                .map(o -> o.number("n").orElseThrow().longValue())
                .map(Long::intValue)
                .toList();
    }

    @AfterEach
    void clearInterrupt() {
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void aThreadThatIsInterruptedWritesAndStaysInterrupted() throws IOException {
        try (LineLog log = open()) {
            log.append(List.of(line(1)), true);
            Thread.currentThread().interrupt();
            log.append(List.of(line(2)), true);
            log.rewrite(List.of(line(2), line(3)));
            log.append(List.of(line(4)), true);
            assertThat(Thread.interrupted()).isTrue();
            log.append(List.of(line(5)), false);
            Thread.currentThread().interrupt();
        }
        assertThat(Thread.interrupted()).isTrue();
        Thread.currentThread().interrupt();
        try (LineLog log = open()) {
            assertThat(Thread.interrupted()).isTrue();
            assertThat(log.lines()).isEqualTo(4);
            assertThat(numbers()).containsExactly(2, 3, 4, 5);
        }
    }

    @Test
    void aTornLastLineIsCutOffAndTheNextFollows() throws IOException {
        try (LineLog log = open()) {
            log.append(List.of(line(1)), true);
        }
        Path file = data.resolve("auth/lines.jsonl");
        Files.writeString(file, Files.readString(file) + "{\"n\":2");
        try (LineLog log = open()) {
            assertThat(numbers()).containsExactly(1);
            log.append(List.of(line(3), line(4)), true);
        }
        assertThat(Files.readString(file)).isEqualTo(line(1) + "\n" + line(3) + "\n" + line(4) + "\n");
    }
}
