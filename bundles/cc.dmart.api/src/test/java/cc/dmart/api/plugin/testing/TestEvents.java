package cc.dmart.api.plugin.testing;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** Makes events as the server would tell them. Thread-safe. */
public final class TestEvents {
    private static final AtomicLong SEQ = new AtomicLong();

    private TestEvents() {}

    /** A create with these attributes of the request, as JSON in which single quotes stand for double ones. */
    public static EntryEvent created(Locator at, String attributes) {
        return event(ActionType.CREATE, at, json(attributes));
    }

    /** An update with this {@code history_diff}. */
    public static EntryEvent updated(Locator at, String diff) {
        return event(
                ActionType.UPDATE,
                at,
                JsonObject.builder().put("history_diff", json(diff)).build());
    }

    /** A delete of an entry that was like this. */
    public static EntryEvent deleted(Locator at, String entry) {
        return event(
                ActionType.DELETE,
                at,
                JsonObject.builder().put("entry", json(entry)).build());
    }

    /** Any event, by the user {@code lina}. */
    public static EntryEvent event(ActionType action, Locator at, JsonObject attributes) {
        long seq = SEQ.incrementAndGet();
        return new EntryEvent(
                "event-" + seq,
                seq,
                at.space().value(),
                at.subpath().slashed(),
                Optional.of(at.shortname().value()),
                action,
                Optional.of(at.type()),
                attributes.object("payload").flatMap(p -> p.string("schema_shortname")),
                attributes,
                "lina",
                "2026-01-01T00:00:00.000000",
                "request-" + seq,
                Optional.of(UUID.nameUUIDFromBytes(at.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        .toString()),
                Optional.empty(),
                0);
    }

    /** JSON in which single quotes stand for double ones. */
    public static JsonObject json(String text) {
        return (JsonObject) JsonCodec.parse(text.replace('\'', '"'));
    }
}
