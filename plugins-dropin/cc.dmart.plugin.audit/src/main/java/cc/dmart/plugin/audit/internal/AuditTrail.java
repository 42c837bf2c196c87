package cc.dmart.plugin.audit.internal;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Timestamps;
import cc.dmart.api.plugin.DeliveryContext;
import cc.dmart.api.plugin.DmartApi;
import cc.dmart.api.plugin.DmartListener;
import cc.dmart.api.plugin.EntryListener;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one JSON line for every change to the logger {@code dmart.audit} ({@code plugins-events.md} 3, {@code security.md} I6): who
 * did what to which entry, and the names of the fields that changed, never their values. One line at a time, in the order of the
 * journal. With {@code hash_chain} in its configuration each line carries the hash of the line before ({@link HashChain}).
 * Thread-safe.
 */
@Component(configurationPid = "dmart.plugin.audit") // made anew with another configuration
@DmartListener(plugin = "audit", alwaysActive = true, ordered = "none", parallel = 1)
public final class AuditTrail implements EntryListener {
    private static final Logger AUDIT = LoggerFactory.getLogger("dmart.audit");

    private final Optional<HashChain> chain;
    private final ZoneId zone;

    /** With the configuration of the plugin. @throws IOException if the end of the chain cannot be read */
    @Activate
    public AuditTrail(@Reference DmartApi api) throws IOException {
        zone = api.timezone();
        boolean chained = api.config("hash_chain").flatMap(JsonValue::asBool).orElse(false);
        chain = chained ? Optional.of(new HashChain(api.folder().resolve("chain"), AUDIT::info)) : Optional.empty();
    }

    @Override
    public void onEvent(EntryEvent event, DeliveryContext delivery) throws IOException {
        String line = JsonCodec.writeString(line(event, zone));
        if (chain.isPresent()) {
            chain.get().append(line, AUDIT::info);
        } else {
            AUDIT.info(line);
        }
    }

    /** The time is in UTC, as in the lines of the server beside it. */
    static JsonObject line(EntryEvent event, ZoneId zone) {
        JsonObject.Builder out = JsonObject.builder()
                .put(
                        "timestamp",
                        Timestamps.parse(event.timestamp(), zone)
                                .map(Instant::toString)
                                .orElse(event.timestamp()))
                .put("event", "change")
                .put("actor", event.user())
                .put("action", event.action().wire())
                .put("space_name", event.spaceName())
                .put("subpath", event.subpath())
                .putIfPresent("shortname", event.shortname())
                .putIfPresent("resource_type", event.resourceType().map(ResourceType::wire))
                .putIfPresent("schema_shortname", event.schemaShortname())
                .putIfPresent("entry_uuid", event.entryUuid())
                .putIfPresent("from", from(event));
        changed(event).ifPresent(names -> out.put("changed", names));
        return out.put("event_id", event.eventId())
                .put("seq", event.seq())
                .put("request_id", event.requestId())
                .putIfPresent("cause_id", event.causeId())
                .build();
    }

    /** Where an entry that moved came from. */
    private static Optional<String> from(EntryEvent event) {
        JsonObject attributes = event.attributes();
        return event.action() == ActionType.MOVE
                ? attributes
                        .string("src_shortname")
                        .map(name -> attributes.string("src_space_name").orElse(event.spaceName()) + ":"
                                + attributes.string("src_subpath").orElse("/") + "/" + name)
                : Optional.empty();
    }

    private static Optional<JsonValue> changed(EntryEvent event) {
        return event.attributes()
                .object(EntryEvent.DIFF)
                .map(diff -> List.copyOf(diff.names()))
                .filter(names -> !names.isEmpty())
                .map(JsonArray::ofStrings);
    }

    /** Closes the file of the chain. */
    @Deactivate
    public void close() throws IOException {
        if (chain.isPresent()) {
            chain.get().close();
        }
    }
}
