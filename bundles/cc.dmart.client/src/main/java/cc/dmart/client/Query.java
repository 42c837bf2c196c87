package cc.dmart.client;

import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonBool;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.QueryType;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SortType;
import java.util.List;

/**
 * A question ({@code http-api.md} 4.1), made by adding to one with the least a question needs. Immutable, thread-safe.
 *
 * @param json the body of the request
 */
public record Query(JsonObject json) {
    /** A question about everything at and below a subpath; {@code /} is the whole space. */
    public static Query of(QueryType type, String space, String subpath) {
        return new Query(JsonObject.builder()
                .put("type", type.wire())
                .put("space_name", space)
                .put("subpath", subpath)
                .build());
    }

    /** Text and fields to search for, at most 1024 characters. */
    public Query search(String text) {
        return with("search", new JsonString(text));
    }

    /** Only these types. */
    public Query types(ResourceType... types) {
        return with(
                "filter_types",
                strings(List.of(types).stream().map(ResourceType::wire).toList()));
    }

    /** Only entries of these names. */
    public Query shortnames(String... names) {
        return with("filter_shortnames", strings(List.of(names)));
    }

    /** Only entries whose payload follows one of these schemas. */
    public Query schemas(String... names) {
        return with("filter_schema_names", strings(List.of(names)));
    }

    /** Order by a field such as {@code created_at} or {@code payload.body.price}. */
    public Query sortBy(String field, SortType direction) {
        return with("sort_by", new JsonString(field)).with("sort_type", new JsonString(direction.wire()));
    }

    /** At most so many records; -1 = as many as the server allows. */
    public Query limit(int count) {
        return with("limit", JsonNumber.of(count));
    }

    /** Without so many of the first ones. */
    public Query offset(int count) {
        return with("offset", JsonNumber.of(count));
    }

    /** With the bodies of JSON payloads. */
    public Query withPayload() {
        return with("retrieve_json_payload", JsonBool.TRUE);
    }

    /** With the attachments. */
    public Query withAttachments() {
        return with("retrieve_attachments", JsonBool.TRUE);
    }

    /** Any other member of the question. */
    public Query with(String name, JsonValue value) {
        return new Query(json.with(name, value));
    }

    private static JsonArray strings(List<String> texts) {
        return JsonArray.ofStrings(texts);
    }
}
