package cc.dmart.plugin.data_assets.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.IntStream;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDriver;

/**
 * A DuckDB without anything in it, for one request: first the statement is read, then the files are opened, then every door to
 * the outside is closed and locked, and only then the statement runs. Not thread-safe.
 */
final class Engine implements AutoCloseable {
    private static final List<String> SETTINGS = List.of(
            "SET threads = 1",
            "SET TimeZone = 'UTC'",
            "SET max_temp_directory_size = '1GB'",
            "SET autoinstall_known_extensions = false",
            "SET autoload_known_extensions = false",
            "SET allow_community_extensions = false",
            "SET allow_persistent_secrets = false");
    /** External access is off for good once it is off; what has been opened stays open. */
    private static final List<String> LOCKS =
            List.of("SET enable_external_access = false", "SET lock_configuration = true");

    private static final String CSV =
            "read_csv(%s, header = true, sample_size = -1, null_padding = true, strict_mode = false)";
    private static final String JSONL = "read_json(%s, format = 'newline_delimited', sample_size = -1)";

    private final DuckDBConnection connection;
    private final Path folder;

    private Engine(DuckDBConnection connection, Path folder) {
        this.connection = connection;
        this.folder = folder;
    }

    /** An engine with nothing in it, and the folder of the files of a request and of what needs more than memory. */
    static Engine open(Path folder) throws SQLException {
        Engine engine =
                new Engine((DuckDBConnection) new DuckDBDriver().connect("jdbc:duckdb:", new Properties()), folder);
        engine.execute("SET temp_directory = " + text(folder.resolve("spill").toString()));
        for (String setting : SETTINGS) {
            engine.execute(setting);
        }
        return engine;
    }

    /** Runs the statement of a request. @throws RefusedException with one sentence, as {@link SQLException} with its first line */
    Rows run(Request request) throws SQLException, RefusedException {
        CheckedSql checked = CheckedSql.of(connection, request.sql());
        prepare(request, checked.tables());
        Rows rows = new Rows(request.rows(), request.bytes());
        // a result that is streamed instead would hide why it ends
        query("SELECT * FROM (" + checked.sql() + ") AS rows LIMIT " + (request.rows() + 1L), rows);
        return rows;
    }

    /** Opens the files and closes all doors; the tables, in small letters, have to have their rows. */
    void prepare(Request request, Set<String> tables) throws SQLException, RefusedException {
        execute("SET memory_limit = '" + request.memoryMb() + "MB'");
        switch (request.type()) {
            case "csv" -> views(request.names(), CSV);
            case "jsonl" -> views(request.names(), JSONL);
            case "parquet" -> views(request.names(), "read_parquet(%s)");
            case "duckdb" -> {
                execute("ATTACH " + text(path(0)) + " AS asset (TYPE duckdb, READ_ONLY)");
                execute("USE asset");
            }
            case "sqlite" -> new SqliteTables(connection, path(0)).load(tables);
            default -> throw new RefusedException("There is no engine for this type");
        }
        for (String lock : LOCKS) {
            execute(lock);
        }
    }

    /** Runs a statement. */
    void query(String sql, Rows rows) throws SQLException, RefusedException {
        try (Statement running = connection.createStatement();
                ResultSet result = running.executeQuery(sql)) {
            rows.take(result);
        }
    }

    private String path(int index) {
        return folder.resolve(Request.file(index)).toString();
    }

    private void views(List<String> names, String reader) throws SQLException, RefusedException {
        List<String> paths =
                IntStream.range(0, names.size()).mapToObj(i -> text(path(i))).toList();
        execute("SET allowed_paths = " + paths);
        for (int i = 0; i < names.size(); i++) {
            if (isEmpty(Path.of(path(i)))) {
                throw new RefusedException("The asset " + names.get(i) + " is empty");
            }
            view(names.get(i), reader.formatted(paths.get(i)));
        }
        if (names.size() == 1 && !names.get(0).equalsIgnoreCase("file")) {
            view("file", quoted(names.get(0)));
        }
    }

    private static boolean isEmpty(Path file) throws SQLException {
        try {
            return Files.size(file) == 0;
        } catch (IOException e) {
            throw new SQLException(e);
        }
    }

    private void view(String name, String source) throws SQLException {
        execute("CREATE VIEW " + quoted(name) + " AS SELECT * FROM " + source);
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** A name as an identifier. */
    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private static String text(String value) {
        return '\'' + value.replace("'", "''") + '\'';
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
