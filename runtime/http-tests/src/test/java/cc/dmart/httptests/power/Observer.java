package cc.dmart.httptests.power;

import cc.dmart.httptests.Http;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Looks at what is stored: through queries, by path, and at the bare files. */
final class Observer {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<Map<String, String>> QUESTIONS = List.of(
            Map.of("sort_by", "updated_at", "sort_type", "descending"),
            Map.of("search", "@payload.body.n:[0 1000000]", "sort_by", "payload.body.n"),
            Map.of("search", "text", "sort_by", "created_at"),
            Map.of("search", "-@payload.content_type:json", "sort_by", "shortname"),
            Map.of("type", "attachments", "sort_by", "updated_at"));

    private Observer() {}

    /** What a client's folder holds, as a query with payloads and attachments tells it. */
    static World byQuery(Http http, String folder) {
        JsonNode reply = http.post(
                        "/managed/query",
                        Map.of(
                                "type",
                                "search",
                                "space_name",
                                "power",
                                "subpath",
                                folder,
                                "limit",
                                -1,
                                "retrieve_json_payload",
                                true,
                                "retrieve_attachments",
                                true))
                .expect(200)
                .json();
        Map<String, String> found = new TreeMap<>();
        for (JsonNode record : reply.path("records")) {
            String path = "/" + record.path("subpath").asText() + "/"
                    + record.path("shortname").asText();
            found.put(record.path("resource_type").asText() + ":" + path, content(record));
            record.path("attachments")
                    .properties()
                    .forEach(list -> list.getValue()
                            .forEach(a -> found.put(
                                    list.getKey() + ":" + path + "/"
                                            + a.path("shortname").asText(),
                                    a.at("/attributes/payload/checksum").asText())));
        }
        found.remove("folder:" + folder);
        if (reply.at("/attributes/total").asInt()
                != reply.at("/attributes/returned").asInt()) {
            throw new AssertionError("total and rows differ: " + reply.path("attributes"));
        }
        return new World(found);
    }

    /** What the index finds by time, number, word and type, in its order, attachments too. */
    static List<String> byIndex(Http http) {
        List<String> out = new ArrayList<>();
        for (Map<String, String> question : QUESTIONS) {
            Map<String, Object> query = new TreeMap<>(question);
            query.putAll(Map.of("space_name", "power", "subpath", "/", "limit", -1));
            query.putIfAbsent("type", "search");
            JsonNode reply = http.post("/managed/query", query).expect(200).json();
            out.add(question + ": " + reply.at("/attributes/total"));
            for (JsonNode record : reply.path("records")) {
                out.add(record.path("resource_type").asText() + ":"
                        + record.path("subpath").asText() + "/"
                        + record.path("shortname").asText());
            }
        }
        return out;
    }

    private static String content(JsonNode record) {
        JsonNode body = record.at("/attributes/payload/body");
        return body.isMissingNode() ? "" : body.toString();
    }

    /** Every thing of a world must be readable by its path, whole; pictures byte for byte. */
    static void byPath(Http http, World world) {
        world.things().forEach((key, content) -> {
            String path = World.pathOf(key);
            String type = key.substring(0, key.indexOf(':'));
            if (type.equals("media")) {
                byte[] bytes = http.get("/managed/payload/media/power" + path + ".png")
                        .expect(200)
                        .body();
                check(sha256(bytes).equals(content), key + ": other bytes than acknowledged");
            } else {
                JsonNode entry = http.get("/managed/entry/" + type + "/power" + path + "?retrieve_json_payload=true")
                        .expect(200)
                        .json();
                JsonNode body = entry.at("/payload/body");
                check((body.isMissingNode() ? "" : body.toString()).equals(content), key + ": " + entry);
            }
        });
    }

    /** No file that belongs to nothing, no temporary file, every JSON file and log line whole. */
    static void byFiles(Path space, Set<String> keys) {
        Set<String> owners = new HashSet<>();
        keys.forEach(key -> owners.add(World.pathOf(key)));
        try (Stream<Path> files = Files.walk(space)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                check(!name.startsWith("."), "stray file " + file);
                if (name.endsWith(".json")) {
                    check(JSON.readTree(file.toFile()).isObject(), "broken " + file);
                }
                if (name.endsWith(".jsonl")) {
                    lines(file);
                }
                check(owner(space, file, owners), "file of nothing: " + file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean owner(Path space, Path file, Set<String> owners) {
        List<String> parts = new ArrayList<>();
        space.relativize(file).forEach(p -> parts.add(p.toString()));
        int dm = parts.indexOf(".dm");
        if (dm == 0) {
            return true;
        }
        if (dm < 0) {
            String last = parts.remove(parts.size() - 1);
            return owners.contains("/" + String.join("/", parts) + "/" + last.substring(0, last.indexOf('.')))
                    || parts.get(0).equals("schema");
        }
        String folder = "/" + String.join("/", parts.subList(0, dm));
        List<String> rest = parts.subList(dm + 1, parts.size());
        if (rest.size() == 1) {
            return rest.get(0).equals("meta.folder.json") && (dm == 1 || owners.contains(folder));
        }
        if (rest.get(1).startsWith("attachments.")) {
            String last = rest.get(2);
            String shortname = last.startsWith("meta.") ? last.split("\\.")[1] : last.split("\\.")[0];
            return owners.contains(folder + "/" + rest.get(0) + "/" + shortname);
        }
        return owners.contains(folder + "/" + rest.get(0));
    }

    private static void lines(Path file) throws IOException {
        Set<String> uuids = new HashSet<>();
        for (String line : Files.readAllLines(file)) {
            JsonNode json = JSON.readTree(line);
            if (json.has("uuid")) {
                check(uuids.add(json.path("uuid").asText()), "line twice in " + file);
            }
        }
    }

    static void check(boolean holds, String message) {
        if (!holds) {
            throw new AssertionError(message);
        }
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
