package cc.dmart.httptests.contract;

import static cc.dmart.httptests.contract.Caller.ADMIN;
import static cc.dmart.httptests.contract.Caller.NOBODY;
import static cc.dmart.httptests.contract.Caller.STRANGER;
import static cc.dmart.httptests.contract.Row.row;
import static cc.dmart.httptests.contract.Row.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.client.FilePart;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPInputStream;

/** Data assets where they are switched on and the plugin with the engine is dropped ({@code http-api.md} 4.18). */
class DataAssetContractIT extends ContractSuite {
    private static final Path PLUGIN = Path.of(System.getProperty("dmart.checkout", "../.."))
            .resolve("plugins-dropin/cc.dmart.plugin.data_assets/target");
    private static final String PATH = "/managed/data-asset";
    private static final String SALES = "region,n,day\nnorth,1,2024-01-02\nsouth,2,\n";
    private static final Caller VERA = Caller.user("vera");

    @Override
    protected Map<String, String> settings() {
        return Map.of("DMART_DATA_ASSETS_ENABLED", "true", "DMART_DATA_ASSET_MAX_ROWS", "5");
    }

    @Override
    protected void prepare(World world) {
        Shop.make(world, "assets");
        upload(world, "blue", "csv", "sales", utf8(SALES), "");
        upload(world, "blue", "jsonl", "lines", utf8("{\"a\":1,\"b\":{\"c\":[true]}}\n{\"a\":2}\n"), "");
        upload(world, "blue", "parquet", "cubes", resource("cubes.parquet"), "");
        upload(world, "blue", "sqlite", "lite", resource("lite.sqlite"), "");
        upload(world, "blue", "duckdb", "base", resource("base.duckdb.gz"), "");
        upload(world, "red", "csv", "priced", utf8("price,code\n3,007\n"), "item");
        upload(world, "red", "jsonl", "priced", utf8("{\"price\":\"dear\"}\n"), "item");
        upload(world, "red", "parquet", "lost", resource("cubes.parquet"), "");
        try {
            Files.delete(world.server().spaces().resolve("assets/pens/.dm/red/attachments.parquet/lost.parquet"));
            drop(world);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        viewer(world);
    }

    private static void upload(World world, String entry, String type, String name, byte[] bytes, String schema) {
        String payload = schema.isEmpty() ? "{}" : "{payload:{content_type:'" + type + "', schema_shortname:'item'}}";
        world.client(ADMIN)
                .entries()
                .upload(
                        "assets",
                        Shop.record(type, "pens/" + entry, name, payload),
                        FilePart.of(name + "." + type, "application/octet-stream", bytes));
    }

    private static byte[] resource(String name) {
        try (InputStream in = DataAssetContractIT.class.getResourceAsStream("assets/" + name)) {
            byte[] bytes = Objects.requireNonNull(in, name).readAllBytes();
            return name.endsWith(".gz") ? new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes() : bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void drop(World world) throws IOException {
        Path part = world.server().plugins().resolve("data_assets.part");
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(PLUGIN, "cc.dmart.plugin.data_assets-*.jar")) {
            Files.copy(jars.iterator().next(), part);
        }
        Files.move(part, world.server().plugins().resolve("data_assets.jar"), StandardCopyOption.ATOMIC_MOVE);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!isActive(world)) {
            assertThat(System.nanoTime()).as("the plugin becomes active").isLessThan(end);
            LockSupport.parkNanos(20_000_000);
        }
    }

    private static boolean isActive(World world) {
        for (JsonNode record :
                world.admin().get("/info/plugins").expect(200).json().path("records")) {
            if (record.path("shortname").asText().equals("data_assets")) {
                return record.at("/attributes/status").asText().equals("ACTIVE");
            }
        }
        return false;
    }

    /** An account that may view content and lines, and no other attachment. */
    private static void viewer(World world) {
        Shop.account(
                world,
                "vera",
                "assets_view",
                "{subpaths:{assets:['__all_subpaths__']}, resource_types:['content', 'jsonl'], actions:['view'], conditions:[]}");
    }

    /** A question; a backquote stands for a quote in SQL. */
    private static Row ask(Row row, String path, String entry, String type, String filter, String sql) {
        return row.post(
                path,
                "{space_name:'assets', subpath:'/pens', resource_type:'content', shortname:'" + entry
                        + "', data_asset_type:'" + type + "', filter_data_assets:" + filter + ", query_string:\""
                        + sql.replace('`', '\'') + "\"}");
    }

    private static Row ask(String outcome, String detail, String type, String filter, String sql) {
        return ask(row(outcome, detail).as(ADMIN), PATH, "blue", type, filter, sql);
    }

    @Override
    protected List<Row> rows() {
        List<Row> out = new ArrayList<>(answers());
        out.addAll(refusals());
        return out;
    }

    private static List<Row> answers() {
        return List.of(
                ask(
                                "data_asset",
                                "csv",
                                "csv",
                                "['sales']",
                                "SELECT region, sum(n) AS n FROM sales GROUP BY 1 ORDER BY 1")
                        .gives(200, "[{region:'north', n:1}, {region:'south', n:2}]")
                        .has("X-Truncated", "false")
                        .has("Content-Type", "application/json.*"),
                ask("data_asset", "as CXB asks", "csv", "null", "SELECT * FROM `sales`")
                        .gives(200, "[{region:'north', n:1, day:'2024-01-02'}, {region:'south', n:2, day:null}]"),
                ask("data_asset", "jsonl", "jsonl", "null", "SELECT * FROM file ORDER BY a")
                        .gives(200, "[{a:1, b:{c:[true]}}, {a:2, b:null}]"),
                ask("data_asset", "parquet", "parquet", "null", "SELECT max(cube) AS m FROM cubes")
                        .gives(200, "[{m:27}]"),
                ask("data_asset", "duckdb", "duckdb", "['base']", "SELECT * FROM orders LIMIT 10")
                        .gives(200, "[{id:1, total:2.5}]"),
                ask("data_asset", "sqlite", "sqlite", "['lite']", "SELECT * FROM `people` ORDER BY id LIMIT 10")
                        .gives(200, "[{id:1, name:'Ana', born:'1990-05-06'}, {id:2, name:null, born:null}]"),
                ask("data_asset", "tables", "sqlite", "['lite']", "SELECT * FROM temp.information_schema.tables")
                        .gives(200, "[{table_name:'people', table_schema:'main'}]"),
                ask("data_asset", "cut", "csv", "null", "SELECT i FROM range(1000000000000) r(i)")
                        .gives(200, "[{i:0}, {i:1}, {i:2}, {i:3}, {i:4}]")
                        .has("X-Truncated", "true")
                        .has("Access-Control-Expose-Headers", ".*X-Truncated.*"),
                ask(
                                row("data_asset", "all values as texts").as(ADMIN),
                                PATH + "?stringify=true",
                                "blue",
                                "csv",
                                "null",
                                "SELECT *, n > 1 AS many FROM sales ORDER BY n")
                        .gives(
                                200,
                                "[{region:'north', n:'1', day:'2024-01-02', many:'false'}, {region:'south', n:'2', day:'', many:'true'}]"),
                ask(row("data_asset", "rows that fit").as(ADMIN), PATH, "red", "csv", "null", "SELECT * FROM priced")
                        .gives(200, "[{price:3, code:'007'}]"),
                ask(row("data_asset", "who may view").as(VERA), PATH, "blue", "jsonl", "null", "SELECT a FROM lines")
                        .gives(200, "[{a:1}, {a:2}]"));
    }

    private static List<Row> refusals() {
        return List.of(
                ask("data_asset_none", "of this name", "csv", "['other']", "SELECT 1")
                        .fails(400, "request", 220),
                ask(row("data_asset_none").as(ADMIN), PATH, "red", "sqlite", "['x']", "SELECT 1")
                        .fails(400, "request", 220),
                ask(row("data_asset_file").as(ADMIN), PATH, "red", "parquet", "null", "SELECT 1")
                        .fails(404, "db", 402),
                ask(row("data_asset_entry").as(ADMIN), PATH, "none", "csv", "null", "SELECT 1")
                        .fails(404, "db", 220),
                ask(row("data_asset_schema").as(ADMIN), PATH, "red", "jsonl", "null", "SELECT 1")
                        .fails(400, "validation", 422),
                ask("data_asset_body", "no database named", "sqlite", "null", "SELECT 1")
                        .fails(422, "validation", 424),
                ask("data_asset_body", "two databases", "duckdb", "['a', 'b']", "SELECT 1")
                        .fails(422, "validation", 424),
                ask("data_asset_body", "no such type", "xls", "null", "SELECT 1")
                        .fails(422, "validation", 424),
                ask(row("data_asset_denied").as(STRANGER), PATH, "blue", "csv", "null", "SELECT 1")
                        .fails(401, "request", 401),
                ask(row("data_asset_denied", "the attachment").as(VERA), PATH, "blue", "csv", "null", "SELECT 1")
                        .fails(401, "request", 401),
                ask(row("data_asset_login").as(NOBODY), PATH, "blue", "csv", "null", "SELECT 1")
                        .fails(401, "jwtauth", 49),
                ask("data_asset_sql", "a file of the server", "csv", "null", "SELECT * FROM read_text(`/etc/passwd`)")
                        .fails(400, "request", 402),
                ask("data_asset_sql", "no such table", "csv", "null", "SELECT * FROM nothing")
                        .fails(400, "request", 402)
                        .check(reply -> assertThat(reply.text())
                                .contains("nothing does not exist")
                                .doesNotContain("/")));
    }
}
