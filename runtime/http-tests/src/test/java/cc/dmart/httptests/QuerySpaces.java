package cc.dmart.httptests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The data set of {@code query.md} 2.7 as a spaces folder of the original: only there can times and owners be what the data
 * set says. Immutable.
 */
final class QuerySpaces {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path CONFORMANCE =
            Path.of(System.getProperty("dmart.checkout", "../..")).resolve("../shared/conformance");

    private final Map<String, String> ids = new HashMap<>();
    private final Map<String, Integer> tags = new HashMap<>();

    private QuerySpaces() {}

    /** The lines of a conformance file. */
    static List<JsonNode> lines(String file) {
        try {
            List<JsonNode> out = new ArrayList<>();
            for (String line : Files.readAllLines(CONFORMANCE.resolve(file))) {
                if (!line.isBlank()) {
                    out.add(read(line));
                }
            }
            return out;
        } catch (IOException e) {
            throw new UncheckedIOException("conformance data is missing", e);
        }
    }

    private static JsonNode read(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(line, e);
        }
    }

    /** Writes the data set below a folder of spaces, and further lines as those of the data set. */
    static QuerySpaces write(Path spaces, String... more) {
        QuerySpaces out = new QuerySpaces();
        ObjectNode space = JSON.createObjectNode()
                .put("uuid", UUID.randomUUID().toString())
                .put("shortname", "shop")
                .put("is_active", true)
                .put("indexing_enabled", true)
                .put("owner_shortname", "dmart")
                .put("created_at", "2025-01-01T00:00:00.000000")
                .put("updated_at", "2025-01-01T00:00:00.000000");
        save(spaces.resolve("shop/.dm/meta.space.json"), space);
        lines("query-dataset.jsonl").forEach(line -> out.entry(spaces, line));
        for (String line : more) {
            out.entry(spaces, read(line));
        }
        return out;
    }

    private void entry(Path spaces, JsonNode line) {
        String space = line.get("space_name").asText();
        String subpath = line.get("subpath").asText();
        String name = line.get("shortname").asText();
        String type = line.get("resource_type").asText();
        String id = line.get("id").asText();
        ids.put(key(space, type, subpath, name), id);
        tags.put(id, line.path("tags").size());
        ObjectNode meta = line.deepCopy();
        meta.remove(List.of("id", "space_name", "subpath", "resource_type"));
        meta.put(
                "uuid",
                UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString());
        meta.put("updated_at", line.get("created_at").asText());
        if (!meta.has("tags")) {
            meta.putArray("tags");
        }
        Path folder = spaces.resolve(space).resolve(subpath.substring(1));
        JsonNode body = line.at("/payload/body");
        if (!body.isMissingNode() && line.at("/payload/content_type").asText().equals("json")) {
            save(folder.resolve(name + ".json"), body);
            ((ObjectNode) meta.get("payload")).put("body", name + ".json");
        }
        save(
                type.equals("folder")
                        ? folder.resolve(name).resolve(".dm/meta.folder.json")
                        : folder.resolve(".dm").resolve(name).resolve("meta." + type + ".json"),
                meta);
    }

    private static void save(Path file, JsonNode json) {
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, JSON.writeValueAsBytes(json));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String key(String space, String type, String subpath, String name) {
        String plain = subpath.equals("/") ? "" : subpath.startsWith("/") ? subpath.substring(1) : subpath;
        return space + ":" + type + ":" + plain + "/" + name;
    }

    /** The identifier of a record in the data set, or its shortname in brackets. */
    String id(String space, JsonNode record) {
        String name = record.get("shortname").asText();
        return ids.getOrDefault(
                key(
                        space,
                        record.get("resource_type").asText(),
                        record.get("subpath").asText(),
                        name),
                "(" + name + ")");
    }

    /** Identifiers of the records of an answer, in order. */
    List<String> ids(String space, JsonNode answer) {
        List<String> out = new ArrayList<>();
        answer.get("records").forEach(record -> out.add(id(space, record)));
        return out;
    }

    /** How many tags these have together, one that several have counted each time. */
    int tags(List<String> wanted) {
        return wanted.stream().mapToInt(tags::get).sum();
    }
}
