package cc.dmart.core.internal.entry.rules;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.ContentType;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.JsonNull;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonRaw;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.Payload;
import cc.dmart.api.model.RequestType;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.storage.PayloadChange;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.entry.form.Checksums;
import cc.dmart.core.internal.entry.form.JsonTrees;
import cc.dmart.core.internal.meta.Versions;
import java.util.List;
import java.util.Optional;

/**
 * Where a payload goes and what is stored of it ({@code storage.md} 1.6, 2.2, 3.1, 3.3). The server chooses file names; what a
 * client sends as a body is content, never a name. Thread-safe.
 */
public final class PayloadRules {
    private static final String BODY = "body";
    private static final String CONTENT_TYPE = "content_type";
    private static final String SCHEMA = "schema_shortname";
    private static final String CHECKSUM = "checksum";
    private static final String CLIENT_CHECKSUM = "client_checksum";
    private static final List<String> TEXTS = List.of("content_sub_type", SCHEMA, CLIENT_CHECKSUM);
    private static final String META_SCHEMA = "meta_schema";

    private PayloadRules() {}

    /** The payload of a new entry; nulls in it are gone already. */
    public static NewPayload create(Locator at, JsonObject given) {
        ContentType type = contentType(given).orElseThrow(() -> MetaValues.missing("payload.content_type"));
        JsonValue body = body(given).orElseThrow(() -> MetaValues.missing("payload.body"));
        JsonObject.Builder out = JsonObject.builder().put(CONTENT_TYPE, type.wire());
        for (String name : TEXTS) {
            given.get(name).ifPresent(v -> out.put(name, MetaValues.string("payload." + name, v)));
        }
        forceSchema(at, out);
        return write(at, out, type, body, Optional.empty());
    }

    /**
     * What an update makes of the payload; empty if it stays as it is ({@code storage.md} 3.3).
     *
     * @throws DmartException.Invalid if the stored JSON cannot be parsed and the request is not a patch
     */
    public static Optional<NewPayload> update(StoredEntry current, Optional<JsonValue> attribute, RequestType mode) {
        return update(current, attribute, mode, false);
    }

    /** @param keepsNulls whether a null is stored, as owners of accounts send it, instead of removing what it stands for */
    public static Optional<NewPayload> update(
            StoredEntry current, Optional<JsonValue> attribute, RequestType mode, boolean keepsNulls) {
        JsonObject given = shaped(attribute);
        Optional<ContentType> named = contentType(given);
        Optional<Payload> stored = current.entry().payload();
        Optional<JsonValue> body = body(given).filter(b -> !isStoredName(b, current) && !isStoredMedium(b, current));
        if (body.isEmpty()) {
            return Optional.empty();
        }
        ContentType type = named.or(() -> stored.flatMap(Payload::contentType))
                .orElseThrow(() -> MetaValues.missing("payload.content_type"));
        return Optional.of(changed(current, given, type, body.get(), mode, keepsNulls));
    }

    /** The payload of a request; empty if there is none. @throws DmartException.Invalid if it or a text in it has another type */
    public static JsonObject shaped(Optional<JsonValue> attribute) {
        JsonObject given = attribute
                .filter(v -> !v.isNull())
                .map(v -> MetaValues.object("payload", v))
                .orElse(JsonObject.EMPTY);
        TEXTS.forEach(name ->
                given.get(name).filter(v -> !v.isNull()).ifPresent(v -> MetaValues.string("payload." + name, v)));
        return given;
    }

    private static NewPayload changed(
            StoredEntry current,
            JsonObject given,
            ContentType type,
            JsonValue body,
            RequestType mode,
            boolean keepsNulls) {
        Locator at = current.at();
        JsonObject.Builder out = current.entry()
                .payload()
                .map(p -> p.json().toBuilder())
                .orElseGet(JsonObject::builder)
                .put(CONTENT_TYPE, type.wire())
                .remove(CLIENT_CHECKSUM);
        for (String name : TEXTS) {
            boolean wanted = !name.equals(SCHEMA) || body instanceof JsonObject;
            given.get(name).filter(v -> wanted && !v.isNull()).ifPresent(v -> out.put(name, v));
        }
        forceSchema(at, out);
        if (at.type() == ResourceType.LOG
                && type == ContentType.JSON
                && current.payloadFile().isPresent()) {
            JsonObject item = MetaValues.object("payload.body", body);
            JsonObject json = out.remove(CHECKSUM).build();
            return new NewPayload(
                    json,
                    new PayloadChange.Keep(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(item));
        }
        Optional<JsonObject> old = Optional.empty();
        JsonValue merged = body;
        if (isTree(type) && body instanceof JsonObject patch && mode != RequestType.REPLACE) {
            old = storedTree(current, mode == RequestType.PATCH);
            merged = old.filter(o -> !o.isEmpty())
                    .map(o -> JsonTrees.merge(o, patch))
                    .map(o -> keepsNulls ? o : JsonTrees.withoutNulls(o))
                    .orElse(patch);
        }
        return write(at, out, type, merged, current.payloadFile()).after(old);
    }

    /** Whether a body of this type may be an object, which a change goes into. */
    private static boolean isTree(ContentType type) {
        return type == ContentType.JSON || type == ContentType.COMMENT || type == ContentType.REACTION;
    }

    /**
     * The attributes of a request and, where its body replaces the stored one instead of going into it, null for each value that
     * only the stored one has, by its dotted path: to leave it out is to remove it ({@code security.md} 3.8).
     */
    public static JsonObject withRemovals(StoredEntry current, JsonObject attributes, RequestType mode) {
        JsonObject given = attributes.object("payload").orElse(JsonObject.EMPTY);
        Optional<JsonObject> sent = given.get(BODY).map(JsonCodec::materialize).flatMap(JsonValue::asObject);
        if (sent.isEmpty() || (mode != RequestType.REPLACE && isMerged(current, given))) {
            return attributes; // a body that is no object is written over all of the stored one
        }
        Optional<JsonValue> old = Versions.content(current).object("payload").flatMap(p -> p.get(BODY));
        Optional<JsonObject> tree = old.flatMap(JsonValue::asObject);
        JsonObject.Builder out = attributes.toBuilder();
        if (tree.isEmpty() && current.jsonBody().isPresent()) {
            out.put("payload." + BODY, JsonNull.NULL); // nobody can tell what is in it
        }
        tree.ifPresent(
                o -> JsonTrees.removed("payload." + BODY, o, sent.get()).forEach(path -> out.put(path, JsonNull.NULL)));
        return out.build();
    }

    private static boolean isMerged(StoredEntry current, JsonObject given) {
        return given.string(CONTENT_TYPE)
                .flatMap(ContentType::of)
                .or(() -> current.entry().payload().flatMap(Payload::contentType))
                .filter(PayloadRules::isTree)
                .isPresent();
    }

    /**
     * What is stored is of a content type that this server knows; it would not know what it does to anything else ({@code
     * storage.md} 8.4).
     *
     * @throws DmartException.Invalid {@code E(400,request,402)}
     */
    public static void requireKnown(StoredEntry current) {
        unknownType(current).ifPresent(type -> {
            throw DmartException.Invalid.request(
                    ErrorCode.INVALID_DATA, "An entry of the content type " + type + " can only be moved or deleted");
        });
    }

    private static Optional<String> unknownType(StoredEntry current) {
        return current.entry()
                .payload()
                .flatMap(p -> p.json().string(CONTENT_TYPE))
                .filter(type -> ContentType.of(type).isEmpty());
    }

    /**
     * The stored JSON body as a tree; empty if there is none.
     *
     * @param lenient whether one that cannot be read counts as none
     * @throws DmartException.Invalid {@code E(400,request,402)} if it cannot be read ({@code storage.md} 3.3)
     */
    public static Optional<JsonObject> storedTree(StoredEntry current, boolean lenient) {
        if (lenient) {
            return Versions.body(current);
        }
        if (current.jsonBody().isEmpty() && hasJsonFile(current)) {
            throw unreadable();
        }
        try {
            return Versions.parsedBody(current);
        } catch (DmartException.Invalid e) {
            throw unreadable();
        }
    }

    private static boolean hasJsonFile(StoredEntry current) {
        return current.payloadFile().isPresent()
                && current.entry().payload().flatMap(Payload::contentType).equals(Optional.of(ContentType.JSON));
    }

    private static DmartException unreadable() {
        return DmartException.Invalid.request(ErrorCode.INVALID_DATA, "The stored payload is not valid JSON");
    }

    /**
     * What a write that leaves the payload alone does to it nevertheless ({@code storage.md} 8.4): a JSON body that stands inline
     * in the meta moves into its file, and one that is missing gets one, since the original reads no payload without. One of a
     * content type that nobody here knows stays as it is.
     */
    public static Optional<NewPayload> repair(StoredEntry current) {
        Optional<Payload> stored = current.entry().payload();
        if (unknownType(current).isPresent()) {
            return Optional.empty();
        }
        if (stored.isPresent() && stored.get().body().isEmpty()) {
            return Optional.of(withBody(current, stored.get()));
        }
        boolean inline = stored.isPresent()
                && stored.get().contentType().equals(Optional.of(ContentType.JSON))
                && stored.get().body().filter(JsonObject.class::isInstance).isPresent();
        if (!inline || current.jsonBody().isEmpty()) {
            return Optional.empty();
        }
        return storedTree(current, true).map(body -> {
            NewPayload moved = json(current.at(), stored.get().json().toBuilder(), body, current.payloadFile());
            return NewPayload.of(moved.json(), moved.file(), moved.raw(), Optional.empty());
        });
    }

    /** @return an empty payload where a body can only be a file that is not there */
    private static NewPayload withBody(StoredEntry current, Payload payload) {
        Locator at = current.at();
        JsonObject.Builder out = payload.json().toBuilder();
        boolean json = payload.contentType().filter(ContentType.JSON::equals).isPresent();
        if (json && at.type() != ResourceType.LOG) {
            JsonObject body = storedTree(current, true).orElse(JsonObject.EMPTY);
            NewPayload written = json(at, out, body, current.payloadFile());
            return NewPayload.of(written.json(), written.file(), written.raw(), Optional.empty());
        }
        JsonObject made = JsonObject.EMPTY;
        if (json) {
            made = out.put(BODY, logFile(at)).build();
        } else if (payload.contentType().filter(ContentType::isInlineText).isPresent()) {
            made = out.put(BODY, "").build();
        }
        return NewPayload.of(made, new PayloadChange.Keep(), Optional.empty(), Optional.empty());
    }

    private static String logFile(Locator at) {
        return at.shortname().value() + ".jsonl";
    }

    private static NewPayload write(
            Locator at, JsonObject.Builder out, ContentType type, JsonValue body, Optional<String> oldFile) {
        if (type == ContentType.JSON) {
            return json(at, out, MetaValues.object("payload.body", body), oldFile);
        }
        if (!type.isInlineText()) {
            throw DmartException.Invalid.request(
                    ErrorCode.INVALID_DATA, "A payload of type " + type.wire() + " must be uploaded as a file");
        }
        boolean text = body instanceof JsonString;
        if (!text && (type == ContentType.TEXT || type == ContentType.MARKDOWN || type == ContentType.HTML)) {
            throw MetaValues.wrong("payload.body", "string");
        }
        if (!text && !(body instanceof JsonObject)) {
            throw MetaValues.wrong("payload.body", "string or object");
        }
        String sum = body instanceof JsonString s ? Checksums.of(s.value()) : Checksums.of(JsonCodec.write(body));
        JsonObject json = out.put(CHECKSUM, sum).put(BODY, body).build();
        PayloadChange file = oldFile.<PayloadChange>map(PayloadChange.Drop::new).orElseGet(PayloadChange.Keep::new);
        return NewPayload.of(json, file, Optional.empty(), Optional.of(body));
    }

    private static NewPayload json(Locator at, JsonObject.Builder out, JsonObject body, Optional<String> oldFile) {
        return json(at, out, body, JsonCodec.write(body), oldFile);
    }

    private static NewPayload json(
            Locator at, JsonObject.Builder out, JsonObject body, byte[] bytes, Optional<String> oldFile) {
        String name =
                at.type() == ResourceType.LOG ? logFile(at) : at.shortname().value() + ".json";
        JsonObject json = out.put(CHECKSUM, Checksums.of(bytes)).put(BODY, name).build();
        PayloadChange file = new PayloadChange.Bytes(name, bytes, oldFile.filter(old -> !old.equals(name)));
        return NewPayload.of(json, file, Optional.of(new JsonRaw(bytes)), Optional.of(body));
    }

    /** The payload of an uploaded JSON file, stored byte by byte so that its sum is the one that the client knows. */
    public static NewPayload uploaded(
            Locator at, JsonObject.Builder out, JsonObject body, byte[] bytes, Optional<String> oldFile) {
        out.put(CONTENT_TYPE, ContentType.JSON.wire());
        forceSchema(at, out);
        return json(at, out, body, bytes, oldFile);
    }

    /** The payload of an uploaded JSON file that is not stored as it was sent. */
    public static NewPayload altered(Locator at, JsonObject.Builder out, JsonObject body, Optional<String> oldFile) {
        out.remove(CLIENT_CHECKSUM);
        return uploaded(at, out, body, JsonCodec.write(body), oldFile);
    }

    private static void forceSchema(Locator at, JsonObject.Builder out) {
        if (at.type() == ResourceType.SCHEMA && !at.shortname().value().equals(META_SCHEMA)) {
            out.put(SCHEMA, META_SCHEMA);
        }
    }

    private static Optional<ContentType> contentType(JsonObject given) {
        return given.get(CONTENT_TYPE)
                .filter(v -> !v.isNull())
                .map(v -> ContentType.of(
                                MetaValues.string("payload.content_type", v).value())
                        .orElseThrow(() -> MetaValues.unknown("payload.content_type")));
    }

    private static Optional<JsonValue> body(JsonObject given) {
        return given.get(BODY).filter(v -> !v.isNull());
    }

    /** Whether an object is what replies show of a medium: sent back it leaves its file as it was uploaded. */
    private static boolean isStoredMedium(JsonValue body, StoredEntry current) {
        return current.at().type() == ResourceType.MEDIA
                && current.payloadFile().isPresent()
                && storedTree(current, true).filter(body::equals).isPresent();
    }

    /**
     * Whether a text is what replies show as the body of a payload that is a file: sent back it changes nothing. A text type
     * may be a file too, as uploads and archives make it ({@code storage.md} 1.6, rule 2).
     */
    private static boolean isStoredName(JsonValue body, StoredEntry current) {
        if (!(body instanceof JsonString text)) {
            return false;
        }
        Optional<Payload> named = current.entry()
                .payload()
                .filter(p -> p.contentType().filter(ContentType::isInlineText).isEmpty())
                .filter(p -> p.body().filter(body::equals).isPresent());
        return named.isPresent() || current.payloadFile().equals(Optional.of(text.value()));
    }
}
