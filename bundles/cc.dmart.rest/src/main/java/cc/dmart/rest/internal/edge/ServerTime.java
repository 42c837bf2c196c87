package cc.dmart.rest.internal.edge;

import cc.dmart.api.model.Timestamps;
import java.time.Instant;
import java.time.ZoneId;

/** Text of the header {@code x-server-time} ({@code http-api.md} 1.5). Thread-safe. */
final class ServerTime {
    private final ZoneId zone;
    private volatile Stamp stamp = new Stamp(0, "");

    ServerTime(ZoneId zone) {
        this.zone = zone;
    }

    /** Text of one millisecond; formatting it anew for each reply would cost more than all the other headers. */
    private record Stamp(long millis, String text) {}

    String now() {
        long now = System.currentTimeMillis();
        Stamp last = stamp;
        if (last.millis != now) {
            last = new Stamp(now, Timestamps.format(Instant.ofEpochMilli(now), zone));
            stamp = last;
        }
        return last.text;
    }
}
