package cc.dmart.httptests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An import that is killed halfway is done again and goes on; how far it is can be seen ({@code storage.md} 6). */
class ImportResumeIT {
    private static final int ENTRIES = 3000;
    private static final String META =
            "{\"uuid\":\"7c4a1f0e-52b6-4d0b-9f0e-%012d\",\"shortname\":\"%s\",\"is_active\":true,"
                    + "\"tags\":[],\"created_at\":\"2025-01-01T00:00:00.000000\",\"updated_at\":\"2025-01-01T00:00:00.000000\","
                    + "\"owner_shortname\":\"dmart\"%s}";

    @TempDir
    Path folder;

    private static byte[] archive() {
        List<String> files = new ArrayList<>(List.of(
                "big/.dm/meta.space.json", META.formatted(0, "big", ",\"indexing_enabled\":true"),
                "big/items/.dm/meta.folder.json", META.formatted(1, "items", "")));
        for (int i = 0; i < ENTRIES; i++) {
            String name = "n" + i;
            files.add("big/items/.dm/" + name + "/meta.content.json");
            files.add(META.formatted(
                    i + 2, name, ",\"payload\":{\"content_type\":\"json\",\"body\":\"" + name + ".json\"}"));
            files.add("big/items/" + name + ".json");
            files.add("{\"n\":" + i + "}");
        }
        return Zips.of(files.toArray(String[]::new));
    }

    private static Reply load(Http admin, byte[] zip) {
        return admin.send("POST", "/managed/import", BodyPublishers.ofByteArray(zip), "application/zip");
    }

    private static JsonNode progress(Http admin) {
        return admin.get("/admin/import").expect(200).json().at("/attributes");
    }

    @Test
    void anImportThatWasKilledGoesOn() throws InterruptedException {
        byte[] zip = archive();
        try (Server server = Server.in(folder).start()) {
            Http admin = server.http().admin();
            assertThat(progress(admin).at("/state").asText()).isEqualTo("none");
            server.http().get("/admin/import").expectError(401, 49);
            Thread client = new Thread(() -> {
                try {
                    load(admin, zip);
                } catch (UncheckedIOException e) {
                    // the server was killed
                }
            });
            client.start();
            long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (progress(admin).at("/stored").asInt() < 200 && System.nanoTime() < end) {
                LockSupport.parkNanos(1_000_000);
            }
            server.kill9();
            client.join();
            server.start();
            Http again = server.http().admin();
            JsonNode report = load(again, zip).expect(200).json().at("/attributes");
            assertThat(report.at("/skipped").asInt()).isBetween(200, ENTRIES);
            assertThat(report.at("/failed_count").asInt()).isZero();
            assertThat(report.at("/entries_inserted").asInt())
                    .isPositive()
                    .isEqualTo(ENTRIES + 2 - report.at("/skipped").asInt());
            assertThat(progress(again).at("/state").asText()).isEqualTo("done");
            assertThat(progress(again).at("/per_second").asInt()).isPositive();
            Map<String, Object> all = Map.of(
                    "type",
                    "search",
                    "space_name",
                    "big",
                    "subpath",
                    "items",
                    "search",
                    "@payload.body.n:[0 9999]",
                    "limit",
                    0);
            assertThat(again.post("/managed/query", all)
                            .json()
                            .at("/attributes/total")
                            .asInt())
                    .isEqualTo(ENTRIES);
        }
    }
}
