package cc.dmart.storage.files.internal.disk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a Unix tells of file systems and Java does not: where they are mounted, by the table of Linux, and their files. Thread-safe. */
final class Mounts {
    private static final Path TABLE = Path.of("/proc/self/mountinfo");
    private static final int DEVICE = 2;
    private static final int POINT = 4;
    private static final Pattern ESCAPED = Pattern.compile("\\\\([0-3][0-7]{2})");

    private static final long SECONDS = 5;

    private static final long FRESH = TimeUnit.SECONDS.toNanos(1);

    private volatile Points known = new Points(List.of(), System.nanoTime() - FRESH);

    /** Where file systems are mounted, and when that was looked up. */
    private record Points(List<Path> all, long nanos) {}

    /** The directory, then one directory on each other file system, as {@link Disk#fileSystems} says. */
    static List<Path> in(Path directory) {
        List<Path> out = new ArrayList<>(List.of(directory));
        try {
            out.addAll(below(table(), directory.toRealPath()));
            return out;
        } catch (NoSuchFileException e) {
            return out; // another system
        } catch (IOException e) {
            return List.of();
        }
    }

    private static String table() throws IOException {
        return new String(NioDisk.uninterrupted(() -> Files.readAllBytes(TABLE)), StandardCharsets.UTF_8);
    }

    /** The mount that holds a path: its device, and its place as one device may be mounted in several. */
    String mountOf(Path path) throws IOException {
        Path real = path.toRealPath();
        Path longest = points().stream()
                .filter(real::startsWith)
                .max(Comparator.comparingInt(Path::getNameCount))
                .orElse(real.getRoot());
        return Files.getAttribute(path, "unix:dev", LinkOption.NOFOLLOW_LINKS) + ":" + longest;
    }

    /** As they were within the last second: a move asks several times. */
    private List<Path> points() throws IOException {
        Points last = known;
        if (System.nanoTime() - last.nanos() >= FRESH) {
            last = new Points(Files.isReadable(TABLE) ? points(table()) : List.of(), System.nanoTime());
            known = last;
        }
        return last.all();
    }

    private static List<Path> points(String table) {
        return table.lines()
                .map(line -> line.split(" ", -1))
                .filter(fields -> fields.length > POINT)
                .map(fields -> Path.of(unescaped(fields[POINT])))
                .toList();
    }

    /** One directory on each file system in the table that begins below the real path of a directory and is not that of it. */
    static List<Path> below(String table, Path directory) {
        Map<String, Path> found = new LinkedHashMap<>();
        String own = "";
        int above = 0;
        for (String line : table.lines().toList()) {
            String[] fields = line.split(" ", -1);
            if (fields.length <= POINT) {
                continue;
            }
            Path point = directory.getFileSystem().getPath(unescaped(fields[POINT]));
            if (directory.startsWith(point)) {
                if (point.getNameCount() >= above) { // what is mounted later over the same place hides what was there
                    above = point.getNameCount();
                    own = fields[DEVICE];
                }
            } else if (point.startsWith(directory)) {
                found.putIfAbsent(fields[DEVICE], point);
            }
        }
        found.remove(own);
        return List.copyOf(found.values());
    }

    private static String unescaped(String text) {
        return ESCAPED.matcher(text)
                .replaceAll(
                        found -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(found.group(1), 8))));
    }

    /** Asks the tool {@code stat} of the system; where files are not counted their number is none. */
    static long freeFiles(Path path) {
        try {
            Process stat = new ProcessBuilder("stat", "-f", "-c", "%d %c", path.toString())
                    .redirectErrorStream(true)
                    .start();
            if (!stat.waitFor(SECONDS, TimeUnit.SECONDS) || stat.exitValue() != 0) {
                stat.destroyForcibly();
                return -1;
            }
            String[] counts = new String(stat.getInputStream().readNBytes(100), StandardCharsets.US_ASCII)
                    .strip()
                    .split(" ", 2);
            return counts.length < 2 || Long.parseLong(counts[1]) <= 0 ? -1 : Long.parseLong(counts[0]);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        } catch (IOException | NumberFormatException e) {
            return -1;
        }
    }
}
