package cc.dmart.core.internal.query;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.ErrorType;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonRaw;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.WireRecord;
import java.util.List;
import java.util.Map;

/**
 * Counts about how many bytes an answer takes while it is being made, so that no question takes the memory of all others. Not
 * thread-safe; one per answer.
 */
final class AnswerSize {
    /** What a value takes besides its text: quotes, a comma, and what holds it on the heap. */
    private static final long FRAME = 16;

    private final int megabytes;
    private long left;

    /** @param megabytes so many at most */
    AnswerSize(int megabytes) {
        this.megabytes = megabytes;
        this.left = (long) megabytes << 20;
    }

    /** A record of the answer. @throws DmartException.Invalid {@code E(400,query,430)} if the answer is too large with it */
    WireRecord with(WireRecord record) {
        take(of(record));
        return record;
    }

    /** A row of the answer. @throws DmartException.Invalid {@code E(400,query,430)} if the answer is too large with it */
    JsonObject with(JsonObject row) {
        take(of(row));
        return row;
    }

    /** @throws DmartException.Invalid {@code E(400,query,430)} if the answer is too large with so many bytes more */
    void take(long bytes) {
        left -= bytes;
        if (isExceeded()) {
            throw new DmartException.Invalid(
                    400,
                    ErrorType.QUERY,
                    ErrorCode.SOMETHING_WRONG,
                    "The answer has more than " + megabytes + " MiB; ask for fewer rows at a time",
                    List.of());
        }
    }

    /** Whether the answer was too large. */
    boolean isExceeded() {
        return left < 0;
    }

    private static long of(WireRecord record) {
        long out = of(record.attributes());
        for (List<WireRecord> some : record.attachments().map(Map::values).orElse(List.of())) {
            for (WireRecord each : some) {
                out += of(each);
            }
        }
        return out;
    }

    private static long of(JsonValue value) {
        if (value instanceof JsonString text) {
            return FRAME + text.value().length();
        }
        if (value instanceof JsonRaw raw) {
            return FRAME + raw.utf8().length;
        }
        long out = FRAME;
        if (value instanceof JsonObject object) {
            for (Map.Entry<String, JsonValue> each : object.members().entrySet()) {
                out += each.getKey().length() + of(each.getValue());
            }
        } else if (value instanceof JsonArray array) {
            for (JsonValue each : array) {
                out += of(each);
            }
        }
        return out;
    }
}
