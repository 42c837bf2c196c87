package cc.dmart.auth.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.JsonObject;
import cc.dmart.auth.internal.MovableClock;
import cc.dmart.auth.internal.TestConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowFileTest {
    @TempDir
    Path data;

    private final MovableClock clock = new MovableClock();

    @Test
    void s5_3_keysThatAreWrittenOnceEndInTheFileToo() throws IOException {
        RowFile rows = new RowFile(TestConfig.of(data), clock);
        rows.put("stays", JsonObject.EMPTY, clock.millis() + 86_400_000);
        for (int i = 0; i < 3000; i++) {
            rows.put("once" + i, JsonObject.EMPTY, clock.millis() + 30_000);
        }
        clock.advance(Duration.ofMinutes(2));
        rows.put("last", JsonObject.EMPTY, clock.millis() + 30_000);
        assertThat(Files.readAllLines(data.resolve("auth/rows.jsonl"))).hasSize(2);
        assertThat(rows.find("stays")).isPresent();
        rows.close();
    }

    @Test
    void anInterruptedThreadDoesNotStopTheStore() throws IOException {
        RowFile rows = new RowFile(TestConfig.of(data), clock);
        Thread.currentThread().interrupt();
        rows.put("a", JsonObject.EMPTY, clock.millis() + 30_000);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(rows.isHealthy()).isTrue();
        rows.change("b", true, row -> Optional.of(new Rows.Row(JsonObject.EMPTY, clock.millis() + 30_000)));
        assertThat(rows.isHealthy()).isTrue();
        rows.close();
        rows = new RowFile(TestConfig.of(data), clock);
        assertThat(rows.find("a")).isPresent();
        assertThat(rows.find("b")).isPresent();
        rows.close();
    }
}
