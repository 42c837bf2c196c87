package cc.dmart.httptests.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A request of an operation in which some values are hostile and the others fit, all from one seed.
 *
 * @param target path and query, percent-encoded
 */
record HostileRequest(String method, String target, byte[] body, String mediaType, boolean withToken) {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int DEPTH = 4;
    private static final String PLAIN_FORM = "application/x-www-form-urlencoded";
    private static final List<String> TEXTS = List.of(
            "..",
            "../../etc/passwd",
            "/etc/passwd",
            "a\\..\\b",
            "C:\\x",
            "a.b",
            "a b",
            "a\u0000b",
            "a\nb",
            "%2e%2e",
            "%00",
            "گچپ",
            "é",
            "\uFEFFx",
            "\u202Ex",
            "😀",
            "\ud800",
            "x".repeat(65),
            "x".repeat(129),
            "x".repeat(1025),
            ".dm",
            ".",
            "~",
            "$(id)",
            "'; drop table x; --",
            "{{7*7}}",
            "${jndi:ldap://x}",
            "<script>",
            "",
            " ",
            "null",
            "undefined",
            "true",
            "-1",
            "0",
            "2147483648",
            "9223372036854775808",
            "1e400",
            "NaN",
            "0x10",
            "__root__",
            "__all_spaces__",
            "__all_subpaths__",
            "__current_user__",
            "auto",
            "@a:(",
            "@a:[1 TO",
            "@:x",
            "-@a",
            "(((((",
            "*",
            "a*b?c",
            "\"",
            "@created_at:[x y]",
            "@payload.body.a:{b}",
            ".[",
            "env",
            "input",
            "1/0",
            "range(1e9)",
            "def f: f; f",
            "\"\\(.)\"",
            "content",
            "folder",
            "ticket",
            "dmart",
            "management",
            "demo",
            "books",
            "users",
            "night_train",
            "x.png",
            "x.json.",
            ".json",
            "x..json",
            "x.%2fjson");

    static HostileRequest of(Operations.Operation operation, JsonNode document, long seed) {
        Random random = new Random(seed * 0x9E3779B97F4A7C15L);
        JsonNode json = operation.json();
        StringBuilder target = new StringBuilder();
        for (String segment : operation.path().substring(1).split("/")) {
            target.append('/').append(segment(segment, random));
        }
        List<String> query = new ArrayList<>();
        for (JsonNode parameter : json.path("parameters")) {
            if (parameter.path("in").asText().equals("query") && random.nextInt(3) > 0) {
                query.add(encode(parameter.path("name").asText()) + "=" + encode(text(random)));
            }
        }
        if (!query.isEmpty()) {
            target.append('?').append(String.join("&", query));
        }
        boolean token = !operation.path().startsWith("/user/log")
                && !operation.path().equals("/user/delete")
                && random.nextInt(20) > 0;
        JsonNode content = json.at("/requestBody/content");
        if (content.has("multipart/form-data")) {
            byte[] form = form(content.at("/multipart~1form-data/schema"), document, random);
            return new HostileRequest(
                    operation.method(), target.toString(), form, "multipart/form-data; boundary=xyz", token);
        }
        if (content.has(PLAIN_FORM)) {
            String form = "code=" + encode(text(random)) + "&state=" + encode(text(random)) + "&" + text(random);
            return new HostileRequest(operation.method(), target.toString(), Row.utf8(form), PLAIN_FORM, token);
        }
        byte[] body = content.has("application/json")
                ? body(content.at("/application~1json/schema"), document, random)
                : new byte[0];
        return new HostileRequest(operation.method(), target.toString(), body, "application/json", token);
    }

    private static String segment(String segment, Random random) {
        if (!segment.contains("{")) {
            return segment;
        }
        String fit = Operations.example(segment)
                .replace("management", random.nextBoolean() ? "demo" : "management")
                .replace("users", random.nextBoolean() ? "books" : "users");
        boolean hostile = random.nextInt(3) == 0;
        if (!hostile) {
            return fit;
        }
        String text = encode(text(random));
        return text.isEmpty() ? fit : text;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String text(Random random) {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }

    private static byte[] body(JsonNode schema, JsonNode document, Random random) {
        int kind = random.nextInt(25);
        if (kind == 0) {
            return List.of("", "{", "[]", "null", "7", "\"x\"", "{\"a\":}", "[".repeat(5000), "\u0000")
                    .get(random.nextInt(9))
                    .getBytes(StandardCharsets.UTF_8);
        }
        return value(schema, document, random, DEPTH).toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] form(JsonNode schema, JsonNode document, Random random) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Map.Entry<String, JsonNode> part : schema.path("properties").properties()) {
            boolean file = part.getValue().path("format").asText().equals("binary");
            byte[] content = file
                    ? text(random).repeat(random.nextInt(200)).getBytes(StandardCharsets.UTF_8)
                    : value(part.getValue(), document, random, DEPTH).toString().getBytes(StandardCharsets.UTF_8);
            if (random.nextInt(10) > 0) {
                String name = text(random).replaceAll("[\"\\r\\n\\x00]", "_");
                String[] types = {"image/png", "application/json", "text/csv", "application/zip", "x", "*/*", ""};
                out.writeBytes(Row.filePart(part.getKey(), name, types[random.nextInt(types.length)], content));
            }
        }
        out.writeBytes(Row.utf8(random.nextInt(10) > 0 ? "--xyz--\r\n" : "--xy"));
        return out.toByteArray();
    }

    /** A value that fits a schema, or a hostile one in its place, or below it. */
    private static JsonNode value(JsonNode schema, JsonNode document, Random random, int depth) {
        if (random.nextInt(8) == 0 || depth == 0) {
            return hostile(random);
        }
        if (schema.has("$ref")) {
            return value(document.at(schema.path("$ref").asText().substring(1)), document, random, depth);
        }
        if (schema.has("enum")) {
            return schema.path("enum").get(random.nextInt(schema.path("enum").size()));
        }
        if (schema.path("type").asText().equals("array")) {
            ArrayNode out = NODES.arrayNode();
            for (int i = random.nextInt(3); i > 0; i--) {
                out.add(value(schema.path("items"), document, random, depth - 1));
            }
            return out;
        }
        if (schema.has("properties")) {
            return object(schema, document, random, depth);
        }
        if (schema.has("examples") && random.nextBoolean()) {
            return schema.path("examples").get(0);
        }
        return switch (schema.path("type").asText()) {
            case "boolean" -> NODES.booleanNode(random.nextBoolean());
            case "integer" -> NODES.numberNode(random.nextInt(20) - 2);
            default -> NODES.textNode(text(random));
        };
    }

    private static JsonNode object(JsonNode schema, JsonNode document, Random random, int depth) {
        ObjectNode out = NODES.objectNode();
        List<String> required = new ArrayList<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            if (required.contains(property.getKey()) || random.nextInt(4) == 0) {
                out.set(property.getKey(), value(property.getValue(), document, random, depth - 1));
            }
        }
        if (random.nextInt(10) == 0) {
            out.set(text(random), hostile(random));
        }
        return out;
    }

    private static JsonNode hostile(Random random) {
        return switch (random.nextInt(9)) {
            case 0 -> NODES.nullNode();
            case 1 -> NODES.numberNode(random.nextLong());
            case 2 -> NODES.numberNode(Double.MAX_VALUE);
            case 3 -> NODES.booleanNode(random.nextBoolean());
            case 4 -> NODES.arrayNode().add(text(random)).add(NODES.nullNode());
            case 5 -> NODES.objectNode().put(text(random), text(random));
            case 6 -> deep(random.nextInt(60));
            default -> NODES.textNode(text(random));
        };
    }

    private static JsonNode deep(int levels) {
        JsonNode out = NODES.objectNode();
        for (int i = 0; i < levels; i++) {
            out = NODES.arrayNode().add(out);
        }
        return out;
    }

    @Override
    public String toString() {
        return method + " " + target + " " + new String(body, 0, Math.min(body.length, 300), StandardCharsets.UTF_8);
    }
}
