package cc.dmart.auth.internal.session;

import cc.dmart.auth.internal.AuthConfig;
import cc.dmart.auth.internal.store.FailingLog;
import cc.dmart.auth.internal.store.Rows;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicBoolean;

/** Gives tests of other packages a table with a clock of theirs. */
public final class SessionTables {
    private SessionTables() {}

    /** A table over the data folder of the settings. */
    public static SessionTable open(Rows rows, AuthConfig config, Clock clock, AtomicBoolean diskFails)
            throws IOException {
        return new SessionTable(rows, config, clock, (file, reader) -> FailingLog.open(file, reader, diskFails));
    }
}
