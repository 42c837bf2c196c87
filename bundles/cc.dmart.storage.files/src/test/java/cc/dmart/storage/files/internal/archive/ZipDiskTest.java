package cc.dmart.storage.files.internal.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.storage.files.internal.disk.Disk;
import cc.dmart.storage.files.internal.disk.DiskFile;
import cc.dmart.storage.files.internal.disk.FileStamp;
import cc.dmart.storage.files.internal.disk.NioDisk;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An archive answers what a disk answers on which the same files lie. */
final class ZipDiskTest {
    private static final List<String> FILES = List.of(
            "shop/.dm/meta.space.json",
            "shop/pens/.dm/meta.folder.json",
            "shop/pens/.dm/blue/meta.content.json",
            "shop/pens/.dm/blue/attachments.media/meta.pic.json",
            "shop/pens/.dm/blue/attachments.media/pic.png",
            "shop/pens/.dm/blue/history.jsonl",
            "shop/pens/.dm/blue_2/meta.content.json",
            "shop/pens/blue.json",
            "shop/pens/blue_2.json",
            "shop/pens2/.dm/x/meta.content.json",
            "shop2/.dm/meta.space.json",
            "\u0642\u0644\u0645/.dm/meta.space.json");
    private static final List<String> PATHS = List.of(
            "",
            "shop",
            "shop/.dm",
            "shop/pens",
            "shop/pens/.dm",
            "shop/pens/.dm/blue",
            "shop/pens/.dm/blue/attachments.media",
            "shop/pens/.dm/blu",
            "shop/pens/blue.json",
            "shop/pens/blue",
            "shop/pens/none.json",
            "shop/pens2",
            "shop2",
            "\u0642\u0644\u0645",
            "none");

    @TempDir
    Path folder;

    private final Disk real = new NioDisk();
    private Path root;
    private ZipDisk zip;

    @BeforeEach
    void write() throws IOException {
        root = Files.createDirectory(folder.resolve("spaces"));
        Path archive = folder.resolve("a.zip");
        try (OutputStream out = Files.newOutputStream(archive);
                ZipOutputStream packed = new ZipOutputStream(out)) {
            packed.putNextEntry(new ZipEntry("shop/"));
            for (String name : FILES) {
                byte[] text = ("of " + name).repeat(300).getBytes(StandardCharsets.UTF_8);
                packed.putNextEntry(new ZipEntry(name));
                packed.write(text);
                Files.createDirectories(root.resolve(name).getParent());
                Files.write(root.resolve(name), text);
            }
        }
        zip = new ZipDisk(new ZipFile(archive.toFile()), root);
    }

    @AfterEach
    void close() throws IOException {
        zip.close();
    }

    @Test
    void itTellsWhatADiskTells() throws IOException {
        for (String name : PATHS) {
            Path path = root.resolve(name);
            FileStamp expected = real.stat(path);
            FileStamp stamp = zip.stat(path);
            assertThat(stamp.kind()).as(name).isEqualTo(expected.kind());
            assertThat(zip.exists(path)).as(name).isEqualTo(real.exists(path));
            assertThat(stamp.isFile() ? stamp.size() : 0).as(name).isEqualTo(expected.isFile() ? expected.size() : 0);
            if (!expected.isFile()) {
                assertThat(zip.list(path)).as(name).containsExactlyInAnyOrderElementsOf(real.list(path));
            }
        }
        assertThat(zip.entries()).isEqualTo(7);
    }

    @Test
    void itGivesTheBytesOfADisk() throws IOException {
        for (String name : FILES) {
            Path path = root.resolve(name);
            byte[] expected = Files.readAllBytes(path);
            assertThat(zip.read(path, expected.length)).as(name).isEqualTo(expected);
            assertThatThrownBy(() -> zip.read(path, expected.length - 1)).isInstanceOf(IOException.class);
            try (DiskFile file = zip.openRead(path)) {
                ByteBuffer end = ByteBuffer.allocate(100);
                assertThat(file.read(end, file.size() - 7)).isEqualTo(7);
                assertThat(file.size()).isEqualTo(expected.length);
            }
        }
        assertThatThrownBy(() -> zip.read(root.resolve("shop"), 10)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> zip.openRead(root.resolve("none"))).isInstanceOf(NoSuchFileException.class);
    }

    /** Stored, empty, with more between name and content than is read at first, larger than what is read at once. */
    @Test
    void filesOfAllFormsAreReadWhole() throws IOException {
        byte[] noise = new byte[ZipReader.LARGEST + 100];
        new Random(1).nextBytes(noise);
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("shop/stored.json", "{}".getBytes(StandardCharsets.UTF_8));
        files.put("shop/empty.json", new byte[0]);
        files.put("shop/extra.json", "{\"n\":1}".getBytes(StandardCharsets.UTF_8));
        files.put("shop/large.png", noise);
        files.put("shop/middle.png", Arrays.copyOf(noise, 100_000));
        Path archive = folder.resolve("forms.zip");
        try (OutputStream out = Files.newOutputStream(archive);
                ZipOutputStream packed = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                ZipEntry entry = new ZipEntry(file.getKey());
                if (file.getKey().endsWith("stored.json")) {
                    CRC32 sum = new CRC32();
                    sum.update(file.getValue());
                    entry.setMethod(ZipEntry.STORED);
                    entry.setSize(file.getValue().length);
                    entry.setCrc(sum.getValue());
                } else if (file.getKey().endsWith("extra.json")) {
                    byte[] extra = new byte[1000];
                    extra[0] = 0x55;
                    extra[1] = 0x66;
                    extra[2] = (byte) (996 & 0xFF);
                    extra[3] = (byte) (996 >> 8);
                    entry.setExtra(extra);
                }
                packed.putNextEntry(entry);
                packed.write(file.getValue());
            }
        }
        try (ZipDisk disk = new ZipDisk(new ZipFile(archive.toFile()), root)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                assertThat(disk.read(root.resolve(file.getKey()), 1 << 20))
                        .as(file.getKey())
                        .isEqualTo(file.getValue());
            }
        }
    }

    @Test
    void anInterruptDoesNotCloseTheArchive() throws IOException {
        Path path = root.resolve("shop/pens/blue.json");
        Thread.currentThread().interrupt();
        assertThat(zip.read(path, 1 << 20)).isEqualTo(Files.readAllBytes(path));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(zip.read(path, 1 << 20)).isEqualTo(Files.readAllBytes(path));
    }

    @Test
    void whatIsNotWhatWasCheckedIsNotRead() throws IOException {
        Path archive = folder.resolve("a.zip");
        byte[] bytes = Files.readAllBytes(archive);
        int name = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("shop/pens/blue.json");
        bytes[name + "shop/pens/blue.json".length() + 3] ^= 1;
        Files.write(archive, bytes);
        assertThatThrownBy(() -> zip.read(root.resolve("shop/pens/blue.json"), 1 << 20))
                .isInstanceOf(IOException.class);
    }

    @Test
    void itTellsWhetherThereAreLogs() throws IOException {
        assertThat(zip.hasLogs()).isTrue();
        Path archive = folder.resolve("none.zip");
        try (ZipOutputStream packed = new ZipOutputStream(Files.newOutputStream(archive))) {
            packed.putNextEntry(new ZipEntry("shop/.dm/meta.space.json"));
        }
        try (ZipDisk disk = new ZipDisk(new ZipFile(archive.toFile()), root)) {
            assertThat(disk.hasLogs()).isFalse();
        }
    }

    @Test
    void aChannelGoesForwardAndBack() throws IOException {
        Path path = root.resolve("shop/pens/blue.json");
        byte[] expected = Files.readAllBytes(path);
        try (SeekableByteChannel channel = zip.channel(path)) {
            InputStream in = Channels.newInputStream(channel);
            assertThat(in.readNBytes(10)).isEqualTo(Arrays.copyOf(expected, 10));
            channel.position(1000);
            assertThat(in.read()).isEqualTo(expected[1000]);
            channel.position(3);
            assertThat(in.read()).isEqualTo(expected[3]);
            assertThat(channel.position()).isEqualTo(4);
            channel.position(expected.length + 5L);
            assertThat(in.read()).isEqualTo(-1);
            channel.position(0);
            assertThat(in.readAllBytes()).isEqualTo(expected);
            assertThat(channel.size()).isEqualTo(expected.length);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "shop/pens/.dm/blue/meta.content.json,FILE",
        "shop/.dm/pens/blue/history.jsonl,FILE",
        "shop/pens/ssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssss/.dm/blue/meta.content.json,FILE",
        "shop/.dm/pens/ssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssss/blue/history.jsonl,FILE",
        "shop/pens/.dm/ssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssss/meta.content.json,REFUSED",
        "shop.json,FILE",
        "README.md,FILE",
        "config.json,FILE",
        ".DS_Store,IGNORED",
        "Makefile,REFUSED",
        "shop/.git/HEAD,IGNORED",
        "shop/.dm/.staging/x,REFUSED",
        "shop/pe ns/blue.json,REFUSED",
        "__MACOSX/shop/._pens,IGNORED",
        "shop/pens/,IGNORED",
        "shop/pens/.dm/blue/attachments.media/,IGNORED",
        "shop/pe ns/,REFUSED",
        "/etc/passwd,REFUSED",
        "../shop/a.json,REFUSED",
        "shop/../a.json,REFUSED",
        "shop/./a.json,REFUSED",
        "shop//a.json,REFUSED",
        "shop\\a.json,REFUSED",
        "C:/shop/a.json,REFUSED",
        "shop/..,REFUSED",
        "shop/../,REFUSED"
    })
    void namesAreThoseOfASpaceOrIgnoredOrRefused(String name, String kind) {
        assertThat(ArchiveNames.isRefused(name)).isEqualTo(kind.equals("REFUSED"));
        assertThat(ArchiveNames.isFile(name)).isEqualTo(kind.equals("FILE"));
        assertThat(ArchiveNames.isRefused("shop/a\0.json")).isTrue();
    }

    @Test
    void itKnowsWhatNobodyLookedAt() throws IOException {
        assertThat(zip.foreign()).isEmpty();
        for (String name : FILES.subList(2, FILES.size())) {
            assertThat(zip.stat(root.resolve(name)).isFile()).isTrue();
        }
        assertThat(zip.unseen()).containsExactly(FILES.get(0), FILES.get(1));
    }

    @Test
    void itTakesNoChange() {
        Path path = root.resolve("shop/pens/blue.json");
        assertThatThrownBy(() -> zip.create(path, new byte[1])).isInstanceOf(ReadOnlyFileSystemException.class);
        assertThatThrownBy(() -> zip.delete(path)).isInstanceOf(ReadOnlyFileSystemException.class);
        assertThatThrownBy(() -> zip.rename(path, root)).isInstanceOf(ReadOnlyFileSystemException.class);
        assertThatThrownBy(() -> zip.open(path)).isInstanceOf(ReadOnlyFileSystemException.class);
        assertThatThrownBy(() -> zip.mkdir(path)).isInstanceOf(ReadOnlyFileSystemException.class);
    }
}
