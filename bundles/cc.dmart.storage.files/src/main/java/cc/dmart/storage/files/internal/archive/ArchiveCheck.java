package cc.dmart.storage.files.internal.archive;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.storage.ArchiveLimits;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Reads an archive once and refuses it whole for what {@code security.md} 5.11 names; what passes is as long as its directory
 * says and has its checksums. Nothing that is inflated is kept. For one thread, which has others help.
 */
final class ArchiveCheck {
    private static final int BLOCK = 64 << 10;
    /** Entries that are looked at together; so many are in memory. */
    private static final int PART = 4096;
    /** Entries that one thread looks at before it asks for more. */
    private static final int FEW = 64;

    private static final long FREE_RATIO = 1L << 20;
    private static final int MAX_RATIO = 100;

    private final ArchiveLimits limits;
    private final Set<String> names = new HashSet<>();
    private final AtomicLong inflated = new AtomicLong();

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
            List<ZipEntry> part = new ArrayList<>(PART);
            for (Enumeration<? extends ZipEntry> all = file.entries(); all.hasMoreElements(); ) {
                ZipEntry entry = all.nextElement();
                name(entry.getName());
                if (!entry.isDirectory()) {
                    part.add(entry);
                }
                if (part.size() == PART) {
                    contents(file, part);
                    part.clear();
                }
            }
            contents(file, part);
            return file;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private void name(String name) {
        if (ArchiveNames.isRefused(name)) {
            throw refused("an illegal name");
        }
        if (!names.add(name.toLowerCase(Locale.ROOT))) {
            throw refused("a name twice");
        }
    }

    /** Inflates on all processors, as the rest of the import waits for it. The first of what is wrong is told. */
    private void contents(ZipFile file, List<ZipEntry> part) throws IOException {
        List<Optional<Exception>> wrong = IntStream.range(0, (part.size() + FEW - 1) / FEW)
                .parallel()
                .mapToObj(i -> wrong(file, part.subList(i * FEW, Math.min(part.size(), (i + 1) * FEW))))
                .toList();
        for (Optional<Exception> each : wrong) {
            if (each.isPresent() && each.get() instanceof IOException e) {
                throw e;
            } else if (each.isPresent() && each.get() instanceof RuntimeException e) {
                throw e;
            }
        }
    }

    private Optional<Exception> wrong(ZipFile file, List<ZipEntry> few) {
        byte[] block = new byte[BLOCK];
        for (ZipEntry entry : few) {
            try (InputStream in = file.getInputStream(entry)) {
                content(in, entry, block);
            } catch (IOException | RuntimeException e) {
                return Optional.of(e);
            }
        }
        return Optional.empty();
    }

    private void content(InputStream in, ZipEntry entry, byte[] block) throws IOException {
        long compressed = Math.max(1, entry.getCompressedSize());
        CRC32 sum = new CRC32();
        long size = 0;
        for (int count = in.read(block); count >= 0; count = in.read(block)) {
            size += count;
            if (inflated.addAndGet(count) > limits.bytes()) {
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
