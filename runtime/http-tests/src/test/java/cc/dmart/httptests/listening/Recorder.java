package cc.dmart.httptests.listening;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.plugin.BeforeHook;
import cc.dmart.api.plugin.ChangeContext;
import cc.dmart.api.plugin.DeliveryContext;
import cc.dmart.api.plugin.EntryListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/** Writes down what a plugin is told, a JSON line each, into the file that the property {@code out} of the component names. */
public abstract class Recorder {
    private Path out = Path.of("");

    private Recorder() {}

    /** Called by Declarative Services. */
    public void activate(Map<String, Object> properties) {
        out = Path.of(properties.get("out").toString());
    }

    void write(JsonObject line) {
        try {
            Files.writeString(
                    out, JsonCodec.writeString(line) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of what is going to happen. */
    public static final class Before extends Recorder implements BeforeHook {
        @Override
        public void before(ChangeContext change) {
            JsonObject.Builder line = JsonObject.builder()
                    .put("space_name", change.spaceName())
                    .put("subpath", change.subpath())
                    .putIfPresent("shortname", change.shortname())
                    .put("action_type", change.action().wire())
                    .putIfPresent("resource_type", change.resourceType().map(ResourceType::wire))
                    .putIfPresent("schema_shortname", change.schemaShortname())
                    .put("attributes", change.attributes())
                    .put("user_shortname", change.user())
                    .put("roles", JsonArray.ofStrings(change.roles()));
            change.query().ifPresent(query -> line.put("query", query));
            write(line.build());
            change.note("action", new JsonString(change.action().wire()));
        }
    }

    /** Of what happened. */
    public static final class After extends Recorder implements EntryListener {
        @Override
        public void onEvent(EntryEvent event, DeliveryContext delivery) {
            write(event.toJson());
        }
    }
}
