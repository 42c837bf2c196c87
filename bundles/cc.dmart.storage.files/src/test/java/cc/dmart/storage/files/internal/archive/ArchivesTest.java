package cc.dmart.storage.files.internal.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonRaw;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.storage.ArchiveLimits;
import cc.dmart.api.storage.ScanVisitor;
import cc.dmart.api.storage.StagedSpaces;
import cc.dmart.api.storage.StorageFinding;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.storage.files.internal.disk.Disk;
import cc.dmart.storage.files.internal.disk.NioDisk;
import cc.dmart.storage.files.internal.layout.Directories;
import cc.dmart.storage.files.internal.layout.Layout;
import cc.dmart.storage.files.internal.read.PayloadFiles;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives of all forms come in, and of one that does not nothing is left. */
final class ArchivesTest {
    private static final ArchiveLimits WIDE = new ArchiveLimits(1 << 20, 1L << 30);
    private static final int LINK = 0xA1FF;

    @TempDir
    Path folder;

    private Archives archives;

    @BeforeEach
    void places() {
        Disk disk = new NioDisk();
        Layout layout = new Layout(folder);
        archives = new Archives(
                layout, new PayloadFiles(disk, layout, new Directories(disk, layout.root())), ZoneOffset.UTC);
    }

    private static byte[] archive() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream packed = new ZipOutputStream(out)) {
            put(packed, "shop/.dm/meta.space.json", "{}");
            put(packed, "shop/pens/.dm/meta.folder.json", "{}");
            put(packed, "shop/pens/.dm/blue/meta.content.json", "{\"payload\":{\"content_type\":\"json\"}}");
            put(packed, "shop/pens/blue.json", "{\"n\":1}");
        }
        return out.toByteArray();
    }

    private static void put(ZipOutputStream out, String name, String text) throws IOException {
        out.putNextEntry(new ZipEntry(name));
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] out = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, out, first.length, second.length);
        return out;
    }

    /** The end of an archive without a comment. */
    private static ByteBuffer end(byte[] zip) {
        return ByteBuffer.wrap(zip, zip.length - 22, 22).slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteBuffer directory(byte[] zip) {
        return ByteBuffer.wrap(zip, end(zip).getInt(16), end(zip).getInt(12))
                .slice()
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Lets all places of an archive tell of bytes before it. */
    private static byte[] moved(byte[] zip, int by) {
        ByteBuffer all = directory(zip);
        for (int at = 0; at < all.limit(); at += 46 + all.getShort(at + 28) + all.getShort(at + 30)) {
            all.putInt(at + 42, all.getInt(at + 42) + by);
        }
        end(zip).putInt(16, end(zip).getInt(16) + by);
        return zip;
    }

    private List<String> bodies(byte[] zip) {
        List<String> out = new ArrayList<>();
        try (StagedSpaces staged = archives.stage(new ByteArrayInputStream(zip), WIDE)) {
            staged.scan(new SpaceName("shop"), new ScanVisitor() {
                @Override
                public void entry(StoredEntry entry, List<StoredEntry> attachments) {
                    entry.jsonBody().map(JsonRaw::utf8).ifPresent(b -> out.add(new String(b, StandardCharsets.UTF_8)));
                }

                @Override
                public void finding(StorageFinding finding) {
                    assertThat(finding.isError()).as(finding.toString()).isFalse();
                }
            });
        }
        return out;
    }

    /** As one is that unpacks itself. */
    @Test
    void anArchiveBehindAProgramIsRead() throws IOException {
        byte[] program = "#!/bin/sh\nexit 1\n".getBytes(StandardCharsets.UTF_8);
        assertThat(bodies(archive())).containsExactly("{\"n\":1}");
        assertThat(bodies(join(program, archive()))).as("places as they were").containsExactly("{\"n\":1}");
        assertThat(bodies(join(program, moved(archive(), program.length))))
                .as("places made to fit")
                .containsExactly("{\"n\":1}");
    }

    /** It tells the places of its directory in two ways. */
    @Test
    void anArchiveOfMoreEntriesThanTheShortFormCountsIsRead() throws IOException {
        Path file = folder.resolve("many.zip");
        try (ZipOutputStream packed = new ZipOutputStream(Files.newOutputStream(file))) {
            for (int i = 0; i <= 0xFFFF; i++) {
                put(packed, "shop/e" + i + ".json", "{}");
            }
        }
        try (ZipDisk disk = new ZipDisk(new ArchiveCheck(WIDE).open(file), folder)) {
            assertThat(disk.read(folder.resolve("shop/e65535.json"), 10))
                    .asString()
                    .isEqualTo("{}");
        }
    }

    /** Something that looks like a directory where the archive says that its own is, were nothing before it. */
    @Test
    void theDirectoryThatIsReadIsTheOneThatIsLookedAt() throws IOException {
        byte[] zip = archive();
        byte[] decoy = Arrays.copyOfRange(zip, 0, zip.length - 22);
        directory(zip).put(5, (byte) 3).putInt(38, LINK << 16);
        assertThatThrownBy(() -> bodies(zip)).hasMessageContaining("a link");
        assertThatThrownBy(() -> bodies(join(decoy, zip)))
                .isInstanceOf(DmartException.Invalid.class)
                .hasMessageContaining("a link");
    }

    /** An archive that fails when its entries are asked for. */
    private static final class BrokenZip extends ZipFile {
        private boolean closed;

        BrokenZip(Path file) throws IOException {
            super(file.toFile());
        }

        @Override
        public Enumeration<? extends ZipEntry> entries() {
            throw new NoClassDefFoundError("made up");
        }

        @Override
        public void close() throws IOException {
            closed = true;
            super.close();
        }
    }

    @Test
    void whatCannotBeStagedIsClosed() throws IOException {
        Path file = Files.write(folder.resolve("a.zip"), archive());
        try (BrokenZip zip = new BrokenZip(file)) {
            assertThatThrownBy(() -> new ArchiveCheck(WIDE).checked(zip)).isInstanceOf(NoClassDefFoundError.class);
            assertThat(zip.closed).isTrue();
        }
        try (BrokenZip zip = new BrokenZip(file)) {
            assertThatThrownBy(() -> Archives.spaces(zip, folder, ZoneOffset.UTC))
                    .isInstanceOf(NoClassDefFoundError.class);
            assertThat(zip.closed).isTrue();
        }
    }

    @Test
    void anErrorLeavesNoFolder() {
        InputStream broken = new InputStream() {
            @Override
            public int read() {
                throw new NoClassDefFoundError("made up");
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                return read();
            }
        };
        assertThatThrownBy(() -> archives.stage(broken, WIDE)).isInstanceOf(NoClassDefFoundError.class);
        assertThat(folder).isEmptyDirectory();
    }
}
