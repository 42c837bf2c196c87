package cc.dmart.rest.internal.resource;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Timestamps;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/**
 * Where a replay begins ({@code plugins-events.md} 2.4). Thread-safe.
 *
 * @param time the first moment; empty: the number counts
 * @param seq  number of the record of the journal behind which it begins, 0 or more
 */
record ReplayStart(Optional<Instant> time, long seq) {
    /**
     * What a body says: {@code from}, else {@code from_seq}.
     *
     * @param zone of a time without an offset
     * @throws DmartException.Invalid {@code E(422,validation,424)} if it is no time or number, {@code E(400,request,202)} if it is
     *                                missing
     */
    static ReplayStart of(JsonObject body, ZoneId zone) {
        if (has(body, "from")) {
            return new ReplayStart(Optional.of(time(body.string("from").orElse(""), zone)), 0);
        }
        if (!has(body, "from_seq")) {
            throw DmartException.Invalid.request(ErrorCode.MISSING_DATA, "from_seq or from is missing");
        }
        long seq = body.number("from_seq")
                .filter(JsonNumber::isLong)
                .map(JsonNumber::longValue)
                .filter(number -> number >= 0)
                .orElseThrow(
                        () -> DmartException.Invalid.field("from_seq", "from_seq is not a whole number of 0 or more"));
        return new ReplayStart(Optional.empty(), seq);
    }

    private static boolean has(JsonObject body, String member) {
        return body.get(member).filter(value -> !value.isNull()).isPresent();
    }

    private static Instant time(String text, ZoneId zone) {
        return Timestamps.parse(text, zone)
                .orElseThrow(() -> DmartException.Invalid.field("from", "from is not a time"));
    }
}
