package cc.dmart.api.model;

import java.util.Optional;

/**
 * Line of the change log of an entry ({@code storage.md} 1.7). Thread-safe.
 *
 * @param json the whole line as stored
 */
public record HistoryRecord(JsonObject json) {
    private static final String ATTACHMENT = "attachment";

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

    /** Which attachment, {@code type/shortname}, a line in the log of all attachments of an entry is about, if it says so. */
    public Optional<String> attachment() {
        return json.string(ATTACHMENT);
    }

    /** Whether the line says that it is about this attachment. Other writers leave out the type, and may mean several then. */
    public boolean isAbout(Locator at) {
        return names(at) || attachment().equals(Optional.of(at.shortname().value()));
    }

    /** Whether the line says that it is about this attachment and no other. */
    public boolean names(Locator at) {
        return attachment().equals(Optional.of(mark(at)));
    }

    /** The line of this attachment as the log of all attachments has it, but for {@link #aboutUnknown}: that names none. */
    public HistoryRecord about(Locator at) {
        boolean unknown = json.get(ATTACHMENT).filter(JsonValue::isNull).isPresent();
        return new HistoryRecord(unknown ? json.without(ATTACHMENT) : json.with(ATTACHMENT, new JsonString(mark(at))));
    }

    /** The line with the statement that nobody knows which attachment it is about. */
    public HistoryRecord aboutUnknown() {
        return new HistoryRecord(json.with(ATTACHMENT, JsonNull.NULL));
    }

    private static String mark(Locator at) {
        return at.type().wire() + "/" + at.shortname().value();
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
