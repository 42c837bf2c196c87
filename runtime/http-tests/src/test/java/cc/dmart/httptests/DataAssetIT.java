package cc.dmart.httptests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SQL on attachments, once the optional bundle is dropped in ({@code query.md} 7, {@code http-api.md} 4.18). */
class DataAssetIT {
    private static final Path OPTIONAL = Path.of(System.getProperty("dmart.dist", "../dist/target/dmart"), "optional");

    @TempDir
    static Path folder;

    private static Server server;
    private static Http admin;

    @BeforeAll
    static void start() throws IOException {
        server = Server.in(folder).with("DMART_DATA_ASSETS_ENABLED", "true").start();
        admin = server.http().admin();
        create("space", "/", "shop", Map.of());
        create("folder", "/", "products", Map.of());
        create("content", "products", "red_shoe", Map.of());
        upload(
                "csv",
                "sales",
                "a.csv",
                "text/csv",
                "\uFEFFregion,n,code,ok\nnorth,1,007,true\nsouth,2,010,false\nnorth,,x,\n");
        upload("csv", "stock", "b.csv", "text/csv", "region,left\nnorth,5\n");
        upload(
                "jsonl",
                "events",
                "c.jsonl",
                "application/octet-stream",
                "{\"a\":1,\"b\":\"x\"}\n\n{\"a\":2.5,\"c\":{\"d\":[1]}}\n");
        query("csv", "SELECT 1").expectError(400, 401);
        drop();
    }

    /** Puts the optional bundle into the watched folder of the running server. */
    private static void drop() throws IOException {
        try (Stream<Path> jars = Files.list(OPTIONAL)) {
            for (Path jar : jars.toList()) {
                Path part = server.plugins().resolve("part.tmp");
                Files.copy(jar, part);
                Files.move(part, server.plugins().resolve(jar.getFileName()));
            }
        }
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (query("csv", "SELECT 1 AS one").status() != 200) {
            assertThat(System.nanoTime()).as(server.log()).isLessThan(end);
            LockSupport.parkNanos(50_000_000);
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void create(String type, String subpath, String name, Map<String, Object> attributes) {
        Map<String, Object> record =
                Map.of("resource_type", type, "subpath", subpath, "shortname", name, "attributes", attributes);
        admin.post(
                        "/managed/request",
                        Map.of("space_name", "shop", "request_type", "create", "records", List.of(record)))
                .expect(200);
    }

    private static void upload(String type, String name, String fileName, String mediaType, String content) {
        String record = "{\"resource_type\":\"" + type + "\",\"subpath\":\"products/red_shoe\",\"shortname\":\"" + name
                + "\",\"attributes\":{\"is_active\":true,\"content_type\":\"" + type + "\"}}";
        String head = "--b\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n";
        String body = head.formatted("space_name", "shop") + head.formatted("request_record", record)
                + "--b\r\nContent-Disposition: form-data; name=\"payload_file\"; filename=\"" + fileName
                + "\"\r\nContent-Type: " + mediaType + "\r\n\r\n" + content + "\r\n--b--\r\n";
        admin.send(
                        "POST",
                        "/managed/resource_with_payload",
                        BodyPublishers.ofString(body, StandardCharsets.UTF_8),
                        "multipart/form-data; boundary=b")
                .expect(200);
    }

    private static Reply query(String type, String sql, String... names) {
        return query(admin, "", request(type, sql, names));
    }

    private static Map<String, Object> request(String type, String sql, String... names) {
        Map<String, Object> out = new HashMap<>(Map.of(
                "space_name",
                "shop",
                "subpath",
                "/products",
                "resource_type",
                "content",
                "shortname",
                "red_shoe",
                "data_asset_type",
                type,
                "query_string",
                sql));
        if (names.length > 0) {
            out.put("filter_data_assets", List.of(names));
        }
        return out;
    }

    private static Reply query(Http who, String parameters, Map<String, Object> request) {
        return who.post("/managed/data-asset" + parameters, request);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "csv;sales;SELECT * FROM 'sales' LIMIT 10;[{\"region\":\"north\",\"n\":1,\"code\":\"007\",\"ok\":true},{\"region\":\"south\",\"n\":2,\"code\":\"010\",\"ok\":false},{\"region\":\"north\",\"n\":null,\"code\":\"x\",\"ok\":null}]",
                "csv;sales;SELECT region, sum(n) AS n FROM sales GROUP BY region;[{\"region\":\"north\",\"n\":1},{\"region\":\"south\",\"n\":2}]",
                "csv;sales;SELECT count(*) AS c FROM file;[{\"c\":3}]",
                "csv;;SELECT s.n, t.left FROM sales s JOIN stock t USING (region) WHERE s.n = 1;[{\"n\":1,\"left\":5}]",
                "csv;;SELECT table_name FROM temp.information_schema.tables ORDER BY 1;[{\"table_name\":\"sales\"},{\"table_name\":\"stock\"}]",
                "jsonl;;SELECT * FROM 'events';[{\"a\":1,\"b\":\"x\",\"c\":null},{\"a\":2.5,\"b\":null,\"c\":\"{\\\"d\\\":[1]}\"}]",
            })
    void answers(String type, String name, String sql, String expected) {
        Reply reply = name == null || name.isEmpty() ? query(type, sql) : query(type, sql, name);
        assertThat(reply.expect(200).text()).isEqualTo(expected);
        assertThat(reply.header("X-Truncated")).isEqualTo("false");
    }

    @Test
    void textsAsOnce() {
        Reply reply = query(admin, "?stringify=true", request("csv", "SELECT n, ok FROM sales LIMIT 3", "sales"));
        assertThat(reply.text())
                .isEqualTo("[{\"n\":\"1\",\"ok\":\"true\"},{\"n\":\"2\",\"ok\":\"false\"},{\"n\":\"\",\"ok\":\"\"}]");
    }

    @Test
    void refusals() {
        query("csv", "DROP TABLE sales").expectError(400, 402);
        query("csv", "SELECT 1; SELECT 2").expectError(400, 402);
        query("csv", "ATTACH '/etc/passwd' AS x").expectError(400, 402);
        query("csv", "SELECT * FROM nosuch").expectError(400, 402);
        query("csv", "SELECT 1", "nosuch").expectError(400, 220);
        query("sqlite", "SELECT 1").expectError(422, 424);
        query("sqlite", "SELECT 1", "nosuch").expectError(400, 220);
        query("duckdb", "SELECT 1", "nosuch").expectError(400, 401);
        query("parquet", "SELECT 1").expectError(400, 401);
        query("media", "SELECT 1").expectError(422, 424);
        Map<String, Object> missing = request("csv", "SELECT 1");
        missing.put("shortname", "none");
        query(admin, "", missing).expectError(404, 220);
        missing.remove("query_string");
        query(admin, "", missing).expectError(422, 424);
        Map<String, Object> user = Map.of("password", "Blue-Whale-77", "roles", List.of());
        Map<String, Object> record =
                Map.of("resource_type", "user", "subpath", "users", "shortname", "omar", "attributes", user);
        admin.post(
                        "/managed/request",
                        Map.of("space_name", "management", "request_type", "create", "records", List.of(record)))
                .expect(200);
        query(server.http().login("omar", "Blue-Whale-77"), "", request("csv", "SELECT 1"))
                .expectError(401, 401);
        query(server.http(), "", request("csv", "SELECT 1")).expectError(401, 49);
    }
}
