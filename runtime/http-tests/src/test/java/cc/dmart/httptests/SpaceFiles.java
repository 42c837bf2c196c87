package cc.dmart.httptests;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What lies in the folder of a space. */
final class SpaceFiles {
    private static final ObjectMapper JSON = new ObjectMapper();

    private SpaceFiles() {}

    /** Files of a space, those of the server itself left out. */
    static SortedMap<String, byte[]> of(Server server, String space) {
        SortedMap<String, byte[]> out = new TreeMap<>();
        try (Stream<Path> all = Files.walk(server.spaces().resolve(space))) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String name = server.spaces().relativize(file).toString();
                if (!name.endsWith("/events.jsonl")) {
                    out.put(name, Files.readAllBytes(file));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out;
    }

    /** Metas as trees without what every write renews; other files as they are. */
    static Map<String, Object> comparable(Map<String, byte[]> files) throws IOException {
        Map<String, Object> out = new TreeMap<>();
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            String name = file.getKey();
            if (name.contains("/meta.")) {
                var tree = (ObjectNode) JSON.readTree(file.getValue());
                tree.remove("last_checksum_history");
                out.put(name, tree);
            } else if (name.endsWith("history.jsonl")) {
                List<Object> lines = new ArrayList<>();
                for (String line : new String(file.getValue(), StandardCharsets.UTF_8).split("\n")) {
                    lines.add(JSON.readTree(line).get("diff"));
                }
                out.put(name, lines);
            } else {
                out.put(name, Arrays.hashCode(file.getValue()));
            }
        }
        return out;
    }
}
