package cc.dmart.core.internal.entry.imports;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.access.AuditTrail;
import cc.dmart.core.internal.entry.form.HistoryDiff;
import cc.dmart.core.internal.entry.form.Secrets;
import cc.dmart.core.internal.entry.pipeline.ChangeFacts;
import cc.dmart.core.internal.entry.rules.NewPayload;
import cc.dmart.core.internal.entry.rules.PayloadRules;
import cc.dmart.core.internal.meta.Versions;
import java.util.Optional;

/**
 * What an import tells of what it writes ({@code plugins-events.md} 1.2). Of a silent one, which only the index, other nodes and
 * the audit log hear of, that is what it does to rights. Thread-safe.
 */
final class ImportEvents {
    private static final String PAYLOAD = "payload";

    private final ChangeFacts facts;
    private final Caller caller;

    ImportEvents(ChangeFacts facts, Caller caller) {
        this.facts = facts;
        this.caller = caller;
    }

    /** The event of an entry or attachment. */
    EntryEvent event(Locator at, Optional<StoredEntry> before, JsonObject after, Optional<NewPayload> payload) {
        JsonObject.Builder said = JsonObject.builder();
        if (before.isPresent()) {
            said.put(
                    EntryEvent.DIFF,
                    caller.silent() ? rights(before.get(), after) : difference(before.get(), after, payload));
        } else if (!caller.silent()) {
            said.putAll(created(at, after));
        }
        if (!caller.silent()) {
            said.put("cause", "import");
        }
        ActionType action = before.isPresent() ? ActionType.UPDATE : ActionType.CREATE;
        return facts.event(caller, action, at, after, said.build(), facts.now());
    }

    /** The event of an attachment; of a silent import only if somebody else owns it now. */
    Optional<EntryEvent> ofAttachment(
            Locator at, Optional<StoredEntry> before, JsonObject after, Optional<NewPayload> payload) {
        EntryEvent event = event(at, before, after, payload);
        boolean counts = event.attributes()
                .object(EntryEvent.DIFF)
                .filter(diff -> !diff.isEmpty())
                .isPresent();
        return !caller.silent() || counts ? Optional.of(event) : Optional.empty();
    }

    private static JsonObject created(Locator at, JsonObject after) {
        JsonObject told = Secrets.told(after);
        return at.type() == ResourceType.USER ? Secrets.withoutThoseOfUsers(told) : told;
    }

    /** Only what decides who may do what, for which no payload is read. */
    private static JsonObject rights(StoredEntry before, JsonObject after) {
        JsonObject old = before.entry().meta();
        JsonObject.Builder out = JsonObject.builder();
        HistoryDiff.of(union(old, after), old, after).members().forEach((key, change) -> {
            if (AuditTrail.isRight(before.at().type(), key)) {
                out.put(key, change);
            }
        });
        return out.build();
    }

    private static JsonObject difference(StoredEntry before, JsonObject after, Optional<NewPayload> payload) {
        Optional<JsonValue> oldBody = PayloadRules.storedTree(before, true).map(o -> (JsonValue) o);
        Optional<JsonValue> newBody = payload.flatMap(NewPayload::tree)
                .or(() -> payload.flatMap(NewPayload::fileName).isEmpty() ? oldBody : Optional.empty());
        JsonObject old = Versions.withBody(before.entry().meta(), oldBody);
        JsonObject now = Versions.withBody(after, newBody);
        JsonObject diff = HistoryDiff.of(union(old, now), old, now);
        return before.at().type() == ResourceType.USER ? Secrets.maskedForUsers(diff) : diff;
    }

    /** All that either version has: an import puts one in the place of the other, so what it lacks is taken away. */
    private static JsonObject union(JsonObject before, JsonObject after) {
        JsonObject.Builder out = named(before).toBuilder().putAll(named(after));
        JsonObject old = before.object(PAYLOAD).orElse(JsonObject.EMPTY);
        JsonObject now = after.object(PAYLOAD).orElse(JsonObject.EMPTY);
        if (!old.isEmpty() || !now.isEmpty()) {
            out.put(PAYLOAD, named(old).toBuilder().putAll(named(now)).build());
        }
        return out.build();
    }

    private static JsonObject named(JsonObject version) {
        JsonObject.Builder out = JsonObject.builder();
        version.names().forEach(name -> out.put(name, JsonArray.EMPTY));
        return out.build();
    }
}
