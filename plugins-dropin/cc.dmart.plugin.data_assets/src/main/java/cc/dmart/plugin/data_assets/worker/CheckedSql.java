package cc.dmart.plugin.data_assets.worker;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * A statement that the engine's own parser found to be one that reads, written anew from what that parser understood: nothing of
 * the caller's text is run. Thread-safe.
 *
 * @param sql    to run
 * @param tables names of the tables that it may read, in small letters
 */
record CheckedSql(String sql, Set<String> tables) {
    /** Kinds of queries that change nothing; a query with a change inside has others. */
    private static final Set<String> QUERIES =
            Set.of("SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE");

    /** Functions of the engine that stand for tables and look at nothing but their arguments. */
    private static final Set<String> HARMLESS =
            Set.of("range", "generate_series", "unnest", "repeat", "repeat_row", "json_each", "json_tree");

    /** Functions that tell of the settings, or leave something behind. */
    private static final Set<String> NEVER =
            Set.of("current_setting", "getenv", "getvariable", "nextval", "setval", "write_log");

    /** What CXB asks for a list of tables; the engine of today has no such schema there. */
    private static final String OLD_SCHEMA = "\"path\":[\"temp\",\"information_schema\",";

    private static final String NEW_SCHEMA = "\"path\":[\"system\",\"information_schema\",";

    CheckedSql {
        tables = Set.copyOf(tables);
    }

    /** Reads a statement. @throws RefusedException if it is none, more than one, or does more than read */
    static CheckedSql of(Connection engine, String sql) throws SQLException, RefusedException {
        String tree = call(engine, "SELECT json_serialize_sql(?)", sql);
        Set<String> tables = check(tree, forbidden(engine));
        String plain = tree.replace(OLD_SCHEMA, NEW_SCHEMA);
        return new CheckedSql(call(engine, "SELECT json_deserialize_sql(?::JSON)", plain), tables);
    }

    private static String call(Connection engine, String sql, String argument) throws SQLException {
        try (PreparedStatement call = engine.prepareStatement(sql)) {
            call.setString(1, argument);
            try (ResultSet result = call.executeQuery()) {
                result.next();
                return result.getString(1);
            }
        }
    }

    /** Whatever the engine brings that stands for a table reads files or tells of the process, unless it is known not to. */
    private static Set<String> forbidden(Connection engine) throws SQLException {
        Set<String> out = new HashSet<>(NEVER);
        String sql = "SELECT DISTINCT function_name FROM duckdb_functions()"
                + " WHERE function_type IN ('table', 'table_macro', 'pragma')";
        try (PreparedStatement all = engine.prepareStatement(sql);
                ResultSet names = all.executeQuery()) {
            while (names.next()) {
                out.add(names.getString(1).toLowerCase(Locale.ROOT));
            }
        }
        out.removeAll(HARMLESS);
        return out;
    }

    private static Set<String> check(String tree, Set<String> forbidden) throws RefusedException {
        Set<String> tables = new HashSet<>();
        int statements = 0;
        String error = "";
        try (JsonParser parser = new JsonFactory().createParser(tree)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                String name = parser.currentName();
                if (token == JsonToken.VALUE_STRING && name != null) {
                    String text = parser.getText();
                    look(name, text, forbidden);
                    if (name.equals("table_name")) {
                        tables.add(text.toLowerCase(Locale.ROOT));
                    }
                    error = name.equals("error_message") ? text : error;
                }
                boolean second = token == JsonToken.START_OBJECT
                        && parser.getParsingContext().getParent().inArray()
                        && parser.getParsingContext()
                                .getParent()
                                .getParent()
                                .getParent()
                                .inRoot();
                statements += second ? 1 : 0;
            }
        } catch (StreamConstraintsException e) {
            throw new RefusedException("The statement is nested too deeply");
        } catch (IOException e) {
            throw new RefusedException("The statement cannot be read");
        }
        if (!error.isEmpty()) {
            throw new RefusedException(
                    error.startsWith("Only SELECT") ? "Only statements that read are allowed" : "Wrong: " + error);
        }
        if (statements != 1) {
            throw new RefusedException("There must be exactly one statement");
        }
        return tables;
    }

    private static void look(String name, String text, Set<String> forbidden) throws RefusedException {
        if (name.equals("type") && text.endsWith("_NODE") && !QUERIES.contains(text)) {
            throw new RefusedException("Only statements that read are allowed");
        }
        if (name.equals("function_name") && forbidden.contains(text.toLowerCase(Locale.ROOT))) {
            throw new RefusedException("The function " + text + " is not allowed");
        }
    }
}
