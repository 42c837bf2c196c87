package cc.dmart.deploy.internal;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.Names;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.plugin.DmartApi;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Configurations of plugins that are entries ({@code plugins-events.md} 2.7): the content {@code <plugin>} in the folder {@code
 * plugins} of the management space, active, with a body in the form of {@code config.json}. It is read where it is needed and kept
 * nowhere. Thread-safe.
 */
final class EntrySettings {
    /** The folder. */
    static final String FOLDER = "plugins";

    private final DmartApi api;
    private final String space;

    /** Entries of a management space, read by this API. */
    EntrySettings(DmartApi api, String space) {
        this.api = api;
        this.space = space;
    }

    /**
     * What the entry of a plugin says; empty without one.
     *
     * @throws IOException with one sentence if it cannot be used
     */
    JsonObject of(String plugin) throws IOException {
        if (!Names.isShortname(plugin)) {
            return JsonObject.EMPTY;
        }
        try {
            Locator at = Locator.of(space, FOLDER, plugin, ResourceType.CONTENT);
            Optional<WireRecord> entry = api.asSystem().silently().load(at);
            JsonObject attributes = entry.map(WireRecord::attributes).orElse(JsonObject.EMPTY);
            if (!attributes.bool("is_active").orElse(false)) {
                return JsonObject.EMPTY;
            }
            JsonObject body = attributes
                    .object("payload")
                    .flatMap(payload -> payload.get("body"))
                    .flatMap(value -> JsonCodec.materialize(value).asObject())
                    .orElseThrow(() -> new IOException("it has no JSON object"));
            if (Definitions.isWebhook(body)) {
                throw new IOException("a webhook is a file of the watched folder");
            }
            return Definitions.parse(JsonCodec.write(body));
        } catch (DmartException e) {
            throw new IOException("it cannot be read: " + e.sentence(), e);
        }
    }

    /** The plugins that an event may configure anew. */
    Set<String> changedBy(EntryEvent event) {
        Set<String> out = new TreeSet<>();
        if (event.spaceName().equals(space)) {
            event.shortname().ifPresent(out::add);
            if (event.action() == ActionType.MOVE) {
                event.attributes().string("src_shortname").ifPresent(out::add);
            }
        }
        return out;
    }
}
