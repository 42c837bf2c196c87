package cc.dmart.httptests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backup and restore by copying folders, as {@code docs/operators.md} tells. */
class RestoreIT {
    @TempDir
    Path folder;

    private Server server;
    private Http admin;

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Path target = to.resolve(from.relativize(path).toString());
                Files.copy(path, target, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    private static void remove(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private void request(String type, String resource, String subpath, String name) {
        Map<String, Object> record = Map.of(
                "resource_type",
                resource,
                "subpath",
                subpath,
                "shortname",
                name,
                "attributes",
                Map.of("is_active", true));
        admin.post("/managed/request", Map.of("space_name", "shop", "request_type", type, "records", List.of(record)))
                .expect(200);
    }

    private List<String> found() {
        Map<String, Object> query =
                Map.of("type", "search", "space_name", "shop", "subpath", "pens", "search", "", "sort_by", "shortname");
        return admin.post("/managed/query", query)
                .expect(200)
                .json()
                .at("/records")
                .findValuesAsText("shortname");
    }

    private int total() {
        Map<String, Object> query = Map.of("type", "counters", "space_name", "shop", "subpath", "pens", "search", "");
        return admin.post("/managed/query", query)
                .expect(200)
                .json()
                .at("/attributes/total")
                .asInt();
    }

    private void shop() {
        request("create", "space", "/", "shop");
        request("create", "folder", "/", "pens");
        request("create", "content", "pens", "blue");
    }

    /** The mistake that is made first: the copy is put back beside an index that knows of what came later. */
    @Test
    void anOlderCopyBesideTheDataOfLaterIsFoundAsItIs() throws IOException {
        Path copy = folder.resolve("copy");
        try (Server started = Server.in(folder.resolve("server")).start()) {
            server = started;
            admin = server.http().admin();
            shop();
            copy(server.spaces(), copy);
            request("delete", "content", "pens", "blue");
            request("create", "content", "pens", "red");
            assertThat(server.stop()).isZero();
            remove(server.spaces());
            copy(copy, server.spaces());

            server.start();
            admin = server.http().admin();
            server.await("the copy in the index", Duration.ofMillis(50), () -> found().equals(List.of("blue")));
            assertThat(total()).isEqualTo(1);
            assertThat(server.log()).contains("was put there since this server left another one");
            int before = server.log().length();
            server.restart();
            assertThat(server.log().substring(before)).doesNotContain("was put there since");
        }
    }

    /** What a backup needs is the spaces alone: the rest is made anew. */
    @Test
    void aCopyOfTheSpacesAloneIsAServer() throws IOException {
        Path copy = folder.resolve("other/spaces");
        try (Server first = Server.in(folder.resolve("server")).start()) {
            server = first;
            admin = server.http().admin();
            shop();
            Files.createDirectories(copy.getParent());
            copy(server.spaces(), copy); // while it runs
        }
        try (Server second = Server.in(folder.resolve("other")).start()) {
            admin = second.http().admin();
            assertThat(found()).containsExactly("blue");
            assertThat(second.log()).doesNotContain("was put there since");
        }
    }
}
