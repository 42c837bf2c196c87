package cc.dmart.plugin.example.internal;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.plugin.testing.TestDelivery;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventReporterTest {
    @TempDir
    Path folder;

    @Test
    void writesOneLinePerEvent() throws Exception {
        Path out = folder.resolve("events.jsonl");
        EventReporter reporter = new EventReporter(Optional.of(out));
        for (String id : List.of("e1", "e2")) {
            reporter.onEvent(event(id), new TestDelivery());
        }
        List<String> lines = Files.readAllLines(out);
        assertThat(lines).hasSize(2);
        JsonObject second = (JsonObject) JsonCodec.parse(lines.get(1));
        assertThat(second.string("event_id")).contains("e2");
        assertThat(second.string("action")).contains("create");
        assertThat(second.string("shortname")).contains("x1");
        assertThat(second.number("seq").orElseThrow().longValue()).isEqualTo(7);
        assertThat(second.number("count").orElseThrow().longValue()).isEqualTo(2);
    }

    private static EntryEvent event(String id) {
        return new EntryEvent(
                id,
                7,
                "shop",
                "/products",
                Optional.of("x1"),
                ActionType.CREATE,
                Optional.of(ResourceType.CONTENT),
                Optional.empty(),
                JsonObject.EMPTY,
                "lina",
                "2026-01-01T00:00:00",
                "r",
                Optional.empty(),
                Optional.empty(),
                0);
    }
}
