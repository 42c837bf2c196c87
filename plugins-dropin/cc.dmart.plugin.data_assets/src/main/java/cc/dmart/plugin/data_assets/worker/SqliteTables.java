package cc.dmart.plugin.data_assets.worker;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;

/**
 * The tables and views of an SQLite file as tables of DuckDB: the caller's statement never reaches SQLite. All of them are there,
 * and those that the statement names have their rows. Not thread-safe.
 */
final class SqliteTables {
    private static final int MAX_COLUMNS = 1000;

    private record Column(String name, String declared, String type) {}

    private record Table(String name, boolean plain) {}

    private final DuckDBConnection to;
    private final String file;

    SqliteTables(DuckDBConnection to, String file) {
        this.to = to;
        this.file = file;
    }

    /** Copies the tables, and the rows of those that are wanted by name in small letters. */
    void load(Set<String> wanted) throws SQLException, RefusedException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.enableLoadExtension(false);
        try (Connection from = new JDBC().connect("jdbc:sqlite:file:" + file + "?immutable=1", config.toProperties());
                Statement pragma = from.createStatement()) {
            pragma.execute("PRAGMA trusted_schema = OFF"); // the text of a view is not ours
            pragma.execute("PRAGMA cell_size_check = ON"); // nor is the file
            for (Table table : tables(from)) {
                if (table.plain() || isReadable(from, table.name())) {
                    copy(from, table.name(), wanted.contains(table.name().toLowerCase(Locale.ROOT)));
                }
            }
        }
    }

    private static List<Table> tables(Connection from) throws SQLException {
        String sql = "SELECT name, type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL %' FROM sqlite_schema"
                + " WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
        List<Table> out = new ArrayList<>();
        try (Statement all = from.createStatement();
                ResultSet rows = all.executeQuery(sql)) {
            while (rows.next()) {
                out.add(new Table(rows.getString(1), rows.getBoolean(2)));
            }
        }
        return out;
    }

    /** Views and virtual tables may need what is not there; then they are not there either. */
    private static boolean isReadable(Connection from, String table) {
        try (Statement look = from.createStatement();
                ResultSet rows = look.executeQuery("SELECT * FROM " + Engine.quoted(table) + " LIMIT 0")) {
            return rows.getMetaData().getColumnCount() > 0;
        } catch (SQLException e) {
            return false;
        }
    }

    private void copy(Connection from, String table, boolean withRows) throws SQLException, RefusedException {
        List<Column> columns = columns(from, table);
        if (columns.size() > MAX_COLUMNS) {
            throw new RefusedException("The table " + table + " has too many columns");
        }
        if (withRows) {
            columns = typed(from, table, columns);
        }
        execute("CREATE TABLE " + Engine.quoted(table)
                + columns.stream()
                        .map(c -> Engine.quoted(c.name()) + ' ' + c.type())
                        .collect(Collectors.joining(", ", " (", ")")));
        if (withRows) {
            append(from, table, columns);
            for (Column column : columns) {
                asTime(table, column);
            }
        }
    }

    private static List<Column> columns(Connection from, String table) throws SQLException {
        List<Column> out = new ArrayList<>();
        try (Statement info = from.createStatement();
                ResultSet rows = info.executeQuery("PRAGMA table_info(" + Engine.quoted(table) + ")")) {
            while (rows.next()) {
                String declared = rows.getString("type").toUpperCase(Locale.ROOT);
                out.add(new Column(rows.getString("name"), declared, affinity(declared)));
            }
        }
        return out;
    }

    private static String affinity(String declared) {
        if (declared.contains("INT") || declared.contains("BOOL")) {
            return "BIGINT";
        }
        if (declared.contains("BLOB")) {
            return "BLOB";
        }
        boolean real = List.of("REAL", "FLOA", "DOUB", "DEC", "NUM").stream().anyMatch(declared::contains);
        return real ? "DOUBLE" : "VARCHAR";
    }

    /** Columns of SQLite may hold anything: the type is that which all values fit. */
    private static List<Column> typed(Connection from, String table, List<Column> columns) throws SQLException {
        String found = columns.stream()
                .map(c -> "group_concat(DISTINCT typeof(" + Engine.quoted(c.name()) + "))")
                .collect(Collectors.joining(", "));
        List<Column> out = new ArrayList<>();
        try (Statement types = from.createStatement();
                ResultSet row = types.executeQuery("SELECT " + found + " FROM " + Engine.quoted(table))) {
            for (int i = 0; i < columns.size(); i++) {
                Column column = columns.get(i);
                Set<String> kinds = new HashSet<>(
                        List.of(String.valueOf(row.getString(i + 1)).split(",")));
                kinds.remove("null"); // also where there are no rows
                out.add(new Column(column.name(), column.declared(), kinds.isEmpty() ? column.type() : common(kinds)));
            }
        }
        return out;
    }

    private static String common(Set<String> found) {
        if (found.equals(Set.of("blob"))) {
            return "BLOB";
        }
        if (found.equals(Set.of("integer"))) {
            return "BIGINT";
        }
        return Set.of("integer", "real").containsAll(found) ? "DOUBLE" : "VARCHAR";
    }

    private void append(Connection from, String table, List<Column> columns) throws SQLException {
        String names = columns.stream().map(c -> Engine.quoted(c.name())).collect(Collectors.joining(", "));
        try (Statement all = from.createStatement();
                ResultSet rows = all.executeQuery("SELECT " + names + " FROM " + Engine.quoted(table));
                DuckDBAppender appender = to.createAppender("main", table)) {
            while (rows.next()) {
                appender.beginRow();
                for (int i = 0; i < columns.size(); i++) {
                    append(appender, columns.get(i).type(), rows, i + 1);
                }
                appender.endRow();
            }
        }
    }

    private static void append(DuckDBAppender appender, String type, ResultSet rows, int at) throws SQLException {
        switch (type) {
            case "BIGINT" -> {
                long value = rows.getLong(at);
                DuckDBAppender unused = rows.wasNull() ? appender.appendNull() : appender.append(value);
            }
            case "DOUBLE" -> {
                double value = rows.getDouble(at);
                DuckDBAppender unused = rows.wasNull() ? appender.appendNull() : appender.append(value);
            }
            case "BLOB" -> appender.append(rows.getBytes(at));
            default -> appender.append(rows.getString(at));
        }
    }

    /** A column of texts that is declared as dates or times becomes one if every text is one. */
    private void asTime(String table, Column column) {
        boolean date = column.declared().equals("DATE");
        if (!column.type().equals("VARCHAR") || !(date || column.declared().matches("DATETIME|TIMESTAMP"))) {
            return;
        }
        try {
            execute("ALTER TABLE " + Engine.quoted(table) + " ALTER " + Engine.quoted(column.name()) + " TYPE "
                    + (date ? "DATE" : "TIMESTAMP"));
        } catch (SQLException e) {
            // they stay texts
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = to.createStatement()) {
            statement.execute(sql);
        }
    }
}
