package cc.dmart.storage.files.internal.disk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** What a Unix tells of file systems and Java does not. */
final class Mounts {
    private static final Path TABLE = Path.of("/proc/self/mountinfo");
    private static final int POINT = 4;
    private static final long SECONDS = 5;

    private Mounts() {}

    /** The mount that holds a path: its device, and its place as one device may be mounted in several. */
    static String mountOf(Path path) throws IOException {
        String real = path.toRealPath().toString();
        String longest = "";
        if (Files.isReadable(TABLE)) {
            String table = new String(Files.readAllBytes(TABLE), StandardCharsets.UTF_8);
            for (String line : table.lines().toList()) {
                String[] fields = line.split(" ", POINT + 2);
                String point = fields.length > POINT ? plain(fields[POINT]) : "";
                if (point.length() > longest.length() && (real.equals(point) || real.startsWith(point + "/"))) {
                    longest = point;
                }
            }
        }
        return Files.getAttribute(path, "unix:dev", LinkOption.NOFOLLOW_LINKS) + ":" + longest;
    }

    /** Blanks and backslashes are octal there. */
    private static String plain(String point) {
        return point.replace("\\040", " ")
                .replace("\\011", "\t")
                .replace("\\012", "\n")
                .replace("\\134", "\\");
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
