package cc.dmart.httptests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sample spaces of the earlier servers are served as they are ({@code storage.md} 7), and looking at them changes nothing. */
class SampleSpacesIT {
    /** Entries below the root of each space, of every type but space. */
    private static final Map<String, Integer> ENTRIES =
            Map.of("applications", 31, "archive", 0, "management", 53, "maqola", 0, "personal", 11);

    private static final String DMART = "management/users/.dm/dmart/";

    @TempDir
    Path folder;

    private Server server;
    private Http admin;

    @Test
    void areServedCheckedAndLeftAlone() throws IOException {
        server = Server.in(folder).withSpaces("../shared/data/sample-spaces");
        try (Server closed = server) {
            Map<String, String> before = files(server.spaces());
            admin = closed.start().http().admin();
            everyEntryIsRead();
            wartsAreWarnings();
            assertThat(server.http().get("/health/ready").expect(200).text()).contains("\"ready\":true");
            assertThat(server.stop()).isZero();
            Map<String, String> after = files(server.spaces());
            List<String> changed = new ArrayList<>(before.keySet());
            changed.removeIf(file -> before.get(file).equals(after.get(file)));
            // the password that the sample has for the administrator is refused, so one was set, and there was a login
            assertThat(changed).containsExactly(DMART + "meta.user.json");
            after.keySet().removeAll(before.keySet());
            assertThat(after.keySet())
                    .as("logs, and the reports of the health check")
                    .allMatch(file -> file.startsWith("management/health_check/")
                            || List.of(".dmart.lock", "management/.dm/events.jsonl", DMART + "history.jsonl")
                                    .contains(file));
            assertThat(server.log()).doesNotContain("ERROR");
        }
    }

    /** All are found by a query, and each by its path, with its payload. */
    private void everyEntryIsRead() throws IOException {
        assertThat(query("spaces", "management").at("/attributes/total").asInt())
                .isEqualTo(ENTRIES.size());
        ENTRIES.forEach((space, count) -> {
            JsonNode reply = query("search", space);
            assertThat(reply.at("/attributes/total").asInt()).as(space).isEqualTo(count);
            assertThat(reply.get("records")).hasSize(count);
            for (JsonNode record : reply.get("records")) {
                String subpath = record.get("subpath").asText();
                String name = record.get("shortname").asText();
                String type = record.get("resource_type").asText();
                String path = type + "/" + space + "/" + (subpath.equals("/") ? "__root__" : subpath) + "/" + name;
                JsonNode entry = admin.get("/managed/entry/" + path + "?retrieve_json_payload=true")
                        .expect(200)
                        .json();
                assertThat(entry.get("uuid")).as(path).isEqualTo(record.get("uuid"));
                assertThat(entry.at("/payload/body")).as(path).isEqualTo(record.at("/attributes/payload/body"));
            }
        });
        assertThat(query("attachments", "management").at("/attributes/total").asInt())
                .isEqualTo(4);
        String avatar = "personal/people/dmart/protected/avatar.png";
        assertThat(admin.get("/managed/payload/content/" + avatar).expect(200).body())
                .isEqualTo(Files.readAllBytes(server.spaces().resolve(avatar)));
    }

    private JsonNode query(String type, String space) {
        Map<String, Object> query = new TreeMap<>(Map.of("type", type, "space_name", space, "subpath", "/"));
        query.putAll(Map.of("limit", -1, "retrieve_json_payload", true));
        return admin.post("/managed/query", query).expect(200).json();
    }

    private void wartsAreWarnings() {
        Map<String, Integer> counts = new TreeMap<>();
        List<String> orphans = new ArrayList<>();
        for (String space : ENTRIES.keySet()) {
            JsonNode report = admin.get("/managed/health/hard/" + space)
                    .expect(200)
                    .json()
                    .get("attributes");
            assertThat(report.get("invalid_folders")).as(space).isEmpty();
            assertThat(report.get("folders_report"))
                    .as("warnings make nothing invalid")
                    .allSatisfy(one -> assertThat(one.get("invalid_entries")).isEmpty());
            for (JsonNode check : report.get("checks")) {
                String name = check.get("name").asText();
                counts.merge(name, check.get("count").asInt(), Integer::sum);
                if (name.equals("orphan_file")) {
                    check.get("samples").forEach(s -> orphans.add(s.asText().replaceFirst(":.*", "")));
                }
            }
        }
        assertThat(orphans)
                .containsExactlyInAnyOrder(
                        "management/requests.json",
                        "applications/logs.json",
                        "applications/errors.json",
                        "applications/configurations/time_out.json");
        assertThat(counts)
                .isEqualTo(Map.of(
                        "orphan_file", 4,
                        "checksum", 6,
                        "dangling_reference", 6,
                        "duplicate_value", 1,
                        "empty_schema", 3,
                        "legacy_attachment_directory", 1,
                        "legacy_content_type", 2,
                        "password_format", 1,
                        "plugin_not_installed", 6,
                        // two members of each of 18 payloads, and the type in the meta of a space
                        "unknown_field", 37));
    }

    private static Map<String, String> files(Path root) throws IOException {
        Map<String, String> out = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                out.put(root.relativize(file).toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return out;
    }
}
