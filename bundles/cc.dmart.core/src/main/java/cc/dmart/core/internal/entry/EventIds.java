package cc.dmart.core.internal.entry;

import java.time.Instant;

/** Identities of events. Thread-safe. */
public final class EventIds {
    private EventIds() {}

    /** A ULID of this time. */
    public static String next(Instant time) {
        return Ulid.next(time.toEpochMilli());
    }
}
