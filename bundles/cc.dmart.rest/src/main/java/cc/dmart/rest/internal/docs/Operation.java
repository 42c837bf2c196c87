package cc.dmart.rest.internal.docs;

import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.plugin.Endpoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One operation of the OpenAPI document. */
final class Operation {
    private static final String SCHEMAS = "#/components/schemas/";
    private static final String JSON = "application/json";
    private static final List<String> LOGIN = List.of(
            "401 jwtauth 49 no token, or the session is over",
            "401 jwtauth 47 no token of this server",
            "401 jwtauth 48 token expired");
    private static final String MODEL = "422 validation 424 a value does not fit";
    private static final List<String> BODY =
            List.of("413 request 402 larger than allowed", "415 request 402 body of another type");
    private static final List<String> ALWAYS = List.of(
            "500 exception 430 something unforeseen",
            "503 general 503 not ready, or a part is away",
            "504 general 504 took longer than allowed");

    private Operation() {}

    static JsonObject of(Route route) {
        JsonObject.Builder out = JsonObject.builder();
        out.put("tags", JsonArray.ofStrings(List.of(tag(route))));
        out.put("summary", route.doc().map(Endpoint::value).orElse("Not documented"));
        out.put("operationId", id(route));
        JsonArray parameters = parameters(route);
        if (parameters.size() > 0) {
            out.put("parameters", parameters);
        }
        route.doc().flatMap(Operation::body).ifPresent(body -> out.put("requestBody", body));
        out.put("responses", responses(route));
        JsonObject bearer = JsonObject.builder().put("token", JsonArray.EMPTY).build();
        JsonObject cookie = JsonObject.builder().put("cookie", JsonArray.EMPTY).build();
        return out.put("security", route.open() ? JsonArray.EMPTY : new JsonArray(List.of(bearer, cookie)))
                .build();
    }

    private static String tag(Route route) {
        String[] segments = route.path().split("/");
        return segments.length < 2 || segments[1].startsWith("{") ? "server" : segments[1];
    }

    private static String id(Route route) {
        String path = route.path().replaceAll("[{}]", "").replaceAll("[^A-Za-z0-9]+", "_");
        return route.method().toLowerCase(Locale.ROOT) + path;
    }

    private static JsonArray parameters(Route route) {
        List<JsonValue> out = new ArrayList<>();
        for (String name : route.names()) {
            out.add(JsonObject.builder()
                    .put("name", name)
                    .put("in", "path")
                    .put("required", true)
                    .put("schema", type(pathType(name)))
                    .build());
        }
        for (String text : route.doc().map(Endpoint::query).orElse(new String[0])) {
            String[] words = text.split(" ");
            out.add(JsonObject.builder()
                    .put("name", words[0])
                    .put("in", "query")
                    .put("required", false)
                    .put("schema", type(words[1]))
                    .build());
        }
        return new JsonArray(out);
    }

    private static String pathType(String name) {
        return switch (name) {
            case "resource_type" -> "ResourceType";
            case "space_name" -> "SpaceName";
            case "subpath" -> "Subpath";
            case "shortname" -> "Shortname";
            case "uuid" -> "Uuid";
            default -> "string";
        };
    }

    private static JsonObject type(String word) {
        if (word.endsWith("[]")) {
            return JsonObject.builder()
                    .put("type", "array")
                    .put("items", type(word.substring(0, word.length() - 2)))
                    .build();
        }
        if (word.equals("binary")) {
            return JsonObject.builder()
                    .put("type", "string")
                    .put("format", "binary")
                    .build();
        }
        boolean simple = word.equals("string") || word.equals("boolean") || word.equals("integer");
        return simple
                ? JsonObject.builder().put("type", word).build()
                : JsonObject.builder().put("$ref", SCHEMAS + word).build();
    }

    private static Optional<JsonObject> body(Endpoint doc) {
        if (doc.form().length > 0) {
            return Optional.of(form(doc));
        }
        if (doc.body().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(JsonObject.builder()
                .put("required", !doc.bodyOptional())
                .put("content", content(JSON, type(doc.body())))
                .build());
    }

    private static JsonObject form(Endpoint doc) {
        JsonObject.Builder properties = JsonObject.builder();
        List<String> required = new ArrayList<>();
        for (String text : doc.form()) {
            String[] words = text.split(" ");
            properties.put(words[0], type(words[1].replace("?", "")));
            if (!words[1].endsWith("?")) {
                required.add(words[0]);
            }
        }
        JsonObject schema = JsonObject.builder()
                .put("type", "object")
                .put("properties", properties.build())
                .put("required", JsonArray.ofStrings(required))
                .build();
        return JsonObject.builder()
                .put("required", true)
                .put(
                        "content",
                        content(doc.plainForm() ? "application/x-www-form-urlencoded" : "multipart/form-data", schema))
                .build();
    }

    private static JsonObject content(String mediaType, JsonObject schema) {
        JsonObject holder = JsonObject.builder().put("schema", schema).build();
        return JsonObject.builder().put(mediaType, holder).build();
    }

    private static JsonObject responses(Route route) {
        Map<String, JsonValue> out = new TreeMap<>();
        String reply = route.doc().map(Endpoint::reply).orElse("Success");
        boolean file = reply.contains("/");
        out.put(
                String.valueOf(route.doc().map(Endpoint::status).orElse(200)),
                JsonObject.builder()
                        .put("description", "Success")
                        .put("content", content(file ? reply : JSON, type(file ? "binary" : reply)))
                        .build());
        errors(route).forEach((status, list) -> out.putIfAbsent(status, failure(list)));
        return JsonObject.of(out);
    }

    /** Type, code and occasion of every error, by status. */
    private static Map<String, List<String>> errors(Route route) {
        List<String> all =
                new ArrayList<>(List.of(route.doc().map(Endpoint::errors).orElse(new String[0])));
        boolean body = route.doc()
                .filter(d -> !d.body().isEmpty() || d.form().length > 0)
                .isPresent();
        if (body || !parametersEmpty(route)) {
            all.add(MODEL);
        }
        all.addAll(body ? BODY : List.of());
        all.addAll(route.open() ? List.of() : LOGIN);
        all.addAll(ALWAYS);
        Map<String, List<String>> out = new TreeMap<>();
        for (String text : all) {
            String[] words = text.split(" ", 2);
            List<String> list = out.computeIfAbsent(words[0], s -> new ArrayList<>());
            if (!list.contains(words[1])) {
                list.add(words[1]);
            }
        }
        return out;
    }

    private static boolean parametersEmpty(Route route) {
        return parameters(route).size() == 0;
    }

    private static JsonObject failure(List<String> errors) {
        Map<String, JsonValue> examples = new LinkedHashMap<>();
        List<String> words = new ArrayList<>();
        for (String text : errors) {
            String[] parts = text.split(" ", 3);
            String when = parts.length > 2 ? parts[2] : "refused";
            words.add(parts[0] + " " + parts[1] + ": " + when);
            JsonObject error = JsonObject.builder()
                    .put("type", parts[0])
                    .put("code", new JsonNumber(parts[1]))
                    .put("message", when)
                    .build();
            JsonObject envelope = JsonObject.builder()
                    .put("status", "failed")
                    .put("error", error)
                    .build();
            examples.putIfAbsent(
                    parts[0] + "_" + parts[1],
                    JsonObject.builder().put("value", envelope).build());
        }
        JsonObject holder = JsonObject.builder()
                .put("schema", type("Failure"))
                .put("examples", JsonObject.of(examples))
                .build();
        return JsonObject.builder()
                .put("description", String.join("; ", words))
                .put("content", JsonObject.builder().put(JSON, holder).build())
                .build();
    }
}
