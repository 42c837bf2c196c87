package cc.dmart.storage.files.internal.archive;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.storage.ArchiveLimits;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Unpacks one archive and refuses it whole for what {@code security.md} 5.11 names. For one thread. */
final class Unpacker {
    private static final int BLOCK = 64 << 10;
    private static final long FREE_RATIO = 1L << 20;
    private static final int MAX_RATIO = 100;

    private final Path target;
    private final ArchiveLimits limits;
    private final Set<String> names = new HashSet<>();
    private final byte[] block = new byte[BLOCK];
    private long unpacked;

    Unpacker(Path target, ArchiveLimits limits) {
        this.target = target;
        this.limits = limits;
    }

    void run(Path zip) throws IOException {
        String refusal = ZipDirectory.refusal(zip);
        if (!refusal.isEmpty()) {
            throw refused(refusal);
        }
        try (ZipFile file = new ZipFile(zip.toFile(), StandardCharsets.UTF_8)) {
            if (file.size() > limits.entries()) {
                throw DmartException.Invalid.tooLarge("The archive has more than " + limits.entries() + " entries");
            }
            for (Enumeration<? extends ZipEntry> all = file.entries(); all.hasMoreElements(); ) {
                one(file, all.nextElement());
            }
        } catch (ZipException | IllegalArgumentException e) {
            throw refused("a damaged archive");
        }
    }

    private void one(ZipFile file, ZipEntry entry) throws IOException {
        String name = entry.getName();
        boolean legal = entry.isDirectory() ? ArchiveNames.isDirectory(name) : ArchiveNames.isFile(name);
        if (!legal) {
            throw refused("an illegal name");
        }
        if (!names.add(name.toLowerCase(Locale.ROOT))) {
            throw refused("a name twice");
        }
        if (entry.isDirectory()) {
            return;
        }
        Path to = target.resolve(name);
        Files.createDirectories(to.getParent());
        try (InputStream in = file.getInputStream(entry);
                OutputStream out = Files.newOutputStream(to, StandardOpenOption.CREATE_NEW)) {
            copy(in, out, Math.max(1, entry.getCompressedSize()));
        }
    }

    private void copy(InputStream in, OutputStream out, long compressed) throws IOException {
        long size = 0;
        for (int count = in.read(block); count >= 0; count = in.read(block)) {
            size += count;
            unpacked += count;
            if (unpacked > limits.bytes()) {
                throw DmartException.Invalid.tooLarge("The archive holds more than " + limits.bytes() + " bytes");
            }
            if (size > FREE_RATIO && size / compressed > MAX_RATIO) {
                throw refused("an entry that is compressed more than " + MAX_RATIO + " times");
            }
            out.write(block, 0, count);
        }
    }

    /** Takes the archive itself in. */
    static void spool(InputStream in, Path zip) throws IOException {
        Files.copy(in, zip, StandardCopyOption.REPLACE_EXISTING);
    }

    private static DmartException.Invalid refused(String why) {
        return DmartException.Invalid.request(ErrorCode.INVALID_DATA, "The archive is refused: " + why);
    }
}
