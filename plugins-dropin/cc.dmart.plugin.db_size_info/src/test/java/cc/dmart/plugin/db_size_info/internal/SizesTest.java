package cc.dmart.plugin.db_size_info.internal;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.JsonValue;
import cc.dmart.api.plugin.testing.TestApi;
import cc.dmart.api.plugin.testing.TestEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is measured, how it is written, and when it is measured again. */
class SizesTest {
    @TempDir
    Path folder;

    private void file(String path, int bytes) throws IOException {
        Path file = folder.resolve("spaces").resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, new byte[bytes]);
    }

    private TestApi api() {
        return new TestApi().withFolders(folder.resolve("own"), folder.resolve("spaces"));
    }

    @Test
    void everySpaceIsARowWithWhatItsFilesTake() throws IOException {
        file("shop/.dm/meta.space.json", 100);
        file("shop/.dm/events.jsonl", 30);
        file("shop/pens/blue.json", 1000);
        file("shop/pens/.dm/blue/meta.content.json", 200);
        file("shop/pens/.dm/blue/history.jsonl", 50);
        file("shop/pens/.dm/blue/attachments.media/pic.png", 20_000);
        file("depot/.dm/meta.space.json", 7);
        file("no_space/x.json", 7);
        TestApi api = api();
        SizeTable table = new SizeTable(api);
        new Measure(api, table).measure();
        assertThat(table.last().rows())
                .containsExactly(
                        TestEvents.json("{'table_name':'depot','pretty_size':'7 bytes','size_bytes':7,"
                                + "'entries_bytes':7,'attachments_bytes':0,'history_bytes':0}"),
                        TestEvents.json("{'table_name':'shop','pretty_size':'21 kB','size_bytes':21380,"
                                + "'entries_bytes':1300,'attachments_bytes':20000,'history_bytes':80}"));
    }

    @Test
    void theLastMeasurementOutlivesARestart() throws IOException {
        TestApi api = api();
        List<JsonValue> rows = List.of(TestEvents.json("{'table_name':'shop'}"));
        Instant ended = Instant.ofEpochMilli(1_000_000);
        new SizeTable(api).put(new SizeTable.Measured(rows, ended, Duration.ofSeconds(10)));
        SizeTable again = new SizeTable(api);
        assertThat(again.last().rows().toString()).isEqualTo(rows.toString());
        assertThat(again.isOld(ended.plusSeconds(199))).isFalse();
        assertThat(again.isOld(ended.plusSeconds(200))).isTrue();
    }

    @Test
    void aQuickMeasurementStandsForAMinute() throws IOException {
        SizeTable table = new SizeTable(api());
        Instant ended = Instant.ofEpochMilli(1_000_000);
        assertThat(table.isOld(ended)).isTrue();
        table.put(new SizeTable.Measured(List.of(), ended, Duration.ofMillis(5)));
        assertThat(table.isOld(ended.plusSeconds(59))).isFalse();
        assertThat(table.isOld(ended.plusSeconds(60))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "0,0 bytes",
        "10239,10239 bytes",
        "10240,10 kB",
        "16384,16 kB",
        "1572864,1536 kB",
        "10485759,10 MB",
        "25165824,24 MB",
        "5497558138880,5120 GB"
    })
    void sizesAreWrittenAsTheOriginalWritesThem(long bytes, String text) {
        assertThat(FolderSize.pretty(bytes)).isEqualTo(text);
    }
}
