package cc.dmart.plugin.data_assets.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Statements that read, on files of all five kinds ({@code query.md} 7). */
class EngineTest {
    private static final Map<String, String> NAMES =
            Map.of("csv", "sales", "jsonl", "lines", "parquet", "cubes", "duckdb", "base", "sqlite", "lite");

    @TempDir
    static Path folder;

    @BeforeAll
    static void make() throws IOException, SQLException {
        for (String type : NAMES.keySet()) {
            Path unused = AssetFiles.make(type, folder.resolve(type).resolve(Request.file(0)));
        }
    }

    private static String ask(String type, String sql, Path from, String... names) {
        Request request = new Request(type, List.of(names), sql, 5000, 10_000, 1 << 20, 256);
        try (Engine engine = Engine.open(from)) {
            return new String(engine.run(request).json(), UTF_8).replace('"', '\'');
        } catch (SQLException | RefusedException e) {
            return "refused: " + e.getMessage().lines().findFirst().orElseThrow();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "csv     | SELECT region, sum(n) AS n FROM sales GROUP BY region ORDER BY 1 | [{'region':'north','n':1},{'region':'south','n':2}]",
                "csv     | SELECT * FROM 'sales' LIMIT 1 | [{'region':'north','n':1,'day':'2024-01-02','paid':true,'note':null}]",
                "csv     | select note, month(day) AS m from file where paid = false; | [{'note':'a,b','m':2}]",
                "csv     | WITH s AS (SELECT n FROM \"Sales\") SELECT n FROM s UNION ALL SELECT 9 -- ; DROP | [{'n':1},{'n':2},{'n':9}]",
                "csv     | SELECT count(*) AS c, count(*) FROM sales WHERE note = 'x; COPY' | [{'c':0,'count_star()':0}]",
                "csv     | SELECT n AS x, n + 1 AS x FROM sales LIMIT 1 | [{'x':1,'x_1':2}]",
                "csv     | SELECT 'NaN'::DOUBLE AS a, TIMESTAMP '2024-01-02 03:04:05.5' AS b, [1, 2] AS c, MAP {'k': 1} AS d | [{'a':'NaN','b':'2024-01-02 03:04:05.5','c':[1,2],'d':{'k':1}}]",
                "csv     | SELECT 170141183460469231731687303715884105727::HUGEINT AS a, '{\"k\": [1]}'::JSON AS b, 1e300 AS c | [{'a':170141183460469231731687303715884105727,'b':{'k': [1]},'c':1.0E300}]",
                "csv     | WITH RECURSIVE r AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM r WHERE i < 3) SELECT max(i) AS i FROM r | [{'i':3}]",
                "csv     | SELECT column_name FROM (DESCRIBE sales) LIMIT 1 | [{'column_name':'region'}]",
                "csv     | SHOW TABLES | [{'name':'file'},{'name':'sales'}]",
                "csv     | SUMMARIZE SELECT n FROM sales | [{'column_name':'n','column_type':'BIGINT','min':'1','max':'2','approx_unique':2,'avg':'1.5','std':'0.7071067811865476','q25':'1','q50':'2','q75':'2','count':2,'null_percentage':0.00}]",
                "csv     | SELECT x FROM (VALUES (3), (1), (2)) v(x) ORDER BY x | [{'x':1},{'x':2},{'x':3}]",
                "csv     | FROM sales SELECT region LIMIT 1 | [{'region':'north'}]",
                "sqlite  | SELECT name::BIGINT FROM people | refused: Conversion Error: Could not convert string 'Ana' to INT64 when casting from source column name",
                "csv     | SELECT region FROM sales ORDER BY n DESC | [{'region':'south'},{'region':'north'}]",
                "jsonl   | SELECT a, b.c[1] AS c, t FROM lines ORDER BY a | [{'a':1.0,'c':1,'t':'x'},{'a':2.5,'c':null,'t':null}]",
                "jsonl   | SELECT b FROM file | [{'b':{'c':[1,2]}},{'b':null}]",
                "parquet | SELECT sum(cube) AS s FROM cubes | [{'s':36}]",
                "duckdb  | SELECT * FROM orders | [{'id':1,'total':2.50}]",
                "duckdb  | SELECT total FROM dear | [{'total':2.50}]",
                "duckdb  | SELECT table_name FROM temp.information_schema.tables ORDER BY 1 | [{'table_name':'dear'},{'table_name':'orders'},{'table_name':'spy'}]",
                "sqlite  | SELECT * FROM people | [{'id':1,'name':'Ana','born':'1990-05-06','mixed':'1','pic':'AP8='},{'id':2,'name':null,'born':null,'mixed':'x','pic':null}]",
                "sqlite  | SELECT year(born) AS y FROM PEOPLE LIMIT 1 | [{'y':1990}]",
                "sqlite  | SELECT name FROM named | [{'name':'Ana'}]",
                "sqlite  | SELECT table_name FROM temp.information_schema.tables ORDER BY 1 | [{'table_name':'named'},{'table_name':'odd \\'name'},{'table_name':'people'}]",
                "sqlite  | SELECT * FROM 'odd \"name' | []",
                "sqlite  | SELECT name FROM sqlite_master ORDER BY 1 LIMIT 1 | [{'name':'named'}]",
            })
    void answers(String type, String sql, String rows) {
        assertThat(ask(type, sql, folder.resolve(type), NAMES.get(type))).isEqualTo(rows);
    }

    @Test
    void aResultWithAllRowsIsNotCut() throws SQLException, RefusedException {
        try (Engine engine = Engine.open(folder.resolve("csv"))) {
            Rows rows = engine.run(new Request("csv", List.of("t"), "SELECT * FROM range(3)", 5000, 3, 1000, 64));
            assertThat(rows.isCut()).isFalse();
            assertThat(new String(rows.json(), UTF_8)).isEqualTo("[{\"range\":0},{\"range\":1},{\"range\":2}]");
        }
    }

    @Test
    void severalAttachmentsAreSeveralTables(@TempDir Path two) throws IOException, SQLException {
        Path unused = AssetFiles.make("csv", two.resolve(Request.file(0)));
        unused = AssetFiles.text(two.resolve(Request.file(1)), "city;region\nOslo;north\n");
        assertThat(ask("csv", "SELECT city, n FROM sales JOIN cities USING (region)", two, "sales", "cities"))
                .isEqualTo("[{'city':'Oslo','n':1}]");
        assertThat(ask("csv", "SELECT * FROM file", two, "sales", "cities"))
                .as("only a single one is called so")
                .startsWith("refused: Catalog Error");
    }

    @Test
    void namesAreIdentifiersWhateverIsInThem() {
        Path from = folder.resolve("csv");
        String name = "a\"; DROP VIEW b; --";
        assertThat(ask("csv", "SELECT n FROM \"a\"\"; DROP VIEW b; --\" LIMIT 1", from, name))
                .isEqualTo("[{'n':1}]");
        assertThat(ask("csv", "SELECT n FROM file LIMIT 1", from, "file")).isEqualTo("[{'n':1}]");
        assertThat(ask("csv", "SELECT n FROM \"select\" LIMIT 1", from, "select"))
                .isEqualTo("[{'n':1}]");
    }

    @Test
    void raggedRowsAndLateTypesAreRead(@TempDir Path ragged) throws IOException {
        String rows = "1,2\n".repeat(30_000) + "3\nx,4\n";
        Path unused = AssetFiles.text(ragged.resolve(Request.file(0)), "\uFEFFa,b\n" + rows);
        assertThat(ask("csv", "SELECT count(*) AS n, max(a) AS a, sum(b) AS b FROM t", ragged, "t"))
                .isEqualTo("[{'n':30002,'a':'x','b':60004}]");
        unused = AssetFiles.text(ragged.resolve(Request.file(0)), "{`a`:1}\n".repeat(30_000) + "{`a`:`x`,`b`:2}\n");
        assertThat(ask("jsonl", "SELECT count(*) AS n, sum(b) AS b FROM t WHERE a::VARCHAR LIKE '%x%'", ragged, "t"))
                .isEqualTo("[{'n':1,'b':2}]");
    }

    @ParameterizedTest
    @CsvSource({"parquet", "duckdb", "sqlite", "jsonl"})
    void whatIsNoSuchFileIsRefused(String type, @TempDir Path junk) throws IOException {
        String text = "this is no database, whatever its name says. ".repeat(50);
        Path file = AssetFiles.text(junk.resolve(Request.file(0)), text);
        assertThat(ask(type, "SELECT * FROM junk", junk, "junk")).startsWith("refused: ");
        assertThat(Files.readString(file)).as("it stays as it is").isEqualTo(text);
    }

    @Test
    void anEmptyFileIsNoTable(@TempDir Path empty) throws IOException {
        Path unused = AssetFiles.text(empty.resolve(Request.file(0)), "");
        assertThat(ask("csv", "SELECT 1", empty, "t")).isEqualTo("refused: The asset t is empty");
    }
}
