package cc.dmart.launcher;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The folder from which Config Admin reads: emptied and written anew at each start, so that every component finds its
 * configuration the moment it is looked at. Readable by the owner alone, because secrets pass through it.
 */
final class ConfigFolder {
    private final Path root;

    ConfigFolder(Path root) {
        this.root = root;
    }

    /** Empties the folder. @throws IOException if it cannot be made or emptied */
    void reset() throws IOException {
        if (Files.exists(root)) {
            try (Stream<Path> old = Files.walk(root)) {
                for (Path path : old.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        Files.createDirectories(root);
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
    }

    /** Writes the settings of one bundle. A key {@code a_b} becomes the property {@code a.b} that DS maps to it. */
    void write(String pid, Map<String, Object> settings) throws IOException {
        Map<String, Object> properties = new TreeMap<>();
        settings.forEach((key, value) -> properties.put(key.replace('_', '.'), value));
        save(pid, properties);
    }

    /** Takes over a file of {@code etc/}: {@code <pid>.properties} or {@code <factory pid>~<name>.properties}. */
    void copy(Path file) throws IOException {
        Properties written = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            written.load(in);
        }
        Map<String, Object> properties = new TreeMap<>();
        written.stringPropertyNames().forEach(key -> properties.put(key, written.getProperty(key)));
        save(file.getFileName().toString().replaceFirst("\\.properties$", ""), properties);
    }

    private void save(String pid, Map<String, Object> properties) throws IOException {
        properties.put("service.pid", pid);
        int tilde = pid.indexOf('~');
        if (tilde > 0) {
            properties.put("service.factoryPid", pid.substring(0, tilde));
        }
        String path = pid.replace('.', '/').replace("~", "%007e");
        Files.createDirectories(root.resolve(path).resolve("..").normalize());
        Path file = root.resolve(path + ".config");
        String lines = properties.entrySet().stream()
                .map(e -> e.getKey() + "=" + render(e.getValue()) + "\n")
                .collect(Collectors.joining());
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, lines);
    }

    private static String render(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(item -> quote(item.toString())).collect(Collectors.joining(",", "[", "]"));
        }
        String type =
                value instanceof Integer ? "I" : value instanceof Long ? "L" : value instanceof Boolean ? "B" : "";
        return type + quote(value.toString());
    }

    private static String quote(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append("\\\"= ".indexOf(c) >= 0 ? "\\" : "").append(c);
            }
        }
        return out.append('"').toString();
    }
}
