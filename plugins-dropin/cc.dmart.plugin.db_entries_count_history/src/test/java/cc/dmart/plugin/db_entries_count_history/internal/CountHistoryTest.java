package cc.dmart.plugin.db_entries_count_history.internal;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.plugin.testing.TestApi;
import cc.dmart.plugin.db_entries_count_history.internal.CountHistory.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A count is kept when it changed, and thinned out when it is old. */
class CountHistoryTest {
    private static final LocalDateTime NOON = LocalDateTime.of(2026, 5, 1, 12, 0);

    @TempDir
    Path folder;

    private TestApi api;
    private CountHistory history;

    @BeforeEach
    void make() {
        api = new TestApi().withFolders(folder, folder);
        history = new CountHistory(api);
        create("management", ResourceType.SPACE, "shop", "/");
    }

    /** The spaces of the fake are what lies in the space that is asked about. */
    private void create(String space, ResourceType type, String name, String subpath) {
        WireRecord unused = api.create(space, WireRecord.of(type, name, subpath, JsonObject.EMPTY));
    }

    @Test
    void onlyChangesAreKept() throws IOException {
        create("shop", ResourceType.CONTENT, "blue", "pens");
        history.take(NOON);
        history.take(NOON.plusHours(1));
        create("shop", ResourceType.CONTENT, "red", "pens");
        history.take(NOON.plusHours(2));
        assertThat(history.samples().get("shop"))
                .containsExactly(new Sample("shop", 1, "2026-05-01T12:00"), new Sample("shop", 2, "2026-05-01T14:00"));
    }

    @Test
    void aTornLineIsLeftOutAndTheNextOneStandsAlone() throws IOException {
        history.take(NOON);
        Path file = folder.resolve("count_history.jsonl");
        Files.writeString(file, "{\"spacename\":\"sh", StandardOpenOption.APPEND);
        create("shop", ResourceType.CONTENT, "blue", "pens");
        new CountHistory(api).take(NOON.plusHours(1));
        assertThat(new CountHistory(api).samples().get("shop")).hasSize(2);
    }

    @Test
    void oldCountsAreThinnedToOneADay() throws IOException {
        for (int hour = 0; hour < 3; hour++) {
            create("shop", ResourceType.CONTENT, "e" + hour, "pens");
            history.take(NOON.plusHours(hour));
        }
        history.take(NOON.plusDays(100));
        assertThat(history.samples().get("shop")).containsExactly(new Sample("shop", 3, "2026-05-01T14:00"));
    }

    @Test
    void whatIsRecentStays() {
        List<Sample> all = List.of(
                new Sample("a", 1, "2026-01-01T01:00"),
                new Sample("b", 1, "2026-01-01T01:00"),
                new Sample("a", 2, "2026-01-01T02:00"),
                new Sample("a", 3, "2026-05-01T01:00"),
                new Sample("a", 4, "2026-05-01T02:00"));
        assertThat(CountHistory.thinned(all, "2026-03-01T00:00"))
                .containsExactly(all.get(1), all.get(2), all.get(3), all.get(4));
    }
}
