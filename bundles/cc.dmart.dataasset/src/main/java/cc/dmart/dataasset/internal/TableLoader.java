package cc.dmart.dataasset.internal;

import cc.dmart.api.model.JsonBool;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.plugin.DataAssetEngine.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** Reads tables into a database in memory. For one thread. */
final class TableLoader {
    private static final String ALIAS = "file";

    private final Connection connection;
    private final long deadline;

    TableLoader(Connection connection, long deadline) {
        this.connection = connection;
        this.deadline = deadline;
    }

    /** Carries an error through a callback that must not throw one. */
    private static final class Failed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final SQLException error;

        Failed(SQLException error) {
            super(error);
            this.error = error;
        }
    }

    void load(List<Table> tables) throws SQLException, IOException {
        connection.setAutoCommit(false);
        for (Table table : tables) {
            load(table);
        }
        if (tables.size() == 1 && !tables.get(0).name().equals(ALIAS)) {
            execute("CREATE VIEW " + quoted(ALIAS) + " AS SELECT * FROM "
                    + quoted(tables.get(0).name()));
        }
        connection.commit();
        connection.setAutoCommit(true);
    }

    private void load(Table table) throws SQLException, IOException {
        String columns = table.columns().stream()
                .map(c -> table.booleans().contains(c) ? quoted(c) + " " + Answer.BOOLEAN : quoted(c))
                .collect(Collectors.joining(", "));
        execute("CREATE TABLE " + quoted(table.name()) + " (" + columns + ")");
        String marks = String.join(", ", Collections.nCopies(table.columns().size(), "?"));
        String insert = "INSERT INTO " + quoted(table.name()) + " VALUES (" + marks + ")";
        try (PreparedStatement statement = connection.prepareStatement(insert)) {
            table.rows().each(row -> add(statement, row));
        } catch (Failed e) {
            throw e.error;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void add(PreparedStatement statement, List<JsonValue> row) {
        if (System.nanoTime() > deadline) {
            throw Statement.refused("The statement took too long");
        }
        try {
            for (int i = 0; i < row.size(); i++) {
                bind(statement, i + 1, row.get(i));
            }
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new Failed(e);
        }
    }

    private static void bind(PreparedStatement statement, int at, JsonValue value) throws SQLException {
        if (value instanceof JsonString string) {
            statement.setString(at, string.value());
        } else if (value instanceof JsonNumber number) {
            if (number.isLong()) {
                statement.setLong(at, number.longValue());
            } else {
                statement.setDouble(at, number.doubleValue());
            }
        } else if (value instanceof JsonBool bool) {
            statement.setInt(at, bool.value() ? 1 : 0);
        } else {
            statement.setObject(at, null);
        }
    }

    private void execute(String sql) throws SQLException {
        try (java.sql.Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
