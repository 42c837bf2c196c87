package cc.dmart.auth.internal.session;

import cc.dmart.auth.internal.AuthConfig;
import cc.dmart.auth.internal.store.Rows;
import java.io.IOException;
import java.time.Clock;

/** Gives tests of other packages a table with a clock of theirs. */
public final class SessionTables {
    private SessionTables() {}

    /** A table over the data folder of the settings. */
    public static SessionTable open(Rows rows, AuthConfig config, Clock clock) throws IOException {
        return new SessionTable(rows, config, clock);
    }
}
