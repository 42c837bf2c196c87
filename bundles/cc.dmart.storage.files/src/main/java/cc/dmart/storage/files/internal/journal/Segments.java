package cc.dmart.storage.files.internal.journal;

import cc.dmart.storage.files.internal.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** The segment files of a journal by the number of their first record. Thread-safe. */
final class Segments {
    private static final String SUFFIX = ".log";
    private static final int DIGITS = 20;

    private final Disk disk;
    private final Path folder;
    private final ConcurrentSkipListMap<Long, Path> files = new ConcurrentSkipListMap<>();

    Segments(Disk disk, Path folder) throws IOException {
        this.disk = disk;
        this.folder = folder;
        for (String name : disk.list(folder)) {
            if (name.length() == DIGITS + SUFFIX.length() && name.endsWith(SUFFIX)) {
                files.put(Long.parseLong(name.substring(0, DIGITS)), folder.resolve(name));
            }
        }
    }

    /** Path of a segment that begins with a record. */
    Path pathOf(long firstSeq) {
        return folder.resolve(String.format("%0" + DIGITS + "d", firstSeq) + SUFFIX);
    }

    void add(long firstSeq, Path file) {
        files.put(firstSeq, file);
    }

    void remove(long firstSeq) throws IOException {
        Path file = files.remove(firstSeq);
        if (file != null) {
            disk.delete(file);
        }
    }

    boolean isEmpty() {
        return files.isEmpty();
    }

    /** Number of the oldest record; empty without segments. */
    Optional<Long> first() {
        return files.isEmpty() ? Optional.empty() : Optional.of(files.firstKey());
    }

    /** First record of the segment that holds this one. */
    Optional<Long> holding(long seq) {
        return Optional.ofNullable(files.floorKey(seq));
    }

    /** First record of the segment behind one. */
    Optional<Long> after(long firstSeq) {
        return Optional.ofNullable(files.higherKey(firstSeq));
    }

    /** First records of all segments, ascending. */
    List<Long> starts() {
        return new ArrayList<>(files.keySet());
    }

    /** Opens a segment for reading. @throws IOException if there is none of that number */
    SegmentReader open(long firstSeq) throws IOException {
        Path file = Optional.ofNullable(files.get(firstSeq))
                .orElseThrow(() -> new IOException("journal segment " + firstSeq + " is gone"));
        return new SegmentReader(disk.openRead(file));
    }

    Map<Long, Path> all() {
        return files;
    }
}
