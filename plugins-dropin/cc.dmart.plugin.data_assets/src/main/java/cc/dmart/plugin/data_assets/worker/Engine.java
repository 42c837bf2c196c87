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
            "read_csv(%s, header = true, sample_size = SAMPLE, null_padding = true, strict_mode = false)";
    /** Lines that come late may bring columns of their own. */
    private static final String JSONL = "read_json(%s, format = 'newline_delimited', sample_size = -1)";
    /** Rows of CSV whose values decide about the types of columns; all of them where that was too few. */
    private static final String SAMPLE = "20480";

    private static final String ALL = "-1";
    /** What the reader says of a value that does not fit the type of its column. */
    private static final String MISFIT = "CSV Error";

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
        // a result that is streamed instead would hide why it ends
        String sql = "SELECT * FROM (" + checked.sql() + ") AS rows LIMIT " + (request.rows() + 1L);
        try {
            return query(sql, request);
        } catch (SQLException e) {
            if (!String.valueOf(e.getMessage()).contains(MISFIT)) {
                throw e;
            }
            views(request, ALL);
            return query(sql, request);
        }
    }

    private Rows query(String sql, Request request) throws SQLException, RefusedException {
        Rows rows = new Rows(request.rows(), request.bytes());
        query(sql, rows);
        return rows;
    }

    /** Opens the files and closes all doors; the tables, in small letters, have to have their rows. */
    void prepare(Request request, Set<String> tables) throws SQLException, RefusedException {
        execute("SET memory_limit = '" + request.memoryMb() + "MB'");
        switch (request.type()) {
            case "csv", "jsonl", "parquet" -> {
                execute("SET allowed_paths = " + paths(request));
                views(request, SAMPLE);
            }
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

    private List<String> paths(Request request) {
        return IntStream.range(0, request.names().size())
                .mapToObj(i -> text(path(i)))
                .toList();
    }

    private void views(Request request, String sample) throws SQLException, RefusedException {
        String reader = switch (request.type()) {
            case "csv" -> CSV.replace("SAMPLE", sample);
            case "jsonl" -> JSONL;
            default -> "read_parquet(%s)";
        };
        List<String> names = request.names();
        List<String> paths = paths(request);
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
        execute("CREATE OR REPLACE VIEW " + quoted(name) + " AS SELECT * FROM " + source);
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
