package cc.dmart.httptests.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The places of a request that take a name, read off an OpenAPI document, and requests that fit but for one of them. */
final class NamePlaces {
    /** The name of what requests make. */
    static final String NEW = "fresh";

    /** What fits, by the name of the parameter or member: entries that {@link Shop} makes. */
    private static final Map<String, String> FITTING = new TreeMap<>(Map.ofEntries(
            Map.entry("space_name", "names"),
            Map.entry("space", "names"),
            Map.entry("subpath", "pens"),
            Map.entry("shortname", "blue"),
            Map.entry("resource_type", "content"),
            Map.entry("resource_types", "content"),
            Map.entry("schema_shortname", "item"),
            Map.entry("workflow_shortname", "flow"),
            Map.entry("owner_shortname", "dmart"),
            Map.entry("file", "blue.json"),
            Map.entry("type", "search"),
            Map.entry("query_type", "search"),
            Map.entry("request_type", "create"),
            Map.entry("task_type", "query"),
            Map.entry("health_type", "soft"),
            Map.entry("data_asset_type", "csv"),
            Map.entry("alteration_name", "change"),
            Map.entry("user", "dmart"),
            Map.entry("action", "view"),
            Map.entry("plugin", "audit"),
            Map.entry("job", "tidy"),
            Map.entry("provider", "google"),
            Map.entry("slug", "blue"),
            Map.entry("token", "abc"),
            Map.entry("id", "abc"),
            Map.entry("uuid", "5b0e9a1c-7a52-4c1b-9df0-0d2a4c1e8f11"),
            Map.entry("filter_types", "content"),
            Map.entry("filter_shortnames", "blue"),
            Map.entry("filter_schema_names", "item"),
            Map.entry("filter_attachments_types", "media"),
            Map.entry("name", "audit.jar"),
            Map.entry("src_space_name", "names"),
            Map.entry("src_subpath", "pens"),
            Map.entry("src_shortname", "blue"),
            Map.entry("dest_space_name", "names"),
            Map.entry("dest_subpath", "pens"),
            Map.entry("dest_shortname", "moved")));

    private static final List<String> OF_A_TASK = List.of("resource_type", "subpath", "shortname");

    /** Members of bodies for which the document has no schema. */
    private static final Map<String, List<String>> FREE = Map.of(
            "/managed/data-asset",
            List.of("space_name", "subpath", "resource_type", "shortname", "data_asset_type", "schema_shortname"),
            "/managed/semantic-search",
            List.of("space_name", "subpath", "resource_types"),
            "/managed/csv/{space_name}",
            OF_A_TASK,
            "/managed/excute/{task_type}/{space_name}",
            OF_A_TASK,
            "/managed/execute/{task_type}/{space_name}",
            OF_A_TASK,
            "/public/excute/{task_type}/{space_name}",
            OF_A_TASK,
            "/public/execute/{task_type}/{space_name}",
            OF_A_TASK,
            "/admin/reindex",
            List.of("space_name"));

    /** Bodies without a schema that hold no name of the model. */
    private static final Set<String> NAMELESS = Set.of(
            "/admin/plugins/{plugin}/config",
            "/admin/plugins/{plugin}/dead-letters",
            "/admin/plugins/{plugin}/dead-letters/retry",
            "/admin/plugins/{plugin}/grants",
            "/admin/plugins/{plugin}/replay",
            "/public/submit/{space_name}/{resource_type}/{schema_shortname}/{subpath}",
            "/public/submit/{space_name}/{resource_type}/{workflow_shortname}/{schema_shortname}/{subpath}",
            "/public/submit/{space_name}/{schema_shortname}/{subpath}");

    private static final List<String> CHANGES =
            List.of("create", "update", "patch", "replace", "delete", "assign", "update_acl", "move");
    /** Where the attributes of a record are looked at; a move looks at its own ones, a deletion at none. */
    private static final Set<String> WRITES = Set.of("create", "update", "patch", "replace");

    private static final List<String> MOVES = List.of(
            "src_space_name", "src_subpath", "src_shortname", "dest_space_name", "dest_subpath", "dest_shortname");
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final JsonNode document;
    private final Operations.Operation operation;

    NamePlaces(JsonNode document, Operations.Operation operation) {
        this.document = document;
        this.operation = operation;
    }

    /** A request. */
    record Sent(String method, String target, byte[] body, String mediaType) {}

    /**
     * A place of a name in a request of the operation.
     *
     * @param where  {@code path}, {@code query}, {@code file} or the JSON pointer in the body
     * @param change type of request in the body, empty for other operations
     */
    record Place(Operations.Operation operation, String where, String name, String change) {
        @Override
        public String toString() {
            return operation + " " + where + " " + name + (change.isEmpty() ? "" : " of " + change);
        }
    }

    /** All of them. @throws IllegalStateException if nobody has said what a body without a schema holds */
    List<Place> places() {
        List<Place> out = new ArrayList<>();
        for (JsonNode parameter : operation.json().path("parameters")) {
            String name = parameter.path("name").asText();
            if (FITTING.containsKey(name)) {
                out.add(new Place(operation, parameter.path("in").asText(), name, ""));
            } else if (parameter.path("in").asText().equals("path")) {
                throw new IllegalStateException("no fitting value for " + operation + " " + name);
            }
        }
        for (String change : operation.path().equals("/managed/request") ? CHANGES : List.of("")) {
            inside(body(change), "", change, out);
        }
        if (isForm()) {
            out.add(new Place(operation, "file", "filename", ""));
        }
        return out;
    }

    private void inside(JsonNode node, String pointer, String change, List<Place> out) {
        node.properties().forEach(p -> {
            String at = pointer + "/" + p.getKey();
            JsonNode value = p.getValue().isArray() ? p.getValue().path(0) : p.getValue();
            String below = p.getValue().isArray() ? at + "/0" : at;
            if (value.isObject()) {
                inside(value, below, change, out);
            } else if (value.isTextual() && FITTING.containsKey(p.getKey())) {
                out.add(new Place(operation, below, p.getKey(), change));
            }
        });
    }

    /** The request that fits in every place. */
    Sent fitting(Place place) {
        return with(
                place, place.name.equals("shortname") && place.change.equals("create") ? NEW : FITTING.get(place.name));
    }

    /** The request that fits, with a text in one place. */
    Sent with(Place place, String text) {
        String target = operation.path();
        List<String> query = new ArrayList<>();
        for (JsonNode parameter : operation.json().path("parameters")) {
            String name = parameter.path("name").asText();
            String value = place.name.equals(name) ? text : FITTING.getOrDefault(name, "");
            if (parameter.path("in").asText().equals("path")) {
                boolean here = place.where.equals("path") && place.name.equals(name);
                target = target.replace("{" + name + "}", encode(here ? text : FITTING.getOrDefault(name, "")));
            } else if (place.where.equals("query") && place.name.equals(name)) {
                query.add(name + "=" + encode(value));
            }
        }
        String all = target + (query.isEmpty() ? "" : "?" + String.join("&", query));
        ObjectNode body = body(place.change);
        if (place.where.startsWith("/")) {
            int last = place.where.lastIndexOf('/');
            JsonNode parent = body.at(place.where.substring(0, last));
            if (parent instanceof ArrayNode list) {
                list.set(0, new TextNode(text));
            } else {
                ((ObjectNode) parent).put(place.where.substring(last + 1), text);
            }
        }
        if (isForm()) {
            byte[] form =
                    form(body, place.where.equals("file") ? "x." + text.replaceAll("[\"\r\n\u0000]", "_") : "x.png");
            return new Sent(operation.method(), all, form, "multipart/form-data; boundary=xyz");
        }
        boolean empty = !operation.json().has("requestBody");
        return new Sent(
                operation.method(),
                all,
                empty ? new byte[0] : Row.utf8(body.toString()),
                empty ? "" : "application/json");
    }

    private static byte[] form(ObjectNode body, String file) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        body.properties().forEach(p -> {
            JsonNode value = p.getValue();
            if (value.isObject()) {
                out.writeBytes(Row.filePart(p.getKey(), "r.json", "application/json", Row.utf8(value.toString())));
            } else if (value.isBinary()) {
                out.writeBytes(Row.filePart(p.getKey(), file, "image/png", Shop.PNG));
            } else {
                out.writeBytes(Row.part(p.getKey(), value.asText()));
            }
        });
        out.writeBytes(Row.utf8("--xyz--\r\n"));
        return out.toByteArray();
    }

    private boolean isForm() {
        return content().has("multipart/form-data");
    }

    private JsonNode content() {
        return operation.json().at("/requestBody/content");
    }

    private ObjectNode body(String change) {
        JsonNode schema = content()
                .path(isForm() ? "multipart/form-data" : "application/json")
                .path("schema");
        JsonNode made = schema.isMissingNode() ? NODES.objectNode() : value("", schema);
        ObjectNode out = made instanceof ObjectNode object ? object : NODES.objectNode();
        boolean free = schema.has("$ref") && schema.path("$ref").asText().endsWith("/Object");
        if (free && !NAMELESS.contains(operation.path())) {
            if (!FREE.containsKey(operation.path())) {
                throw new IllegalStateException("nobody says which names the body holds: " + operation);
            }
            FREE.get(operation.path()).forEach(name -> out.put(name, FITTING.get(name)));
        }
        if (out.path("request_record") instanceof ObjectNode record) {
            record.put("shortname", NEW);
        }
        if (!change.isEmpty()) {
            out.put("request_type", change);
            ObjectNode attributes = (ObjectNode) out.at("/records/0/attributes");
            if (WRITES.contains(change)) {
                attributes.remove("owner_shortname"); // whose an entry is says the server
            } else {
                attributes.removeAll();
            }
            if (change.equals("move")) {
                MOVES.forEach(name -> attributes.put(name, FITTING.get(name)));
            } else if (change.equals("assign")) {
                attributes.put("owner_shortname", FITTING.get("owner_shortname"));
            } else if (change.equals("create")) {
                ((ObjectNode) out.at("/records/0")).put("shortname", NEW);
            }
        }
        return out;
    }

    /** Members that take names with fitting ones, and what leads to them; the rest is left out. */
    private JsonNode value(String name, JsonNode schema) {
        if (schema.has("$ref")) {
            JsonNode there = document.at(schema.path("$ref").asText().substring(1));
            return value(name, there);
        }
        if (FITTING.containsKey(name) && !schema.path("type").asText().equals("object")) {
            boolean list = schema.path("type").asText().equals("array");
            return list ? NODES.arrayNode().add(FITTING.get(name)) : NODES.textNode(FITTING.get(name));
        }
        if (schema.path("format").asText().equals("binary")) {
            return NODES.binaryNode(new byte[0]);
        }
        if (name.equals("payload")) {
            return Json.parse("{content_type:'json', schema_shortname:'item', body:{price:1}}");
        }
        if (schema.path("type").asText().equals("array") && name.equals("records")) {
            return NODES.arrayNode().add(value("", schema.path("items")));
        }
        ObjectNode out = NODES.objectNode();
        if (Set.of("attachments", "displayname", "description").contains(name) || !schema.has("properties")) {
            return schema.path("type").asText().equals("object") || schema.has("properties") ? out : NODES.nullNode();
        }
        schema.path("properties").properties().forEach(p -> {
            JsonNode member = value(p.getKey(), p.getValue());
            boolean hollow =
                    member.isObject() && member.isEmpty() && !p.getKey().equals("attributes");
            if (!hollow && !member.isNull()) {
                out.set(p.getKey(), member);
            }
        });
        out.remove("uuid");
        return out;
    }

    private static String encode(String text) {
        String out = URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
        return out.matches("\\.+") ? out.replace(".", "%2E") : out;
    }
}
