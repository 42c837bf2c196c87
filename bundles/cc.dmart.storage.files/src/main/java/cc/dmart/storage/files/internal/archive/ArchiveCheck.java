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
import java.util.Set;
import java.util.function.BooleanSupplier;
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

    /** An entry, with how many bytes those before it hold by what the directory says. */
    private record Placed(ZipEntry entry, long before) {}

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

    /** The same file, closed if it is refused or cannot be read. */
    ZipFile checked(ZipFile file) throws IOException {
        try {
            if (file.size() > limits.entries()) {
                throw DmartException.Invalid.tooLarge("The archive has more than " + limits.entries() + " entries");
            }
            List<Placed> part = new ArrayList<>(PART);
            long before = 0;
            for (Enumeration<? extends ZipEntry> all = file.entries(); all.hasMoreElements(); ) {
                ZipEntry entry = all.nextElement();
                String refusal = refusal(entry.getName());
                if (!refusal.isEmpty()) {
                    contents(file, part); // what is wrong there comes first
                    throw refused(refusal);
                }
                if (!entry.isDirectory()) {
                    part.add(new Placed(entry, before));
                    before += entry.getSize();
                }
                if (part.size() == PART) {
                    contents(file, part);
                    part.clear();
                }
            }
            contents(file, part);
            return file;
        } catch (Throwable e) {
            file.close();
            throw e;
        }
    }

    /** What is wrong with a name; empty if nothing is. */
    private String refusal(String name) {
        if (ArchiveNames.isRefused(name)) {
            return "an illegal name";
        }
        return names.add(name.toLowerCase(Locale.ROOT)) ? "" : "a name twice";
    }

    /** Inflates on all processors, as the rest of the import waits for it. The first of what is wrong is told. */
    private void contents(ZipFile file, List<Placed> part) throws IOException {
        FirstFault fault = new FirstFault();
        IntStream.range(0, (part.size() + FEW - 1) / FEW)
                .parallel()
                .forEach(i -> look(file, part, i * FEW, Math.min(part.size(), (i + 1) * FEW), fault));
        fault.raise();
    }

    private void look(ZipFile file, List<Placed> part, int from, int to, FirstFault fault) {
        byte[] block = new byte[BLOCK];
        for (int i = from; i < to && !fault.isBehind(i); i++) {
            int place = i;
            try (InputStream in = file.getInputStream(part.get(i).entry())) {
                content(in, part.get(i), block, () -> fault.isBehind(place));
            } catch (IOException e) {
                fault.put(i, e);
            } catch (RuntimeException e) {
                fault.put(i, e);
            }
        }
    }

    /** All that comes before is as long as it says, or else what is found here is not told. */
    private void content(InputStream in, Placed placed, byte[] block, BooleanSupplier moot) throws IOException {
        ZipEntry entry = placed.entry();
        long compressed = Math.max(1, entry.getCompressedSize());
        CRC32 sum = new CRC32();
        long size = 0;
        for (int count = in.read(block); count >= 0 && !moot.getAsBoolean(); count = in.read(block)) {
            size += count;
            if (placed.before() + size > limits.bytes()) {
                throw DmartException.Invalid.tooLarge("The archive holds more than " + limits.bytes() + " bytes");
            }
            if (size > FREE_RATIO && size / compressed > MAX_RATIO) {
                throw refused("an entry that is compressed more than " + MAX_RATIO + " times");
            }
            if (size > entry.getSize()) {
                throw damaged();
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
