package cc.dmart.api.model;

import java.util.Optional;

/**
 * Fact about an entry ({@code plugins-events.md} 1.1). Thread-safe.
 *
 * @param eventId    ULID, the identity for idempotence
 * @param seq        journal sequence number, the only cursor; 0 before the change is journalled
 * @param spaceName  the space; for events on a space its own name
 * @param subpath    canonical form with a leading slash
 * @param shortname  absent for {@code query}
 * @param action     what happened
 * @param resourceType absent for {@code query}
 * @param schemaShortname schema of the payload of the entry
 * @param attributes per action, {@code plugins-events.md} 1.3; never tokens or secrets
 * @param user       the acting account
 * @param timestamp  {@link Timestamps} text
 * @param requestId  correlation id
 * @param entryUuid  uuid of the entry, if known
 * @param causeId    event that caused this one
 * @param depth      0 for requests
 */
public record EntryEvent(
        String eventId,
        long seq,
        String spaceName,
        String subpath,
        Optional<String> shortname,
        ActionType action,
        Optional<ResourceType> resourceType,
        Optional<String> schemaShortname,
        JsonObject attributes,
        String user,
        String timestamp,
        String requestId,
        Optional<String> entryUuid,
        Optional<String> causeId,
        int depth) {
    /** The attribute of what changed, by dotted path; not there if nothing is said of it, empty if nothing changed. */
    public static final String DIFF = "history_diff";

    /** This event with its journal sequence number. */
    public EntryEvent withSeq(long number) {
        return new EntryEvent(
                eventId,
                number,
                spaceName,
                subpath,
                shortname,
                action,
                resourceType,
                schemaShortname,
                attributes,
                user,
                timestamp,
                requestId,
                entryUuid,
                causeId,
                depth);
    }

    /** This event with other attributes. */
    public EntryEvent withAttributes(JsonObject other) {
        return new EntryEvent(
                eventId,
                seq,
                spaceName,
                subpath,
                shortname,
                action,
                resourceType,
                schemaShortname,
                other,
                user,
                timestamp,
                requestId,
                entryUuid,
                causeId,
                depth);
    }

    /** The wire form, snake case; absent members are left out. */
    public JsonObject toJson() {
        return JsonObject.builder()
                .put("event_id", eventId)
                .put("seq", seq)
                .put("space_name", spaceName)
                .put("subpath", subpath)
                .putIfPresent("shortname", shortname)
                .put("action_type", action.wire())
                .putIfPresent("resource_type", resourceType.map(ResourceType::wire))
                .putIfPresent("schema_shortname", schemaShortname)
                .put("attributes", attributes)
                .put("user_shortname", user)
                .put("timestamp", timestamp)
                .put("phase", "after")
                .put("request_id", requestId)
                .putIfPresent("entry_uuid", entryUuid)
                .putIfPresent("cause_id", causeId)
                .put("depth", (long) depth)
                .build();
    }

    /** Reads the wire form. @throws DmartException.Invalid if a mandatory member is missing */
    public static EntryEvent fromJson(JsonObject json) {
        return new EntryEvent(
                json.string("event_id").orElse(""),
                json.number("seq").map(JsonNumber::longValue).orElse(0L),
                text(json, "space_name"),
                text(json, "subpath"),
                json.string("shortname"),
                ActionType.of(text(json, "action_type"))
                        .orElseThrow(() -> DmartException.Invalid.field("action_type", "unknown action")),
                json.string("resource_type").flatMap(ResourceType::of),
                json.string("schema_shortname"),
                json.object("attributes").orElse(JsonObject.EMPTY),
                text(json, "user_shortname"),
                json.string("timestamp").orElse(""),
                json.string("request_id").orElse(""),
                json.string("entry_uuid"),
                json.string("cause_id"),
                json.number("depth").map(n -> (int) n.longValue()).orElse(0));
    }

    private static String text(JsonObject json, String name) {
        return json.string(name).orElseThrow(() -> DmartException.Invalid.field(name, "missing"));
    }
}
