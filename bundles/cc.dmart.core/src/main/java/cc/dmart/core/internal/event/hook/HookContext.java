package cc.dmart.core.internal.event.hook;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.Entry;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.plugin.ChangeContext;
import cc.dmart.core.internal.event.HookDispatcher;
import cc.dmart.core.internal.event.registration.Occurrence;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** What one call of a hook is given; what it proposes and notes counts only if the call ends well. For the thread of the call. */
final class HookContext implements ChangeContext {
    private static final List<String> IDENTITY = List.of("uuid", "shortname", "owner_shortname", "created_at");

    /** Longest notes of a plugin on a change, in characters of JSON: they are stored with the change. */
    private static final int MOST_NOTED = 16_384;

    private final HookDispatcher.Call call;
    private final String plugin;
    private final Function<Caller, Set<String>> roles;
    private volatile Optional<WireRecord> proposed;
    private volatile JsonObject attributes;

    HookContext(HookDispatcher.Call call, String plugin, Function<Caller, Set<String>> roles) {
        this.call = call;
        this.plugin = plugin;
        this.roles = roles;
        this.proposed = call.proposed();
        this.attributes = call.attributes();
    }

    /** The call as the hook left it. */
    HookDispatcher.Call left() {
        return call.left(proposed, attributes);
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
    public Set<String> roles() {
        return roles.apply(call.caller());
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
    public Optional<JsonObject> query() {
        return call.query();
    }

    @Override
    public void note(String key, JsonValue value) {
        JsonObject all = attributes.object(HookDispatcher.NOTES).orElse(JsonObject.EMPTY);
        JsonObject mine = all.object(plugin).orElse(JsonObject.EMPTY).with(key, value);
        if (JsonCodec.writeString(mine).length() > MOST_NOTED) {
            throw new IllegalArgumentException(
                    "notes of a plugin on a change have at most " + MOST_NOTED + " characters");
        }
        attributes = attributes.with(HookDispatcher.NOTES, all.with(plugin, mine));
    }

    @Override
    public JsonObject attributes() {
        return attributes;
    }
}
