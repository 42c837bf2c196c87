package cc.dmart.api.model;

import java.util.Optional;

/**
 * Line of the change log of an entry ({@code storage.md} 1.7). Thread-safe.
 *
 * @param json the whole line as stored
 */
public record HistoryRecord(JsonObject json) {
    /** Builds a line. */
    public static HistoryRecord of(
            String uuid, String timestamp, String owner, JsonObject requestHeaders, JsonObject diff) {
        return new HistoryRecord(JsonObject.builder()
                .put("uuid", uuid)
                .put("shortname", "history")
                .put("is_active", false)
                .put("tags", JsonArray.EMPTY)
                .put("created_at", timestamp)
                .put("updated_at", timestamp)
                .put("owner_shortname", owner)
                .put("timestamp", timestamp)
                .put("request_headers", requestHeaders)
                .put("diff", diff)
                .build());
    }

    /** Identity of the line; redo appends a line only if its uuid is not there yet. */
    public String uuid() {
        return json.string("uuid").orElse("");
    }

    /** Who made the change. */
    public Optional<String> owner() {
        return json.string("owner_shortname");
    }

    /** When, as {@link Timestamps} text. */
    public Optional<String> timestamp() {
        return json.string("timestamp");
    }

    /** Flattened key to {@code {"old": .., "new": ..}}. */
    public JsonObject diff() {
        return json.object("diff").orElse(JsonObject.EMPTY);
    }
}
