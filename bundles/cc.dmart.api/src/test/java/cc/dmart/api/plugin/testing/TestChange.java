package cc.dmart.api.plugin.testing;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Entry;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.plugin.ChangeContext;
import java.util.Optional;
import java.util.Set;

/** A change that a hook looks at, by the user {@code lina}. For one thread. */
public final class TestChange implements ChangeContext {
    private final ActionType action;
    private final Locator at;
    private final Optional<Entry> current;
    private Optional<WireRecord> proposed;
    private Set<String> roles = Set.of();
    private JsonObject notes = JsonObject.EMPTY;

    private TestChange(ActionType action, Locator at, Optional<Entry> current, Optional<JsonObject> attributes) {
        this.action = action;
        this.at = at;
        this.current = current;
        this.proposed = attributes.map(a ->
                WireRecord.of(at.type(), at.shortname().value(), at.subpath().wire(), a));
    }

    /** A create with these attributes, as JSON in which single quotes stand for double ones. */
    public static TestChange create(Locator at, String attributes) {
        return new TestChange(ActionType.CREATE, at, Optional.empty(), Optional.of(TestEvents.json(attributes)));
    }

    /** An update of an entry with this meta by these attributes. */
    public static TestChange update(Locator at, String meta, String attributes) {
        return new TestChange(
                ActionType.UPDATE,
                at,
                Optional.of(new Entry(at, TestEvents.json(meta))),
                Optional.of(TestEvents.json(attributes)));
    }

    /** A delete of an entry with this meta. */
    public static TestChange delete(Locator at, String meta) {
        return new TestChange(
                ActionType.DELETE, at, Optional.of(new Entry(at, TestEvents.json(meta))), Optional.empty());
    }

    @Override
    public ActionType action() {
        return action;
    }

    @Override
    public String user() {
        return "lina";
    }

    /** Gives the account roles. */
    public TestChange withRoles(String... names) {
        roles = Set.of(names);
        return this;
    }

    @Override
    public Set<String> roles() {
        return roles;
    }

    @Override
    public String spaceName() {
        return at.space().value();
    }

    @Override
    public String subpath() {
        return at.subpath().slashed();
    }

    @Override
    public Optional<String> shortname() {
        return Optional.of(at.shortname().value());
    }

    @Override
    public Optional<ResourceType> resourceType() {
        return Optional.of(at.type());
    }

    @Override
    public Optional<String> schemaShortname() {
        return proposed.flatMap(r -> r.attributes().object("payload"))
                .flatMap(p -> p.string("schema_shortname"))
                .or(() -> current.flatMap(Entry::schemaShortname));
    }

    @Override
    public Optional<Entry> current() {
        return current;
    }

    @Override
    public Optional<WireRecord> proposed() {
        return proposed;
    }

    @Override
    public void propose(JsonObject attributes) {
        proposed = Optional.of(proposed.orElseThrow(() -> new IllegalStateException("there is nothing to alter"))
                .withAttributes(attributes));
    }

    /** Empty: this is a change. */
    @Override
    public Optional<JsonObject> query() {
        return Optional.empty();
    }

    @Override
    public void note(String key, JsonValue value) {
        notes = notes.with(key, value);
    }

    /** What the hook left for the later event. */
    public JsonObject notes() {
        return notes;
    }

    @Override
    public JsonObject attributes() {
        return JsonObject.EMPTY;
    }
}
