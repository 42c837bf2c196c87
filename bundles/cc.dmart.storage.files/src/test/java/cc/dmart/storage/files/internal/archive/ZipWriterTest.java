package cc.dmart.storage.files.internal.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.Entry;
import cc.dmart.api.model.HistoryRecord;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.storage.ArchiveWriter;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.storage.files.internal.disk.Disk;
import cc.dmart.storage.files.internal.disk.NioDisk;
import cc.dmart.storage.files.internal.layout.Directories;
import cc.dmart.storage.files.internal.layout.Layout;
import cc.dmart.storage.files.internal.read.PayloadFiles;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No name stands in an archive twice, and one that failed is none. */
final class ZipWriterTest {
    private static final Locator PEN = Locator.of("shop", "pens", "blue", ResourceType.CONTENT);
    private static final Locator TOP = Locator.of("shop", "/", "top", ResourceType.CONTENT);
    private static final String END = "PK\005\006";
    private static final String DIRECTORY = "PK\001\002";

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @BeforeEach
    void payload() throws IOException {
        Files.writeString(Files.createDirectories(folder.resolve("shop/pens")).resolve("blue.json"), "{\"n\":1}");
    }

    private ArchiveWriter writer(Disk disk) {
        Layout layout = new Layout(folder);
        return new ZipWriter(layout, new PayloadFiles(disk, layout, new Directories(disk, layout.root())), out);
    }

    private static StoredEntry entry(Locator at, String payload) {
        JsonObject meta =
                JsonCodec.parseObject("{\"payload\":{\"content_type\":\"json\"}}".getBytes(StandardCharsets.UTF_8));
        return new StoredEntry(
                new Entry(at, meta), Optional.empty(), Optional.of(payload).filter(p -> !p.isEmpty()), "");
    }

    private static List<HistoryRecord> line(String text) {
        return List.of(new HistoryRecord(JsonObject.builder().put("line", text).build()));
    }

    private List<String> files() throws IOException {
        List<String> names = new ArrayList<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(out.toByteArray()))) {
            for (ZipEntry each = in.getNextEntry(); each != null; each = in.getNextEntry()) {
                names.add(each.getName() + " " + new String(in.readAllBytes(), StandardCharsets.UTF_8).strip());
            }
        }
        return names;
    }

    @Test
    void whatIsAddedAgainIsLeftOut() throws IOException {
        ArchiveWriter archive = writer(new NioDisk());
        assertThat(archive.add(entry(PEN, "blue.json"))).isTrue();
        archive.addHistory(PEN, line("own"), line("theirs"));
        assertThat(archive.add(entry(PEN, "blue.json"))).isFalse();
        archive.addHistory(PEN, line("again"), line("again"));
        archive.addHistory(TOP, line("first"), List.of());
        archive.addHistory(TOP, List.of(), line("second"));
        assertThat(archive.add(entry(TOP, ""))).isTrue();
        archive.finish();
        assertThat(files())
                .containsExactlyInAnyOrder(
                        "shop/pens/.dm/blue/meta.content.json {\"payload\":{\"content_type\":\"json\"}}",
                        "shop/pens/blue.json {\"n\":1}",
                        "shop/pens/.dm/blue/history.jsonl {\"line\":\"own\"}",
                        "shop/.dm/pens/blue/history.jsonl {\"line\":\"theirs\"}",
                        "shop/.dm/top/history.jsonl {\"line\":\"first\"}",
                        "shop/.dm/top/meta.content.json {\"payload\":{\"content_type\":\"json\"}}");
        assertThat(out.toString(StandardCharsets.ISO_8859_1)).contains(END, DIRECTORY);
    }

    /** Entries of two types with one name have one payload file. */
    @Test
    void aPayloadOfTwoEntriesComesOnce() throws IOException {
        ArchiveWriter archive = writer(new NioDisk());
        assertThat(archive.add(entry(PEN, "blue.json"))).isTrue();
        assertThat(archive.add(entry(PEN.withType(ResourceType.TICKET), "blue.json")))
                .isTrue();
        archive.finish();
        assertThat(files()).hasSize(3);
    }

    private interface Channels {
        SeekableByteChannel open() throws IOException;
    }

    private static Disk disk(Channels channels) {
        NioDisk disk = new NioDisk();
        return (Disk) Proxy.newProxyInstance(
                Disk.class.getClassLoader(),
                new Class<?>[] {Disk.class},
                (proxy, method, args) ->
                        method.getName().equals("channel") ? channels.open() : method.invoke(disk, args));
    }

    /** Whether it goes a moment before or after the look at its directory makes no difference. */
    @Test
    void aPayloadThatVanishesMeanwhileIsMissing() throws IOException {
        ArchiveWriter archive = writer(disk(() -> {
            throw new NoSuchFileException("blue.json");
        }));
        assertThat(archive.add(entry(PEN, "blue.json"))).isTrue();
        assertThat(archive.add(entry(TOP, ""))).isTrue();
        archive.finish();
        assertThat(files())
                .containsExactly(
                        "shop/pens/.dm/blue/meta.content.json {\"payload\":{\"content_type\":\"json\"}}",
                        "shop/.dm/top/meta.content.json {\"payload\":{\"content_type\":\"json\"}}");
    }

    @Test
    void aPayloadThatCannotBeOpenedIsNotLeftOut() {
        ArchiveWriter archive = writer(disk(() -> {
            throw new IOException("the disk fails");
        }));
        assertThatThrownBy(() -> archive.add(entry(PEN, "blue.json"))).hasMessage("the disk fails");
    }

    @Test
    void anArchiveThatFailedHasNoDirectory() {
        ArchiveWriter archive = writer(disk(() -> (SeekableByteChannel) Proxy.newProxyInstance(
                Disk.class.getClassLoader(), new Class<?>[] {SeekableByteChannel.class}, (proxy, method, args) -> {
                    if (method.getName().equals("read")) {
                        throw new IOException("the disk fails");
                    }
                    return null;
                })));
        assertThatThrownBy(() -> archive.add(entry(PEN, "blue.json"))).hasMessage("the disk fails");
        assertThat(out.toString(StandardCharsets.ISO_8859_1))
                .contains("blue.json")
                .doesNotContain(END, DIRECTORY);
    }
}
