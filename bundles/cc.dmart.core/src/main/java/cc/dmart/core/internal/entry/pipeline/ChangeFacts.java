package cc.dmart.core.internal.entry.pipeline;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.HistoryRecord;
import cc.dmart.api.model.JsonNull;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.Payload;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Timestamps;
import cc.dmart.core.internal.entry.form.Checksums;
import cc.dmart.core.internal.entry.form.EventIds;
import cc.dmart.core.internal.entry.form.Secrets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What a change tells: events ({@code plugins-events.md} 1.1, 1.3), lines of the change log ({@code storage.md} 1.7) and of the
 * activity log ({@code storage.md} 1.8). Never a secret. Thread-safe.
 */
public final class ChangeFacts {
    private static final List<String> NAMED = List.of("displayname", "description", "tags");

    private final Clock clock;
    private final ZoneId zone;

    /**
     * Facts with times of a clock.
     *
     * @param zone zone of naive date-times
     */
    public ChangeFacts(Clock clock, ZoneId zone) {
        this.clock = clock;
        this.zone = zone;
    }

    /** Zone of naive date-times. */
    public ZoneId zone() {
        return zone;
    }

    /** The time now as it is stored. */
    public String now() {
        return Timestamps.format(clock.instant(), zone);
    }

    /** The time a while from now, in the same form. */
    public String in(Duration span) {
        return Timestamps.format(clock.instant().plus(span), zone);
    }

    /**
     * An event about an entry.
     *
     * @param meta the entry's meta, from which uuid and schema are taken
     */
    public EntryEvent event(
            Caller caller, ActionType action, Locator at, JsonObject meta, JsonObject attributes, String time) {
        return new EntryEvent(
                EventIds.next(clock.millis()),
                0,
                at.space().value(),
                at.subpath().slashed(),
                Optional.of(at.shortname().value()),
                action,
                Optional.of(at.type()),
                schemaOf(meta),
                attributes,
                caller.user(),
                time,
                caller.requestId(),
                meta.string("uuid"),
                caller.cause(),
                caller.depth());
    }

    private static Optional<String> schemaOf(JsonObject meta) {
        return meta.object("payload").map(Payload::new).flatMap(Payload::schemaShortname);
    }

    /**
     * A line of the change log.
     *
     * @param meta the new version, whose token the line has too
     */
    public HistoryRecord history(Caller caller, Locator at, JsonObject meta, JsonObject diff, String time) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        UUID uuid =
                new UUID((random.nextLong() & ~0xF000L) | 0x4000L, (random.nextLong() >>> 2) | 0x8000_0000_0000_0000L);
        JsonObject.Builder line =
                HistoryRecord.of(uuid.toString(), time, caller.user(), Secrets.headers(caller.headers()), diff)
                        .json()
                        .toBuilder()
                        .putIfPresent(Checksums.VERSION, meta.string(Checksums.VERSION));
        if (at.type().isAttachment()) {
            line.put("attachment", at.shortname().value());
        }
        return new HistoryRecord(line.build());
    }

    /**
     * A line of the activity log; its nulls are written.
     *
     * @param details diff of an update, fields of a create; empty for a delete
     */
    public JsonObject activity(
            Caller caller, ActionType action, Locator at, JsonObject meta, JsonObject details, String time) {
        JsonObject.Builder resource = JsonObject.builder()
                .put("uuid", orNull(meta.get("uuid")))
                .put("domain", JsonNull.NULL)
                .put("type", at.type().wire())
                .put("space_name", at.space().value())
                .put(
                        "subpath",
                        at.type() == ResourceType.SPACE ? "/" : at.subpath().slashed())
                .put("shortname", at.shortname().value())
                .put("schema_shortname", orNull(schemaOf(meta).map(JsonString::new)));
        for (String name : NAMED) {
            resource.put(name, orNull(meta.get(name)));
        }
        JsonObject attributes = details.without("media").toBuilder()
                .put("request_headers", Secrets.headers(caller.headers()))
                .build();
        return JsonObject.builder()
                .put("resource", resource.build())
                .put("user_shortname", caller.user())
                .put("request", action.wire())
                .put("timestamp", time)
                .put("attributes", attributes)
                .build();
    }

    private static JsonValue orNull(Optional<? extends JsonValue> value) {
        return value.isPresent() ? value.get() : JsonNull.NULL;
    }
}
