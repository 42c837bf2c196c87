package cc.dmart.auth.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.file.SteadyFile;
import cc.dmart.api.model.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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

    /** A file on a disk that, when it fails, takes half of what is written and then nothing, not even that it is cut off again. */
    private static final class HalfWritten extends SteadyFile {
        private boolean fails;

        HalfWritten(Path file) throws IOException {
            super(file, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE));
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            if (fails) {
                super.write(source.duplicate().limit(source.position() + source.remaining() / 2), position);
                throw new IOException("no space left");
            }
            super.write(source, position);
        }

        @Override
        public void truncate(long size) throws IOException {
            if (fails) {
                throw new IOException("not cut");
            }
            super.truncate(size);
        }
    }

    @Test
    void whatAFailedWriteLeftIsNotReadLater() throws IOException {
        open().close();
        Path file = data.resolve("auth/lines.jsonl");
        HalfWritten content = new HalfWritten(file);
        try (LineLog log = LineLog.open(file, content, read::add)) {
            log.append(List.of(line(1)), true);
            content.fails = true;
            List<String> refused = List.of(line(2), line(3), line(4), line(5), line(6), line(7));
            assertThatThrownBy(() -> log.append(refused, true))
                    .hasMessage("no space left")
                    .satisfies(e -> assertThat(e.getSuppressed())
                            .extracting(Throwable::getMessage)
                            .containsExactly("not cut"));
            content.fails = false;
            log.append(List.of(line(8)), true);
        }
        assertThat(Files.readString(file)).isEqualTo(line(1) + "\n" + line(8) + "\n");
    }

    @Test
    void aRewriteThatFailsLeavesNothing() throws IOException {
        Path file = data.resolve("auth/lines.jsonl");
        try (LineLog log = open()) {
            log.append(List.of(line(1)), true);
            Files.delete(file);
            Files.createDirectories(file.resolve("in-the-way"));
            assertThatThrownBy(() -> log.rewrite(List.of(line(1)))).isInstanceOf(IOException.class);
            assertThat(data.resolve("auth/lines.jsonl.new")).doesNotExist();
        }
    }
}
