package cc.dmart.plugin.db_size_info.internal;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Bytes of the files of one space. Thread-safe.
 *
 * @param entries     meta files and payloads
 * @param attachments files below a folder of attachments
 * @param history     change logs of entries and the activity of the space
 */
record FolderSize(long entries, long attachments, long history) {
    private static final String[] UNITS = {"kB", "MB", "GB", "TB", "PB"};
    private static final long STEP = 1024;
    private static final long LARGEST = 10 * STEP;

    /** All together. */
    long total() {
        return entries + attachments + history;
    }

    /** Walks a folder; what goes while it is walked counts as nothing. Ends early when the thread is interrupted. */
    static FolderSize of(Path space) throws IOException {
        long[] sums = new long[3];
        Path unused = Files.walkFileTree(space, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedIOException("the measurement was interrupted");
                }
                sums[kind(space.relativize(file))] += attributes.size();
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException why) {
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, IOException why) {
                return FileVisitResult.CONTINUE;
            }
        });
        return new FolderSize(sums[0], sums[1], sums[2]);
    }

    private static int kind(Path file) {
        String name = file.getFileName().toString();
        if (name.startsWith("history.jsonl") || name.startsWith("events.jsonl") || name.startsWith("events-")) {
            return 2;
        }
        for (Path part : file) {
            if (part.toString().startsWith("attachments.")) {
                return 1;
            }
        }
        return 0;
    }

    /** The form of {@code pg_size_pretty}: whole units, the next one from 10240 on, halves rounded up. */
    static String pretty(long bytes) {
        if (bytes < LARGEST) {
            return bytes + " bytes";
        }
        double value = bytes;
        int unit = -1;
        do {
            value /= STEP;
            unit++;
        } while (Math.round(value) >= LARGEST && unit < UNITS.length - 1);
        return Math.round(value) + " " + UNITS[unit];
    }
}
