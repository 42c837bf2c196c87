package cc.dmart.plugin.data_assets.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import org.duckdb.DuckDBDriver;
import org.sqlite.JDBC;

/** Real files of all five kinds. A backquote stands for a double one. */
public final class AssetFiles {
    private AssetFiles() {}

    /** Makes one of a type, given by its wire name. */
    public static Path make(String type, Path file) throws IOException, SQLException {
        Files.createDirectories(file.getParent());
        switch (type) {
            case "csv" ->
                text(file, "region,n,day,paid,note\nnorth,1,2024-01-02,true,\nsouth,2,2024-02-03,false,`a,b`\n");
            case "jsonl" -> text(file, "{`a`:1,`b`:{`c`:[1,2]},`t`:`x`}\n{`a`:2.5,`t`:null}\n");
            case "parquet" ->
                duckdb(
                        "jdbc:duckdb:",
                        "COPY (SELECT i, i * i * i AS cube FROM range(1, 4) r(i)) TO '" + file + "' (FORMAT parquet)");
            case "duckdb" ->
                duckdb(
                        "jdbc:duckdb:" + file,
                        "CREATE TABLE orders AS SELECT 1 AS id, 2.50::DECIMAL(9, 2) AS total",
                        "CREATE VIEW dear AS SELECT * FROM orders WHERE total > 2",
                        "CREATE MACRO peek(f) AS TABLE SELECT * FROM read_text(f)",
                        "CREATE VIEW spy AS SELECT * FROM read_text('/etc/hostname')");
            default ->
                sqlite(
                        file,
                        "CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT, born DATE, mixed, pic BLOB)",
                        "INSERT INTO people VALUES (1, 'Ana', '1990-05-06', 1, x'00ff'), (2, NULL, NULL, 'x', NULL)",
                        "CREATE VIEW named AS SELECT name FROM people WHERE name IS NOT NULL",
                        "CREATE VIEW broken AS SELECT * FROM missing",
                        "CREATE TABLE `odd ``name` (`a b` REAL)");
        }
        return file;
    }

    /** Makes a file of text. */
    public static Path text(Path file, String content) throws IOException {
        return Files.writeString(file, content.replace('`', '"'), UTF_8);
    }

    private static void duckdb(String url, String... statements) throws SQLException {
        run(new DuckDBDriver().connect(url, new Properties()), List.of(statements));
    }

    /** Runs statements on an SQLite file. */
    public static void sqlite(Path file, String... statements) throws SQLException {
        run(new JDBC().connect("jdbc:sqlite:" + file, new Properties()), List.of(statements));
    }

    private static void run(Connection opened, List<String> statements) throws SQLException {
        try (opened;
                Statement statement = opened.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql.replace('`', '"'));
            }
        }
    }
}
