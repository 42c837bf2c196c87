package cc.dmart.core.internal.event;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.Entry;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.plugin.ChangeContext;
import java.util.List;
import java.util.Optional;

/** What one call of a hook is given; what it proposes counts only if the call ends well. For the thread of the call. */
final class HookContext implements ChangeContext {
    private static final List<String> IDENTITY = List.of("uuid", "shortname", "owner_shortname", "created_at");

    private final HookDispatcher.Call call;
    private volatile Optional<WireRecord> proposed;

    HookContext(HookDispatcher.Call call) {
        this.call = call;
        this.proposed = call.proposed();
    }

    /** Who acts. */
    Caller caller() {
        return call.caller();
    }

    @Override
    public ActionType action() {
        return call.action();
    }

    @Override
    public String user() {
        return call.caller().user();
    }

    @Override
    public String spaceName() {
        return call.at().space().value();
    }

    @Override
    public String subpath() {
        return call.at().subpath().slashed();
    }

    @Override
    public Optional<String> shortname() {
        return call.action() == ActionType.QUERY
                ? Optional.empty()
                : Optional.of(call.at().shortname().value());
    }

    @Override
    public Optional<ResourceType> resourceType() {
        return call.action() == ActionType.QUERY
                ? Optional.empty()
                : Optional.of(call.at().type());
    }

    @Override
    public Optional<String> schemaShortname() {
        return Occurrence.schema(call);
    }

    @Override
    public Optional<Entry> current() {
        return call.current();
    }

    @Override
    public Optional<WireRecord> proposed() {
        return proposed;
    }

    @Override
    public void propose(JsonObject attributes) {
        WireRecord record = call.proposed().orElseThrow(() -> new IllegalStateException("there is nothing to alter"));
        JsonObject.Builder out = attributes.toBuilder();
        for (String name : IDENTITY) { // what makes the entry itself stays as the caller sent it
            Optional<JsonValue> sent = record.attributes().get(name);
            if (sent.isPresent()) {
                out.put(name, sent.get());
            } else {
                out.remove(name);
            }
        }
        proposed = Optional.of(record.withAttributes(out.build()));
    }

    @Override
    public JsonObject attributes() {
        return call.attributes();
    }
}
