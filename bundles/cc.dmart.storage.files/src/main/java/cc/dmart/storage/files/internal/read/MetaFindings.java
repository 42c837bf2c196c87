package cc.dmart.storage.files.internal.read;

import cc.dmart.api.model.ContentType;
import cc.dmart.api.model.Entry;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.MetaClass;
import cc.dmart.api.model.MetaField;
import cc.dmart.api.model.Names;
import cc.dmart.api.model.Payload;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Timestamps;
import cc.dmart.api.storage.StorageFinding.Kind;
import cc.dmart.storage.files.internal.disk.FileStamp;
import cc.dmart.storage.files.internal.layout.FileNames;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is odd in a meta that can be read ({@code storage.md} 5.3, 7). Thread-safe. */
final class MetaFindings {
    /** Their bodies belong into the meta, objects too ({@code storage.md} 1.6). */
    private static final Set<ContentType> REMARKS = EnumSet.of(ContentType.COMMENT, ContentType.REACTION);

    private static final Set<String> PAYLOAD_FIELDS =
            Set.of("content_type", "content_sub_type", "schema_shortname", "client_checksum", "checksum", "body");
    /** What has no default, by class ({@code storage.md} 2.1 to 2.8): what has one may be left out and often is. */
    private static final Map<ResourceType, Set<String>> REQUIRED = Map.of(
            ResourceType.ROLE, Set.of("permissions"),
            ResourceType.PERMISSION, Set.of("subpaths", "resource_types", "actions"),
            ResourceType.TICKET, Set.of("state", "workflow_shortname"),
            ResourceType.NOTIFICATION, Set.of("type", "priority"),
            ResourceType.ALTERATION, Set.of("requested_update"));

    private static final Set<String> NAMES = Set.of("shortname", "owner_shortname");
    private static final String ARGON2 = "$argon2id$";
    private static final String LEGACY_IMAGE = "image";

    private final Sink sink;

    /** Takes what is found. */
    interface Sink {
        void finding(Kind kind, Path path, String message);
    }

    MetaFindings(Sink sink) {
        this.sink = sink;
    }

    void check(LoadedEntry loaded) {
        Entry entry = loaded.entry().entry();
        Path path = loaded.meta();
        if (!entry.meta()
                .string("shortname")
                .equals(Optional.of(entry.at().shortname().value()))) {
            sink.finding(Kind.NAME_MISMATCH, path, "the shortname inside is not that of the path");
        }
        if (!Names.isUuid4(entry.uuid())) {
            sink.finding(Kind.UUID, path, "the uuid is not of version 4");
        }
        if (entry.type() == ResourceType.USER) {
            entry.meta()
                    .string("password")
                    .filter(p -> !p.startsWith(ARGON2))
                    .ifPresent(p -> sink.finding(Kind.PASSWORD_FORMAT, path, "the password is no known hash"));
        }
        fields(entry, path);
        if (entry.payload().isPresent()) {
            payload(loaded, entry.payload().get());
        }
    }

    private void fields(Entry entry, Path path) {
        MetaClass known = MetaClass.of(entry.type());
        for (String name : entry.meta().names()) {
            if (known.field(name).isEmpty()) {
                sink.finding(Kind.UNKNOWN_FIELD, path, "unknown field " + name);
            }
        }
        for (MetaField field : known.fields().values()) {
            Optional<JsonValue> value = entry.meta().get(field.name()).filter(v -> !v.isNull());
            if (value.isEmpty() && isRequired(entry.type(), field.name())) {
                sink.finding(Kind.MISSING_FIELD, path, field.name() + " is missing");
            }
            if (value.isPresent() && !isTyped(field, value.get())) {
                sink.finding(Kind.WRONG_TYPE, path, field.name() + " has a value of another type");
            }
            List<String> texts = entry.meta().strings(field.name());
            if (new HashSet<>(texts).size() < texts.size()) {
                sink.finding(Kind.DUPLICATE_VALUE, path, field.name() + " has a value twice");
            }
        }
    }

    private static boolean isTyped(MetaField field, JsonValue value) {
        return field.hasShape(value)
                && (field.kind() != MetaField.Kind.DATE
                        || value.asString()
                                .flatMap(text -> Timestamps.parse(text, ZoneOffset.UTC))
                                .isPresent());
    }

    private static boolean isRequired(ResourceType type, String field) {
        return NAMES.contains(field) || REQUIRED.getOrDefault(type, Set.of()).contains(field);
    }

    private void payload(LoadedEntry loaded, Payload payload) {
        Path path = loaded.meta();
        JsonObject json = payload.json();
        for (String name : json.names()) {
            if (!PAYLOAD_FIELDS.contains(name)) {
                sink.finding(Kind.UNKNOWN_FIELD, path, "unknown field payload." + name);
            }
        }
        if (json.string("content_type").equals(Optional.of(LEGACY_IMAGE))) {
            sink.finding(Kind.LEGACY_CONTENT_TYPE, path, "the content type image of older releases");
        } else if (payload.contentType().isEmpty()) {
            sink.finding(Kind.UNKNOWN_VALUE, path, "unknown content type");
        }
        if (json.string("schema_shortname").equals(Optional.of(""))) {
            sink.finding(Kind.EMPTY_SCHEMA, path, "the name of the schema is empty");
        }
        body(loaded, payload);
        checksum(loaded, payload);
    }

    private void body(LoadedEntry loaded, Payload payload) {
        Optional<JsonValue> body = payload.body();
        Path path = loaded.meta();
        if (body.isPresent() && body.get() instanceof JsonObject) {
            if (payload.contentType().filter(REMARKS::contains).isEmpty()) {
                sink.finding(Kind.INLINE_BODY, path, "the JSON body is inside the meta");
            }
        } else if (body.isPresent() && body.get() instanceof JsonString text) {
            boolean inline =
                    payload.contentType().filter(ContentType::isInlineText).isPresent();
            boolean there = loaded.payloadStamp().kind() == FileStamp.Kind.FILE;
            boolean json =
                    payload.contentType().filter(ContentType.JSON::equals).isPresent();
            String name = loaded.entry().at().shortname().value();
            if (!inline && !there) {
                sink.finding(Kind.DANGLING_PAYLOAD, path, "the payload file is missing");
            } else if (json
                    && text.value().equals(FileNames.jsonPayload(name))
                    && loaded.entry().jsonBody().isEmpty()) {
                sink.finding(Kind.BAD_PAYLOAD, path, "the payload file is no valid JSON");
            }
        }
    }

    private void checksum(LoadedEntry loaded, Payload payload) {
        Optional<String> sum = payload.checksum().filter(s -> !s.isEmpty());
        if (sum.isPresent()
                && loaded.payloadStamp().isFile()
                && loaded.entry().jsonBody().isPresent()
                && !Checksums.matches(sum.get(), loaded.entry().jsonBody().get().utf8())) {
            sink.finding(Kind.CHECKSUM, loaded.meta(), "the checksum is not that of the payload file");
        }
    }
}
