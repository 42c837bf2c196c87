package cc.dmart.dataasset.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DataAssetResult;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.PayloadFile;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.plugin.DataAssetEngine.Limits;
import cc.dmart.api.plugin.DataAssetEngine.Table;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteConfig;

/** What a statement may do and what it may not ({@code query.md} 7, {@code security.md} 5.12). */
class SqliteEngineTest {
    private static final Limits LIMITS = new Limits(3000, 100);
    private static final Table SALES = table(
            "sales",
            List.of("region", "n", "price", "yes"),
            "['north',1,2.5,true]",
            "['south',2,null,false]",
            "['north',3,1e3,null]");
    private static final Table OTHER = table("other table", List.of("a"), "['\\\"x\\\"']");

    private final SqliteEngine engine = new SqliteEngine();

    @TempDir
    Path folder;

    private static Table table(String name, List<String> columns, String... rows) {
        return new Table(name, columns, Set.of("yes"), sink -> {
            for (String row : rows) {
                sink.accept(((JsonArray) JsonCodec.parse(row.replace('\'', '"'))).values());
            }
        });
    }

    private static String json(DataAssetResult result) {
        return JsonCodec.writeString(new JsonArray(new ArrayList<JsonValue>(result.rows())))
                .replace('"', '\'');
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "SELECT * FROM 'sales' LIMIT 1;[{'region':'north','n':1,'price':2.5,'yes':true}]",
                "SELECT region, sum(n) AS n FROM sales GROUP BY region;[{'region':'north','n':4},{'region':'south','n':2}]",
                "select price from file where n > 1;[{'price':null},{'price':1000}]",
                "WITH RECURSIVE c(x) AS (VALUES(1) UNION ALL SELECT x+1 FROM c WHERE x<3) SELECT x FROM c;[{'x':1},{'x':2},{'x':3}]",
                "SELECT yes, NOT yes AS no FROM sales;[{'yes':true,'no':0},{'yes':false,'no':1},{'yes':null,'no':null}]",
                "SELECT 1 AS a, 2 AS a;[{'a':1,'a_2':2}]",
                "SELECT table_name, table_type FROM temp.information_schema.tables ORDER BY 1;[{'table_name':'file','table_type':'VIEW'},{'table_name':'sales','table_type':'BASE TABLE'}]",
                "SELECT count(*) AS n FROM \"information_schema\".tables;[{'n':2}]",
                "/* all */ SELECT 'a -- b' AS x -- c;[{'x':'a -- b'}]",
                "SELECT x'00ff' AS b, 'it''s' AS s;[{'b':'AP8=','s':'it's'}]",
            })
    void reads(String sql, String expected) {
        assertEquals(expected, json(engine.overTables(List.of(SALES), sql, LIMITS)));
    }

    @Test
    void severalTablesAndOneStatement() {
        List<Table> tables = List.of(SALES, OTHER);
        assertEquals(
                "[{'n':3}]",
                json(engine.overTables(tables, "SELECT count(*) AS n FROM sales, 'other table' ;", LIMITS)));
        assertThrows(DmartException.Invalid.class, () -> engine.overTables(tables, "SELECT * FROM file", LIMITS));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-- nothing",
                "DROP TABLE sales",
                "DELETE FROM sales",
                "INSERT INTO sales VALUES (1,2,3,4)",
                "UPDATE sales SET n = 1",
                "WITH x AS (SELECT 1) DELETE FROM sales",
                "WITH x AS (SELECT 1) INSERT INTO sales SELECT 1,2,3,4",
                "CREATE TABLE t (a)",
                "CREATE TEMP TABLE t AS SELECT 1",
                "ATTACH '/tmp/x.db' AS x",
                "SELECT 1; ATTACH '/tmp/x.db' AS x",
                "SELECT 1; SELECT 2",
                "SELECT 1; -- x\nDROP TABLE sales",
                "PRAGMA query_only=OFF",
                "SELECT * FROM pragma_database_list",
                "SELECT * FROM \"pragma_database_list\"",
                "SELECT * FROM [pragma_table_info]('sales')",
                "EXPLAIN SELECT 1",
                "VACUUM INTO '/tmp/dmart-x.db'",
                "BEGIN",
                "SELECT load_extension('x')",
                "SELECT readfile('/etc/passwd')",
                "SELECT writefile('/tmp/dmart-x', 'x')",
                "SELECT * FROM csv('/etc/passwd')",
                "SELECT edit('x', 'sh')",
                "SELECT fts3_tokenizer('simple', x'00')",
                "SELECT * FROM nosuch",
                "SELECT",
                "SELECT 'unclosed",
                "SELECT zeroblob(1000000000)",
                "SELECT length(replace(hex(zeroblob(4000000)), '00', 'abcdefgh'))",
                "SELECT 1\u0000; DROP TABLE sales",
            })
    void refuses(String sql) {
        DmartException.Invalid error =
                assertThrows(DmartException.Invalid.class, () -> engine.overTables(List.of(SALES), sql, LIMITS));
        assertEquals(List.of(400, "request", 402), List.of(error.status(), error.type(), error.code()));
        assertTrue(!error.text().contains("/") && !error.text().contains("SQLITE_"), error.text());
    }

    @Test
    void timeRowsAndDepthAreBounded() {
        String endless = "WITH RECURSIVE c(x) AS (VALUES(1) UNION ALL SELECT x+1 FROM c) SELECT ";
        DmartException.Invalid error = assertThrows(
                DmartException.Invalid.class,
                () -> engine.overTables(List.of(SALES), endless + "max(x) FROM c", new Limits(300, 100)));
        assertEquals("The statement took too long", error.text());
        DataAssetResult cut = engine.overTables(List.of(SALES), endless + "x FROM c", LIMITS);
        assertEquals(100, cut.rows().size());
        assertTrue(cut.truncated());
        String deep = "SELECT 1" + "+1".repeat(2000);
        assertThrows(DmartException.Invalid.class, () -> engine.overTables(List.of(SALES), deep, LIMITS));
    }

    /** Memory of all statements together is bounded, and the engine goes on afterwards. */
    @Test
    void memoryIsBounded() {
        String bomb = "WITH RECURSIVE c(x) AS (VALUES(1) UNION ALL SELECT x+1 FROM c WHERE x < 2000)"
                + " SELECT count(DISTINCT hex(randomblob(400000)) || x) FROM c";
        assertThrows(
                DmartException.Invalid.class, () -> engine.overTables(List.of(SALES), bomb, new Limits(20_000, 100)));
        assertEquals("[{'a':1}]", json(engine.overTables(List.of(SALES), "SELECT 1 AS a", LIMITS)));
    }

    private record OnDisk(Path path) implements PayloadFile {
        @Override
        public String name() {
            return path.getFileName().toString();
        }

        @Override
        public long size() {
            return path.toFile().length();
        }

        @Override
        public Instant modified() {
            return Instant.EPOCH;
        }

        @Override
        public SeekableByteChannel open() throws IOException {
            return Files.newByteChannel(path);
        }
    }

    @Test
    void databaseFilesStayAsTheyAre() throws SQLException, IOException {
        Path file = folder.resolve("a db.sqlite");
        try (Connection connection = new SQLiteConfig().createConnection("jdbc:sqlite:" + file);
                java.sql.Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE t (a INTEGER, b TEXT)");
            statement.execute("INSERT INTO t VALUES (1, 'x'), (2, 'y')");
            statement.execute("CREATE VIEW evil AS SELECT load_extension('x') AS z");
        }
        byte[] before = Files.readAllBytes(file);
        PayloadFile asset = new OnDisk(file);
        assertEquals("[{'a':2,'b':'y'}]", json(query(asset, "SELECT * FROM 't' WHERE a = 2")));
        assertEquals("[{'n':2}]", json(query(asset, "SELECT count(*) AS n FROM temp.information_schema.tables")));
        for (String sql : List.of("DELETE FROM t", "SELECT * FROM evil", "SELECT * FROM nosuch")) {
            assertThrows(DmartException.Invalid.class, () -> query(asset, sql));
        }
        assertArrayEquals(before, Files.readAllBytes(file));
        Path text = Files.writeString(
                folder.resolve("text.sqlite"), "this is no database, whatever it is called ...".repeat(50));
        assertThrows(DmartException.Invalid.class, () -> query(new OnDisk(text), "SELECT * FROM t"));
    }

    private DataAssetResult query(PayloadFile file, String sql) {
        return engine.overFile(ResourceType.SQLITE, file, sql, LIMITS);
    }
}
