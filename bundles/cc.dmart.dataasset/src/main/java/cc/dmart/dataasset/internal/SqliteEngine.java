package cc.dmart.dataasset.internal;

import cc.dmart.api.model.DataAssetResult;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.ErrorType;
import cc.dmart.api.model.PayloadFile;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.plugin.DataAssetEngine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteLimits;
import org.sqlite.SQLiteOpenMode;

/**
 * {@link DataAssetEngine} inside SQLite. A few statements run at a time; all of them together use a bounded amount of memory.
 * Thread-safe.
 */
@Component
public final class SqliteEngine implements DataAssetEngine {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteEngine.class);
    private static final int AT_A_TIME = 2;
    private static final int WAIT_MS = 5000;
    private static final int STEPS = 2000;
    private static final long HEAP_BYTES = 256L << 20;
    private static final int MAX_VALUE_BYTES = 8 << 20;

    private final Semaphore turns = new Semaphore(AT_A_TIME, true);

    @Override
    public boolean opens(ResourceType type) {
        return type == ResourceType.SQLITE;
    }

    /** Something done on a connection. */
    private interface Use {
        DataAssetResult with(Connection connection) throws SQLException, IOException;
    }

    private DataAssetResult run(Use use) {
        try {
            if (!turns.tryAcquire(WAIT_MS, TimeUnit.MILLISECONDS)) {
                throw DmartException.Unavailable.tooMany();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw DmartException.Unavailable.tooMany();
        }
        try (Connection connection = use instanceof OnFile file ? open(file.path) : memory()) {
            return use.with(connection);
        } catch (SQLException e) {
            LOG.debug("A statement failed", e);
            throw Statement.refused(message(e));
        } catch (IOException e) {
            throw DmartException.Unavailable.now("The data asset cannot be read", e);
        } finally {
            turns.release();
        }
    }

    /** What the engine says of the statement; its own codes in brackets are left out. */
    private static String message(SQLException e) {
        String text = e.getMessage() == null ? "" : e.getMessage();
        if (text.contains("SQLITE_INTERRUPT")) {
            return "The statement took too long";
        }
        if (text.contains("SQLITE_NOMEM") || text.contains("SQLITE_TOOBIG")) {
            return "The statement needs more memory than allowed";
        }
        int open = text.indexOf('(');
        String inner = open >= 0 && text.endsWith(")") ? text.substring(open + 1, text.length() - 1) : "";
        return inner.isEmpty() ? "The statement cannot be run" : "The statement cannot be run: " + inner;
    }

    private static SQLiteConfig settings() {
        SQLiteConfig config = new SQLiteConfig();
        config.enableLoadExtension(false);
        config.setTempStore(SQLiteConfig.TempStore.MEMORY);
        return config;
    }

    private static Connection memory() throws SQLException {
        return bounded(settings().createConnection("jdbc:sqlite::memory:"));
    }

    private static Connection open(Path file) throws SQLException {
        SQLiteConfig config = settings();
        config.setReadOnly(true);
        config.setOpenMode(SQLiteOpenMode.OPEN_URI);
        Connection out = bounded(config.createConnection(
                "jdbc:sqlite:" + file.toUri().toString().replaceFirst("^file:/+", "file:/") + "?mode=ro&immutable=1"));
        pragma(out, "trusted_schema=OFF");
        pragma(out, "cell_size_check=ON");
        return out;
    }

    private static Connection bounded(Connection connection) throws SQLException {
        SQLiteConnection sqlite = (SQLiteConnection) connection;
        sqlite.setLimit(SQLiteLimits.SQLITE_LIMIT_ATTACHED, 0);
        sqlite.setLimit(SQLiteLimits.SQLITE_LIMIT_WORKER_THREADS, 0);
        sqlite.setLimit(SQLiteLimits.SQLITE_LIMIT_LENGTH, MAX_VALUE_BYTES);
        sqlite.setLimit(SQLiteLimits.SQLITE_LIMIT_SQL_LENGTH, 64 << 10);
        sqlite.setLimit(SQLiteLimits.SQLITE_LIMIT_EXPR_DEPTH, 200);
        sqlite.setLimit(SQLiteLimits.SQLITE_LIMIT_COMPOUND_SELECT, 100);
        sqlite.setLimit(SQLiteLimits.SQLITE_LIMIT_VDBE_OP, 250_000);
        sqlite.setLimit(SQLiteLimits.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1000);
        pragma(connection, "hard_heap_limit=" + HEAP_BYTES);
        return connection;
    }

    private static void pragma(Connection connection, String text) throws SQLException {
        try (java.sql.Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA " + text);
        }
    }

    @Override
    public DataAssetResult overTables(List<Table> tables, String sql, Limits limits) {
        String one = Statement.of(sql);
        return run(connection -> {
            long end = deadline(connection, limits);
            new TableLoader(connection, end).load(tables);
            return answer(connection, one, limits);
        });
    }

    @Override
    public DataAssetResult overFile(ResourceType type, PayloadFile file, String sql, Limits limits) {
        String one = Statement.of(sql);
        try {
            Path folder = Files.createTempDirectory("dmart-asset");
            Path copy = folder.resolve("copy.db");
            try {
                try (InputStream in = Channels.newInputStream(file.open())) {
                    Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
                }
                return run(new OnFile(copy, connection -> {
                    deadline(connection, limits);
                    return answer(connection, one, limits);
                }));
            } finally {
                Files.deleteIfExists(copy);
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            throw new DmartException.NotFound(ErrorType.DB, ErrorCode.INVALID_DATA, "The file of the asset is missing");
        }
    }

    /** A use of a file instead of memory. */
    private record OnFile(Path path, Use use) implements Use {
        @Override
        public DataAssetResult with(Connection connection) throws SQLException, IOException {
            return use.with(connection);
        }
    }

    private static long deadline(Connection connection, Limits limits) throws SQLException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limits.millis());
        ProgressHandler.setHandler(connection, STEPS, new ProgressHandler() {
            @Override
            protected int progress() {
                return System.nanoTime() > end ? 1 : 0;
            }
        });
        return end;
    }

    private static DataAssetResult answer(Connection connection, String sql, Limits limits) throws SQLException {
        try (java.sql.Statement statement = connection.createStatement()) {
            statement.execute("CREATE TEMP VIEW " + Statement.TABLES
                    + " AS SELECT 'temp' AS table_catalog, 'main' AS table_schema,"
                    + " name AS table_name, CASE type WHEN 'view' THEN 'VIEW' ELSE 'BASE TABLE' END AS table_type"
                    + " FROM main.sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'");
        }
        pragma(connection, "query_only=ON");
        if (!ReadOnly.holds(connection, sql)) {
            throw Statement.refused("Only a single SELECT is allowed");
        }
        return Answer.of(connection, sql, limits.rows());
    }
}
