package cc.dmart.storage.files.internal.change;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.ResourceType;

/** Events in the journal's encoding; the sequence number is that of the record. */
final class EventCodec {
    private EventCodec() {}

    static void write(ByteSink out, EntryEvent event) {
        out.text(event.eventId());
        out.text(event.spaceName());
        out.text(event.subpath());
        out.text(event.shortname());
        out.text(event.action().wire());
        out.text(event.resourceType().map(ResourceType::wire));
        out.text(event.schemaShortname());
        out.bytes(JsonCodec.write(event.attributes()));
        out.text(event.user());
        out.text(event.timestamp());
        out.text(event.requestId());
        out.text(event.entryUuid());
        out.text(event.causeId());
        out.number(event.depth());
    }

    static EntryEvent read(ByteSource in) {
        return new EntryEvent(
                in.text(),
                0,
                in.text(),
                in.text(),
                in.maybeText(),
                ActionType.of(in.text()).orElseThrow(() -> new IllegalStateException("unknown action in the journal")),
                in.maybeText().flatMap(ResourceType::of),
                in.maybeText(),
                JsonText.of(in.bytes()).tree(),
                in.text(),
                in.text(),
                in.text(),
                in.maybeText(),
                in.maybeText(),
                (int) in.number());
    }
}
