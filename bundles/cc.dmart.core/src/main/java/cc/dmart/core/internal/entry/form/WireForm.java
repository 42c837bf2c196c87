package cc.dmart.core.internal.entry.form;

import cc.dmart.api.json.WideIntegers;
import cc.dmart.api.model.ContentType;
import cc.dmart.api.model.JsonNull;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.meta.MetaDefaults;
import cc.dmart.core.internal.search.FieldNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Stored entries as they go over the wire ({@code http-api.md} 1.8, 1.11, 4.3): no secrets, no nulls, defaults of older files
 * filled in, JSON bodies as stored bytes and only when asked for ({@code query.md} 3.4). Thread-safe.
 */
public final class WireForm {
    private static final JsonString JSON = new JsonString(ContentType.JSON.wire());
    /** What is told of no user; archives have it if they are made with secrets. */
    public static final Set<String> SECRETS_OF_USERS = FieldNames.SECRETS;
    /** What is told of a user to those who may update it ({@code security.md} 1.1), in archives as well. */
    public static final String NOTES = "notes";
    /** What exporters leave in a meta although it is no field of any ({@code storage.md} 6, 7). */
    public static final Set<String> FOREIGN =
            Set.of("subpath", "space_name", "resource_type", "attachments", "retrieve_lock_status", "query_policies");

    private static final Set<String> NEVER = Stream.concat(
                    FOREIGN.stream(), Stream.of("password", "attempt_count", "locked_until"))
            .collect(Collectors.toUnmodifiableSet());
    /** Fields of a known form, in which a null is none; elsewhere it may be what somebody means. */
    private static final Set<String> TEXTS = Set.of("displayname", "description");

    private static final Set<String> NOT_IN_ATTACHMENTS = Set.of("acl", "relationships", "media", "space_name");

    private WireForm() {}

    /**
     * Attributes of a record in a query reply: all fields of the meta but uuid and shortname, and {@code space_name}.
     *
     * @param jsonPayload whether a JSON body is sent along
     */
    public static JsonObject attributes(StoredEntry entry, boolean jsonPayload) {
        JsonObject.Builder out = JsonObject.builder();
        fields(out, entry, jsonPayload, false);
        return out.put("space_name", entry.at().space().value()).build();
    }

    /** Attributes of a record without {@code space_name}, as a create answers it. */
    public static JsonObject fields(StoredEntry entry, boolean jsonPayload) {
        JsonObject.Builder out = JsonObject.builder();
        fields(out, entry, jsonPayload, false);
        return out.build();
    }

    /**
     * The flat meta with uuid and shortname ({@code http-api.md} 4.3).
     *
     * @param notes whether the notes on a user are sent along ({@code security.md} 1.1)
     */
    public static JsonObject meta(StoredEntry entry, boolean jsonPayload, boolean notes) {
        JsonObject.Builder out = JsonObject.builder();
        uuid(entry).ifPresent(u -> out.put("uuid", u));
        out.put("shortname", entry.at().shortname().value());
        fields(out, entry, jsonPayload, notes);
        return out.build();
    }

    /** A record of a query reply ({@link #attributes}). */
    public static WireRecord record(StoredEntry entry, boolean jsonPayload) {
        return record(entry, entry.at().subpath().wire(), attributes(entry, jsonPayload));
    }

    /** A record that tells what was stored ({@link #fields}). */
    public static WireRecord stored(StoredEntry entry, boolean jsonPayload) {
        return record(entry, entry.at().subpath().wire(), fields(entry, jsonPayload));
    }

    /**
     * An attachment inside the map {@code attachments} of its entry: the subpath is that of the parent entry
     * ({@code http-api.md} 1.11).
     */
    public static WireRecord attachment(StoredEntry entry, boolean jsonPayload) {
        JsonObject.Builder all = JsonObject.builder();
        fields(all, entry, jsonPayload, false);
        NOT_IN_ATTACHMENTS.forEach(all::remove);
        return record(entry, entry.at().parentSubpath().wire(), all.build());
    }

    /** Attachments grouped by type, order kept. */
    public static Map<ResourceType, List<WireRecord>> attachments(List<StoredEntry> list, boolean jsonPayload) {
        Map<ResourceType, List<WireRecord>> out = new LinkedHashMap<>();
        for (StoredEntry one : list) {
            out.computeIfAbsent(one.at().type(), t -> new ArrayList<>()).add(attachment(one, jsonPayload));
        }
        return out;
    }

    private static WireRecord record(StoredEntry entry, String subpath, JsonObject attributes) {
        Locator at = entry.at();
        return new WireRecord(
                at.type(), at.shortname().value(), subpath, uuid(entry), attributes, Optional.empty(), false);
    }

    private static Optional<String> uuid(StoredEntry entry) {
        return entry.entry().meta().string("uuid");
    }

    private static void fields(JsonObject.Builder out, StoredEntry entry, boolean jsonPayload, boolean notes) {
        ResourceType type = entry.at().type();
        boolean user = type == ResourceType.USER;
        for (Map.Entry<String, JsonValue> member :
                entry.entry().meta().members().entrySet()) {
            String name = member.getKey();
            JsonValue value = member.getValue();
            if (value.isNull() || isHidden(name, user, notes)) {
                continue;
            }
            if (name.equals("payload") && value instanceof JsonObject payload) {
                out.put(name, payload(payload, entry, jsonPayload));
            } else if (!name.equals("uuid") && !name.equals("shortname")) {
                out.put(name, TEXTS.contains(name) ? JsonTrees.withoutNulls(value) : value);
            }
        }
        defaults(out, MetaDefaults.base());
        defaults(out, MetaDefaults.own(type));
        if (type == ResourceType.SPACE && !out.has("ordinal")) {
            out.put("ordinal", JsonNull.NULL); // a client tests for null
        }
    }

    private static boolean isHidden(String name, boolean user, boolean notes) {
        return NEVER.contains(name) || (user && (SECRETS_OF_USERS.contains(name) || (name.equals(NOTES) && !notes)));
    }

    private static void defaults(JsonObject.Builder out, JsonObject defaults) {
        for (Map.Entry<String, JsonValue> member : defaults.members().entrySet()) {
            if (!out.has(member.getKey())) {
                out.put(member.getKey(), member.getValue());
            }
        }
    }

    private static JsonObject payload(JsonObject payload, StoredEntry entry, boolean jsonPayload) {
        boolean medium =
                entry.at().type() == ResourceType.MEDIA; // a file, of which the name is told where its content is not
        boolean json = isJson(payload);
        JsonObject.Builder out = JsonObject.builder();
        for (Map.Entry<String, JsonValue> member : payload.members().entrySet()) {
            String name = member.getKey();
            JsonValue value = member.getValue();
            if (value.isNull()) {
                continue;
            }
            if (name.equals("content_type") && value instanceof JsonString text) {
                out.put(name, canonical(text));
            } else if (!name.equals("body")) {
                out.put(name, value);
            } else if (!json || medium) {
                out.put(name, medium ? value : remark(entry, value));
            }
        }
        if (jsonPayload && json) {
            entry.jsonBody().map(WideIntegers::quoted).ifPresent(raw -> out.put("body", raw));
        }
        return out.build();
    }

    /** The body of a comment or reaction is in its meta, or in a file where an exporter put it there ({@code storage.md} 6). */
    private static JsonValue remark(StoredEntry entry, JsonValue stored) {
        if (!(stored instanceof JsonString)) {
            return WideIntegers.inQuotes(stored);
        }
        return entry.jsonBody().<JsonValue>map(WideIntegers::quoted).orElse(stored);
    }

    private static boolean isJson(JsonObject payload) {
        return payload.get("content_type").equals(Optional.of(JSON));
    }

    private static JsonString canonical(JsonString text) {
        return ContentType.of(text.value())
                .map(ContentType::wire)
                .filter(w -> !w.equals(text.value()))
                .map(JsonString::new)
                .orElse(text);
    }
}
