package cc.dmart.storage.files.internal.read;

import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.Timestamps;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * Date-times of metas and log lines in the one form in which they are written and sent, whatever another program wrote
 * ({@code storage.md} 2.10). Thread-safe.
 */
final class Dates {
    private static final List<String> NAMES = List.of("created_at", "updated_at", "timestamp");

    private Dates() {}

    /** The object with its date-times in that form; the same one if they are. */
    static JsonObject normal(JsonObject object, ZoneId zone) {
        JsonObject out = object;
        for (String name : NAMES) {
            Optional<String> text = object.string(name);
            if (text.isPresent()) {
                String normal = Timestamps.normal(text.get(), zone);
                out = normal.equals(text.get()) ? out : out.with(name, new JsonString(normal));
            }
        }
        return out;
    }
}
