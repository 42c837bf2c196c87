package cc.dmart.dataasset.internal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

/** The verdict of the engine's own compiler on a statement, without running it. Thread-safe. */
final class ReadOnly {
    /** Steps of a program that change something, or reach outside of the database. */
    private static final Set<String> WRITING = Set.of(
            "OpenWrite",
            "CreateBtree",
            "Destroy",
            "Clear",
            "DropTable",
            "DropIndex",
            "DropTrigger",
            "ParseSchema",
            "LoadAnalysis",
            "SetCookie",
            "Vacuum",
            "IncrVacuum",
            "JournalMode",
            "Checkpoint",
            "SqlExec",
            "VCreate",
            "VDestroy",
            "VUpdate",
            "VRename",
            "Savepoint",
            "AutoCommit",
            "TableLock",
            "Pagecount",
            "MaxPgcnt",
            "Expire");

    private ReadOnly() {}

    /** Whether a statement does nothing but read. @throws SQLException if it cannot be compiled */
    static boolean holds(Connection connection, String sql) throws SQLException {
        boolean gives = false;
        try (Statement statement = connection.createStatement();
                ResultSet program = statement.executeQuery("EXPLAIN " + sql)) {
            while (program.next()) {
                String step = program.getString("opcode");
                boolean writes = step.equals("Transaction") && program.getInt("p2") != 0;
                if (writes || WRITING.contains(step)) {
                    return false;
                }
                gives |= step.equals("ResultRow");
            }
        }
        return gives;
    }
}
