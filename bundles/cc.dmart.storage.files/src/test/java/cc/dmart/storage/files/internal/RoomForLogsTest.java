package cc.dmart.storage.files.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.storage.files.internal.commit.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An attachment takes its history along, for which there must be room before the move is durable ({@code storage.md} 8.1). */
final class RoomForLogsTest {
    @TempDir
    Path folder;

    /** That of its own, and that of its entry where older lines about it may stand. */
    @ParameterizedTest
    @ValueSource(strings = {"spaces/shop/.dm/catalog/pen", "spaces/shop/catalog/.dm/pen"})
    void aMoveThatHasNoRoomForItsLogIsRefused(String directory) throws IOException {
        FaultyDisk disk = new FaultyDisk();
        Locator memo = Scenarios.PEN.attachment(ResourceType.COMMENT, new Shortname("memo"));
        try (Store store = Fixtures.open(disk, folder)) {
            Scenarios.build(store);
            Path log = folder.resolve(directory).resolve("history.jsonl");
            String old = "{\"uuid\":\"h0\",\"attachment\":\"comment/note\"}\n";
            Files.writeString(log, old + "{\"of\":\"another\"}\n".repeat(1 << 20), StandardOpenOption.APPEND);
            disk.leave(8 << 20);
            assertThatThrownBy(() -> Scenarios.commit(store, Scenarios.move(Scenarios.NOTE, memo)))
                    .isInstanceOf(DmartException.Unavailable.class)
                    .hasMessageContaining("no room");
            disk.leave(64 << 20);
            Scenarios.commit(store, Scenarios.move(Scenarios.NOTE, memo));
            assertThat(store.isReadOnly()).isFalse();
            assertThat(Files.readString(log))
                    .contains("{\"uuid\":\"h0\",\"attachment\":\"comment/memo\"}")
                    .doesNotContain("comment/note");
            assertThat(Files.readString(folder.resolve("spaces/shop/.dm/catalog/pen/history.jsonl")))
                    .startsWith("{\"uuid\":\"h3\"")
                    .contains("\"comment/memo\"");
        }
    }
}
