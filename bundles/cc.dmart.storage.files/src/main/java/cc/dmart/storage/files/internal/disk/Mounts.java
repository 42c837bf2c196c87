package cc.dmart.storage.files.internal.disk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The file systems that are mounted below a directory, by the table in which Linux tells them. Thread-safe. */
final class Mounts {
    private static final Path TABLE = Path.of("/proc/self/mountinfo");
    private static final int DEVICE = 2;
    private static final int POINT = 4;
    private static final Pattern ESCAPED = Pattern.compile("\\\\([0-3][0-7]{2})");

    private Mounts() {}

    /** The directory, then one directory on each other file system, as {@link Disk#fileSystems} says. */
    static List<Path> in(Path directory) {
        List<Path> out = new ArrayList<>(List.of(directory));
        try {
            byte[] table = NioDisk.uninterrupted(() -> Files.readAllBytes(TABLE));
            out.addAll(below(new String(table, StandardCharsets.UTF_8), directory.toRealPath()));
            return out;
        } catch (NoSuchFileException e) {
            return out; // another system
        } catch (IOException e) {
            return List.of();
        }
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
}
