package cc.dmart.httptests.contract;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.httptests.Http;
import cc.dmart.httptests.Reply;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * A request and the events that it makes ({@code plugins-events.md} 1.2, 1.3). An event is written as {@code create content
 * shop:/pens/red (item)} or, behind a {@code ~}, as an expression, with {@code -} for what it has not; its attributes are those that are given and no others.
 */
final class EventRow {
    private record Told(String event, String attributes) {}

    private final String name;
    private final Row request;
    private final List<Told> before = new ArrayList<>();
    private final List<Told> after = new ArrayList<>();
    private String id = "";
    private String actor = "";
    private Reply reply;
    private List<JsonNode> hooks = List.of();

    private EventRow(String name, Row request) {
        this.name = name;
        this.request = request;
    }

    /** A request that the caller may make, or else one that fails with the status that the row {@code gives}. */
    static EventRow of(String name, Row request) {
        return new EventRow(name, request);
    }

    /** What hooks are told. */
    EventRow before(String event, String attributes) {
        before.add(new Told(event, attributes));
        return this;
    }

    /** What listeners are told. */
    EventRow after(String event, String attributes) {
        after.add(new Told(event, attributes));
        return this;
    }

    /** What both are told, hooks without attributes. */
    EventRow both(String event, String attributes) {
        return before(event, "{}").after(event, attributes);
    }

    /** Who acts, if not the caller. */
    EventRow by(String who) {
        actor = who;
        return this;
    }

    /** Sends the request; everything that hooks hear until it is answered is about it. */
    void send(World world, EventLog log, int number) {
        id = "heard-" + number;
        int from = log.position();
        Http http = world.http(request.caller).with("X-Correlation-ID", id);
        reply = http.send(
                request.method,
                world.fill(request.path),
                BodyPublishers.ofByteArray(
                        request.mediaType.equals("application/json")
                                ? Row.utf8(world.fill(new String(request.body, StandardCharsets.UTF_8)))
                                : request.body),
                request.mediaType.isEmpty() ? null : request.mediaType);
        for (Map.Entry<String, String> one : request.kept.entrySet()) {
            world.keep(one.getKey(), reply.json().at(one.getValue()).asText());
        }
        hooks = log.before(from, log.position());
        if (actor.isEmpty()) {
            actor = request.caller.name().isEmpty() ? "anonymous" : request.caller.name();
        }
    }

    /** Compares what was told with what should have been. */
    void check(World world, EventLog log) {
        reply.expect(request.status);
        List<JsonNode> events = log.after(id);
        events.forEach(this::checkNote);
        compare(world, "before", before, hooks);
        compare(world, "after", after, events);
        for (JsonNode hook : hooks) {
            assertThat(hook.has("query"))
                    .isEqualTo(hook.path("action_type").asText().equals("query"));
            assertThat(hook.path("roles").toString().contains("super_admin")).isEqualTo(actor.equals("dmart"));
        }
        for (JsonNode event : events) {
            assertThat(event.path("event_id").asText()).hasSize(26);
            assertThat(event.path("timestamp").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}");
            assertThat(event.path("phase").asText()).isEqualTo("after");
            assertThat(event.path("depth").asInt(-1)).isZero();
            assertThat(event.has("cause_id")).isFalse();
            boolean reading =
                    List.of("view", "query").contains(event.path("action_type").asText());
            assertThat(event.path("seq").asLong() > 0).isEqualTo(!reading);
            assertThat(event.has("entry_uuid"))
                    .isEqualTo(!event.path("action_type").asText().equals("query"));
        }
    }

    /** What the hook noted comes back with the event of what it looked at, and with no other. */
    private void checkNote(JsonNode event) {
        String action = event.path("action_type").asText();
        boolean asked = before.stream().anyMatch(told -> told.event().matches("~?" + action + " .*"));
        JsonNode note = ((ObjectNode) event.path("attributes")).remove("plugin");
        assertThat(note == null ? "" : note.toString())
                .as(event.toString())
                .isEqualTo(asked ? "{\"recorder\":{\"action\":\"" + action + "\"}}" : "");
    }

    private void compare(World world, String phase, List<Told> expected, List<JsonNode> told) {
        assertThat(told.stream().map(EventRow::text))
                .as(phase + " " + this + " " + told)
                .usingElementComparator(World::event)
                .containsExactlyElementsOf(
                        expected.stream().map(t -> world.fill(t.event())).toList());
        for (int i = 0; i < told.size(); i++) {
            JsonNode wanted = Json.parse(world.fill(expected.get(i).attributes()));
            JsonNode attributes = told.get(i).path("attributes");
            assertThat(Json.difference(phase, wanted, attributes))
                    .as(attributes.toString())
                    .isEmpty();
            assertThat(names(attributes)).as(phase + " " + attributes).isEqualTo(names(wanted));
            assertThat(told.get(i).path("user_shortname").asText()).isEqualTo(actor);
        }
    }

    private static TreeSet<String> names(JsonNode object) {
        TreeSet<String> out = new TreeSet<>();
        for (Map.Entry<String, JsonNode> one : object.properties()) {
            if (!one.getValue().isNull()) {
                out.add(one.getKey());
            }
        }
        return out;
    }

    private static String text(JsonNode event) {
        String subpath = event.path("subpath").asText();
        String schema = event.path("schema_shortname").asText();
        return event.path("action_type").asText() + " "
                + event.path("resource_type").asText("-") + " "
                + event.path("space_name").asText() + ":" + (subpath.equals("/") ? "" : subpath) + "/"
                + event.path("shortname").asText("-") + (schema.isEmpty() ? "" : " (" + schema + ")");
    }

    @Override
    public String toString() {
        return name;
    }
}
