package cc.dmart.storage.files.internal.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.storage.ArchiveLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An archive of more entries than are looked at together is looked at to its end. */
class ArchiveCheckTest {
    private static final int ENTRIES = 10_000;
    private static final ArchiveLimits WIDE = new ArchiveLimits(1 << 20, 1L << 30);

    @TempDir
    Path folder;

    private static String text(int i) {
        return "text of " + i;
    }

    /** Stored as they are, so that a byte of one can be changed. */
    private Path archive(String... more) throws IOException {
        Path zip = folder.resolve("a.zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            for (int i = 0; i < ENTRIES; i++) {
                put(out, "shop/pens/e" + i + ".json", text(i).getBytes(StandardCharsets.UTF_8));
            }
            for (String name : more) {
                put(out, name, name.getBytes(StandardCharsets.UTF_8));
            }
        }
        return zip;
    }

    private static void put(ZipOutputStream out, String name, byte[] bytes) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        CRC32 sum = new CRC32();
        sum.update(bytes);
        entry.setCrc(sum.getValue());
        out.putNextEntry(entry);
        out.write(bytes);
    }

    private static long bytes() {
        return bytes(ENTRIES);
    }

    private static long bytes(int entries) {
        long sum = 0;
        for (int i = 0; i < entries; i++) {
            sum += text(i).length();
        }
        return sum;
    }

    @Test
    void aSoundOneIsOpened() throws IOException {
        Path zip = archive();
        try (ZipFile open = new ArchiveCheck(new ArchiveLimits(ENTRIES, bytes())).open(zip)) {
            assertThat(open.size()).isEqualTo(ENTRIES);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 63, 64, 4095, 4096, 8191, 8192, ENTRIES - 1})
    void damageIsFoundWhereverItIs(int entry) throws IOException {
        Path zip = archive();
        damage(zip, entry);
        assertThatThrownBy(() -> new ArchiveCheck(WIDE).open(zip))
                .isInstanceOf(DmartException.Invalid.class)
                .hasMessageContaining("a damaged archive");
    }

    private static void damage(Path zip, int entry) throws IOException {
        byte[] bytes = Files.readAllBytes(zip);
        byte[] wanted = ("e" + entry + ".json" + text(entry)).getBytes(StandardCharsets.UTF_8);
        bytes[indexOf(bytes, wanted) + wanted.length - 1] ^= 1;
        Files.write(zip, bytes);
    }

    private static int indexOf(byte[] bytes, byte[] wanted) {
        return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(new String(wanted, StandardCharsets.ISO_8859_1));
    }

    @Test
    void allBytesAreCountedTogether() throws IOException {
        Path zip = archive();
        assertThatThrownBy(() -> new ArchiveCheck(new ArchiveLimits(ENTRIES, bytes() - 1)).open(zip))
                .isInstanceOf(DmartException.Invalid.class)
                .hasMessageContaining("more than " + (bytes() - 1) + " bytes");
    }

    @Test
    void aNameTwiceIsFoundAlsoFarApart() throws IOException {
        Path zip = archive("shop/pens/E1.json");
        assertThatThrownBy(() -> new ArchiveCheck(WIDE).open(zip)).hasMessageContaining("a name twice");
    }

    @Test
    void anIllegalNameAtTheEndIsFound() throws IOException {
        Path zip = archive("shop/../out.json");
        assertThatThrownBy(() -> new ArchiveCheck(WIDE).open(zip)).hasMessageContaining("an illegal name");
    }

    @Test
    void ofDamageAndALaterNameTheDamageIsTold() throws IOException {
        Path zip = archive("shop/../out.json");
        damage(zip, ENTRIES - 1);
        assertThatThrownBy(() -> new ArchiveCheck(WIDE).open(zip)).hasMessageContaining("a damaged archive");
    }

    /** However the threads come to them. */
    @Test
    void ofDamageAndTooManyBytesTheFirstIsToldEveryTime() throws IOException {
        Path zip = archive();
        damage(zip, 4000);
        for (int i = 0; i < 20; i++) {
            ArchiveLimits room = new ArchiveLimits(ENTRIES, bytes(4001));
            assertThatThrownBy(() -> new ArchiveCheck(room).open(zip)).hasMessageContaining("a damaged archive");
            ArchiveLimits less = new ArchiveLimits(ENTRIES, bytes(4000) - 1);
            assertThatThrownBy(() -> new ArchiveCheck(less).open(zip)).hasMessageContaining("bytes");
        }
    }
}
