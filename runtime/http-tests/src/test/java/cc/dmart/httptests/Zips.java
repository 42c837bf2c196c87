package cc.dmart.httptests;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** Zip archives in memory. */
public final class Zips {
    private static final int CENTRAL = 0x02014b50;

    private Zips() {}

    /** The files of an archive by name. */
    static SortedMap<String, byte[]> read(byte[] zip) {
        SortedMap<String, byte[]> out = new TreeMap<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                if (out.put(entry.getName(), in.readAllBytes()) != null) {
                    throw new AssertionError(entry.getName() + " stands in the archive twice");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out;
    }

    /** An archive of names and texts, one after the other. */
    public static byte[] of(String... namesAndTexts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (int i = 0; i < namesAndTexts.length; i += 2) {
                zip.putNextEntry(new ZipEntry(namesAndTexts[i]));
                zip.write(namesAndTexts[i + 1].getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** An archive of some folders below a root. */
    static byte[] ofFolders(Path root, List<String> folders) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (String folder : folders) {
                try (Stream<Path> files = Files.walk(root.resolve(folder))) {
                    for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                        zip.putNextEntry(new ZipEntry(root.relativize(file).toString()));
                        Files.copy(file, zip);
                        zip.closeEntry();
                    }
                }
            }
        }
        return out.toByteArray();
    }

    /** The archive with the first central header changed: made on Unix, with these flags and this file mode. */
    static byte[] patched(byte[] zip, int flags, int mode) {
        byte[] out = zip.clone();
        int i = central(out);
        out[i + 5] = 3;
        out[i + 8] |= (byte) flags;
        out[i + 40] = (byte) mode;
        out[i + 41] = (byte) (mode >>> 8);
        return out;
    }

    /** The archive with a byte at an offset of the first central header changed. */
    static byte[] lying(byte[] zip, int offset) {
        byte[] out = zip.clone();
        out[central(out) + offset] ^= 1;
        return out;
    }

    private static int central(byte[] zip) {
        for (int i = 0; i < zip.length - 46; i++) {
            if (little(zip, i) == CENTRAL) {
                return i;
            }
        }
        throw new IllegalArgumentException("no central header");
    }

    private static int little(byte[] bytes, int at) {
        return (bytes[at] & 0xFF)
                | (bytes[at + 1] & 0xFF) << 8
                | (bytes[at + 2] & 0xFF) << 16
                | (bytes[at + 3] & 0xFF) << 24;
    }
}
