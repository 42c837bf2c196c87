package cc.dmart.plugin.data_assets.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.duckdb.DuckDBDriver;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Statements that try to get out of their attachment ({@code security.md} 5.12): refused by what the parser finds in them, and,
 * whatever the parser lets through, by an engine whose doors are closed.
 */
class HostileSqlTest {
    private static final String READS_ONLY = "Only statements that read are allowed";
    private static final String ONE = "There must be exactly one statement";

    @TempDir
    static Path folder;

    private static Path secret;
    private static Connection parser;

    @BeforeAll
    static void make() throws IOException, SQLException {
        parser = new DuckDBDriver().connect("jdbc:duckdb:", new Properties());
        secret = Files.writeString(folder.resolve("secret"), "hidden\nvalue\n");
        for (String type : List.of("csv", "duckdb", "sqlite")) {
            Path unused = AssetFiles.make(type, folder.resolve(type).resolve(Request.file(0)));
        }
    }

    @AfterAll
    static void nothingWasWritten() throws IOException, SQLException {
        parser.close();
        for (String type : List.of("csv", "duckdb", "sqlite")) {
            try (Stream<Path> files = Files.list(folder.resolve(type))) {
                assertThat(files).containsExactly(folder.resolve(type).resolve(Request.file(0)));
            }
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).hasSize(4);
        }
    }

    private static Request request(String type, String sql) {
        return new Request(type, List.of("t"), sql, 5000, 1000, 1 << 20, 128);
    }

    private static String placed(String sql) {
        return sql.replace("SECRET", secret.toString()).replace("NEW", folder.resolve("new") + "");
    }

    private static String parse(String sql) throws SQLException {
        try {
            return CheckedSql.of(parser, placed(sql)).sql();
        } catch (RefusedException e) {
            return "refused: " + e.getMessage();
        }
    }

    private static String ask(String type, String sql) throws SQLException {
        try (Engine engine = Engine.open(folder.resolve(type))) {
            return new String(engine.run(request(type, placed(sql))).json(), UTF_8);
        } catch (RefusedException | SQLException e) {
            return "refused: " + e.getMessage();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "COPY t TO 'NEW'",
                "COPY (SELECT 1) TO 'NEW' (FORMAT csv)",
                "COPY t FROM 'SECRET'",
                "ATTACH 'NEW' AS x",
                "ATTACH ':memory:' AS x",
                "DETACH asset",
                "USE memory",
                "INSTALL httpfs",
                "LOAD 'SECRET'",
                "FORCE INSTALL json",
                "PRAGMA database_list",
                "PRAGMA enable_profiling",
                "SET enable_external_access = true",
                "SET threads TO 8",
                "RESET lock_configuration",
                "CALL duckdb_settings()",
                "CALL pragma_version()",
                "EXPORT DATABASE 'NEW'",
                "IMPORT DATABASE 'NEW'",
                "CREATE TABLE x AS SELECT 1",
                "CREATE TEMP MACRO m() AS TABLE SELECT * FROM read_text('SECRET')",
                "CREATE SECRET s (TYPE s3)",
                "INSERT INTO orders VALUES (1, 2)",
                "UPDATE orders SET id = 2",
                "DELETE FROM orders",
                "DROP TABLE orders",
                "TRUNCATE orders",
                "ALTER TABLE orders ADD COLUMN x INT",
                "MERGE INTO orders USING orders o ON orders.id = o.id WHEN MATCHED THEN DELETE",
                "COMMENT ON TABLE orders IS 'x'",
                "PREPARE p AS SELECT 1",
                "EXECUTE p",
                "BEGIN",
                "COMMIT",
                "CHECKPOINT",
                "VACUUM",
                "EXPLAIN SELECT 1",
                "EXPLAIN ANALYZE SELECT 1",
                "WITH x AS (INSERT INTO orders VALUES (1, 2) RETURNING *) SELECT * FROM x",
                "WITH x AS (DELETE FROM orders RETURNING *) SELECT * FROM x",
                "WITH x AS (UPDATE orders SET id = 2 RETURNING *) SELECT * FROM x",
                "SELECT * FROM (WITH x AS (DELETE FROM orders RETURNING *) SELECT * FROM x)",
                "/* SELECT */ COPY t TO 'NEW'",
                "-- SELECT 1\nDROP TABLE orders",
            })
    void s5_12_whatDoesMoreThanReadIsRefused(String sql) throws SQLException {
        assertThat(ask("duckdb", sql))
                .satisfiesAnyOf(
                        why -> assertThat(why).isEqualTo("refused: " + READS_ONLY),
                        why -> assertThat(why).startsWith("refused: Wrong: "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ; ; ", "-- nothing", "SELECT 1; SELECT 2", "SELECT 1; SELECT * FROM orders; --"})
    void thereIsOneStatement(String sql) throws SQLException {
        assertThat(parse(sql)).isEqualTo("refused: " + ONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELECT 1; DROP TABLE orders", "SELECT 1;\nCOPY orders TO 'NEW';", "SELECT 1) TO 'NEW' --"})
    void s5_12_nothingHidesBehindAStatement(String sql) throws SQLException {
        assertThat(ask("duckdb", sql)).startsWith("refused: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM read_csv('SECRET')",
                "SELECT * FROM read_csv_auto('SECRET')",
                "SELECT * FROM read_text('SECRET')",
                "SELECT * FROM read_blob('SECRET')",
                "SELECT * FROM read_json('SECRET')",
                "SELECT * FROM read_parquet('SECRET')",
                "SELECT * FROM parquet_metadata('SECRET')",
                "SELECT * FROM sniff_csv('SECRET')",
                "SELECT * FROM read_duckdb('SECRET')",
                "SELECT * FROM \"read_text\"('SECRET')",
                "SELECT * FROM READ_TEXT('SECRET')",
                "SELECT * FROM main.read_text('SECRET')",
                "SELECT * FROM system.main.read_text('SECRET')",
                "FROM read_text('SECRET')",
                "SELECT * FROM/**/read_text/**/('SECRET')",
                "SELECT (SELECT content FROM read_text('SECRET'))",
                "SELECT 1 WHERE EXISTS (FROM read_text('SECRET'))",
                "WITH x AS (SELECT * FROM read_text('SECRET')) SELECT * FROM x",
                "SELECT * FROM range(1), LATERAL (SELECT * FROM read_text('SECRET'))",
                "SELECT 1 UNION ALL SELECT length(content) FROM read_text('SECRET')",
                "SELECT 1 ORDER BY (SELECT content FROM read_text('SECRET'))",
                "DESCRIBE SELECT * FROM read_text('SECRET')",
                "SUMMARIZE SELECT * FROM read_csv('SECRET')",
                "SELECT * FROM glob('SECRET')",
                "SELECT * FROM query('SELECT * FROM read_text(''SECRET'')')",
                "SELECT * FROM query_table('SECRET')",
                "SELECT * FROM json_execute_serialized_sql(json_serialize_sql('SELECT 1'))",
                "SELECT * FROM duckdb_settings()",
                "SELECT * FROM duckdb_secrets()",
                "SELECT * FROM duckdb_extensions()",
                "SELECT * FROM pragma_database_size()",
                "SELECT * FROM checkpoint()",
                "SELECT current_setting('temp_directory')",
                "SELECT nextval('s')",
                "SELECT write_log('x')",
            })
    void s5_12_whatLooksElsewhereIsRefused(String sql) throws SQLException {
        assertThat(parse(sql)).startsWith("refused: The function ").endsWith(" is not allowed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"duckdb | orders", "sqlite | people"})
    void s5_12_databasesHaveTheSameGuards(String type, String table) throws SQLException {
        assertThat(ask(type, "SELECT content FROM read_text('SECRET')")).contains("not allowed");
        assertThat(ask(type, "ATTACH 'NEW' AS x")).isEqualTo("refused: " + READS_ONLY);
        assertThat(ask(type, "WITH x AS (DELETE FROM " + table + " RETURNING *) SELECT * FROM x"))
                .isEqualTo("refused: " + READS_ONLY);
        assertThat(ask(type, "SELECT 1; DROP TABLE " + table)).startsWith("refused: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT * FROM 'SECRET' | Catalog Error",
                "SELECT * FROM \"SECRET.csv\" | Permission Error",
                "SELECT * FROM 'https://example.com/x.parquet' | Permission Error",
                "SELECT * FROM 's3://bucket/x.csv' | Permission Error",
                "SELECT * FROM spy | Permission Error",
                "SELECT * FROM peek('SECRET') | Permission Error",
                "SELECT * FROM read_csv | Catalog Error",
                "SELECT load_extension('SECRET') | Catalog Error",
                "SELECT readfile('SECRET') | Catalog Error",
                "SELECT getenv('PATH') | The function getenv is not allowed",
            })
    void whatTheParserCannotKnowTheEngineRefuses(String sql, String why) throws SQLException {
        assertThat(ask("duckdb", sql)).startsWith("refused: ").contains(why).doesNotContain("hidden");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "COPY (SELECT 1) TO 'NEW'",
                "ATTACH 'NEW' AS x",
                "INSTALL httpfs",
                "LOAD httpfs",
                "LOAD 'SECRET'",
                "SET enable_external_access = true",
                "SET memory_limit = '100GB'",
                "SET lock_configuration = false",
                "RESET memory_limit",
                "PRAGMA enable_profiling",
                "EXPORT DATABASE 'NEW'",
                "SELECT * FROM read_text('SECRET')",
                "SELECT * FROM read_csv('SECRET')",
                "SELECT * FROM glob('SECRET*')",
                "SELECT * FROM query('FROM read_text(''SECRET'')')",
                "INSERT INTO orders VALUES (1, 2)",
                "DROP TABLE orders",
            })
    void s5_12_theEngineAloneKeepsItsDoorsClosed(String sql) throws SQLException, RefusedException {
        try (Engine engine = Engine.open(folder.resolve("duckdb"))) {
            engine.prepare(request("duckdb", ""), Set.of());
            Throwable refused = catchThrowable(() -> engine.query(placed(sql), new Rows(10, 1000)));
            assertThat(refused).isInstanceOf(SQLException.class);
            assertThat(refused.getMessage()).doesNotContain("hidden");
        }
    }
}
