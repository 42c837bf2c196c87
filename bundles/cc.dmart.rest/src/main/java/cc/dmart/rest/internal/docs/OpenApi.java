package cc.dmart.rest.internal.docs;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.ContentType;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.QueryType;
import cc.dmart.api.model.RequestType;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SortType;
import cc.dmart.api.model.WireName;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Makes the OpenAPI 3.1 document: the schemas of {@code openapi.json} beside this class, the values of the model's
 * enumerations, and an operation for each route. Thread-safe.
 */
final class OpenApi {
    private final JsonObject base;

    /** @throws UncheckedIOException if the schemas cannot be read */
    OpenApi() {
        try (InputStream in = Objects.requireNonNull(OpenApi.class.getResourceAsStream("openapi.json"))) {
            base = JsonCodec.parseObject(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The document of these routes; of several with one method and path the first counts. */
    JsonObject document(Collection<Route> routes) {
        Map<String, Map<String, JsonValue>> paths = new TreeMap<>();
        for (Route route : routes) {
            paths.computeIfAbsent(route.path(), p -> new TreeMap<>())
                    .putIfAbsent(route.method().toLowerCase(Locale.ROOT), Operation.of(route));
        }
        JsonObject.Builder out = JsonObject.builder();
        paths.forEach((path, operations) -> out.put(path, JsonObject.of(operations)));
        JsonObject components = base.object("components").orElse(JsonObject.EMPTY);
        JsonObject schemas = components.object("schemas").orElse(JsonObject.EMPTY);
        return base.with("paths", out.build()).with("components", components.with("schemas", withWords(schemas)));
    }

    private static JsonObject withWords(JsonObject schemas) {
        return schemas.with("ResourceType", words(ResourceType.values()))
                .with("RequestType", words(RequestType.values()))
                .with("QueryType", words(QueryType.values()))
                .with("ContentType", words(ContentType.values()))
                .with("SortType", words(SortType.values()))
                .with("ActionType", words(ActionType.values()));
    }

    private static JsonObject words(WireName[] constants) {
        List<JsonValue> values = Stream.of(constants)
                .<JsonValue>map(c -> new JsonString(c.wire()))
                .toList();
        return JsonObject.builder()
                .put("type", "string")
                .put("enum", new JsonArray(values))
                .build();
    }
}
