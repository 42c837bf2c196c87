package cc.dmart.storage.files.internal.archive;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.storage.ArchiveLimits;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Reads an archive once and refuses it whole for what {@code security.md} 5.11 names; what passes is as long as its directory
 * says and has its checksums. Nothing that is inflated is kept. For one thread.
 */
final class ArchiveCheck {
    private static final int BLOCK = 64 << 10;
    private static final long FREE_RATIO = 1L << 20;
    private static final int MAX_RATIO = 100;

    private final ArchiveLimits limits;
    private final Set<String> names = new HashSet<>();
    private final byte[] block = new byte[BLOCK];
    private long inflated;

    ArchiveCheck(ArchiveLimits limits) {
        this.limits = limits;
    }

    /** The archive, open. @throws DmartException.Invalid if it is refused */
    ZipFile open(Path zip) throws IOException {
        String refusal = ZipDirectory.refusal(zip);
        if (!refusal.isEmpty()) {
            throw refused(refusal);
        }
        try {
            return checked(new ZipFile(zip.toFile(), StandardCharsets.UTF_8));
        } catch (ZipException | EOFException | IllegalArgumentException e) {
            throw damaged();
        }
    }

    private ZipFile checked(ZipFile file) throws IOException {
        try {
            if (file.size() > limits.entries()) {
                throw DmartException.Invalid.tooLarge("The archive has more than " + limits.entries() + " entries");
            }
            for (Enumeration<? extends ZipEntry> all = file.entries(); all.hasMoreElements(); ) {
                one(file, all.nextElement());
            }
            return file;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private void one(ZipFile file, ZipEntry entry) throws IOException {
        String name = entry.getName();
        if (ArchiveNames.isRefused(name)) {
            throw refused("an illegal name");
        }
        if (!names.add(name.toLowerCase(Locale.ROOT))) {
            throw refused("a name twice");
        }
        if (!entry.isDirectory()) {
            try (InputStream in = file.getInputStream(entry)) {
                content(in, entry);
            }
        }
    }

    private void content(InputStream in, ZipEntry entry) throws IOException {
        long compressed = Math.max(1, entry.getCompressedSize());
        CRC32 sum = new CRC32();
        long size = 0;
        for (int count = in.read(block); count >= 0; count = in.read(block)) {
            size += count;
            inflated += count;
            if (inflated > limits.bytes()) {
                throw DmartException.Invalid.tooLarge("The archive holds more than " + limits.bytes() + " bytes");
            }
            if (size > FREE_RATIO && size / compressed > MAX_RATIO) {
                throw refused("an entry that is compressed more than " + MAX_RATIO + " times");
            }
            sum.update(block, 0, count);
        }
        if (size != entry.getSize() || sum.getValue() != entry.getCrc()) {
            throw damaged();
        }
    }

    private static DmartException.Invalid damaged() {
        return refused("a damaged archive");
    }

    private static DmartException.Invalid refused(String why) {
        return DmartException.Invalid.request(ErrorCode.INVALID_DATA, "The archive is refused: " + why);
    }
}
