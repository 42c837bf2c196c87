package cc.dmart.api.index.testing;

import cc.dmart.api.index.DocumentKind;
import cc.dmart.api.index.ExactField;
import cc.dmart.api.index.IndexDocument;
import cc.dmart.api.index.Leaf;
import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonBool;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.model.Timestamps;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Small documents for tests of an index, made of JSON. Simpler than what {@code core} builds: every string is a keyword, but
 * below {@code displayname} and {@code description} a text; {@code created_at} and {@code updated_at} are dates; every
 * string and number of {@code payload.body}, the shortname, the tags and the texts are free text. Thread-safe.
 */
public final class TestDocuments {
    private TestDocuments() {}

    /** An entry or attachment with this JSON text; {@code updated_at} and {@code uuid} are made up when absent. */
    public static IndexDocument of(String space, String subpath, String shortname, String json) {
        ResourceType type = ResourceType.CONTENT;
        JsonObject object = (JsonObject) JsonCodec.parse(json);
        type = object.string("resource_type").flatMap(ResourceType::of).orElse(type);
        return of(Locator.of(space, subpath, shortname, type), object);
    }

    /** A document at an address. */
    public static IndexDocument of(Locator at, JsonObject json) {
        Map<String, JsonValue> all = new LinkedHashMap<>(json.members());
        all.putIfAbsent("shortname", new JsonString(at.shortname().value()));
        all.putIfAbsent("subpath", new JsonString(at.subpath().slashed()));
        all.putIfAbsent("resource_type", new JsonString(at.type().wire()));
        all.putIfAbsent("tags", JsonArray.EMPTY);
        all.putIfAbsent("updated_at", json.get("created_at").orElse(new JsonString("2025-01-01T00:00:00")));
        all.putIfAbsent(
                "uuid",
                new JsonString(UUID.nameUUIDFromBytes(at.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        .toString()));
        List<Leaf> leaves = new ArrayList<>();
        Set<String> present = new HashSet<>();
        JsonObject object = JsonObject.of(all);
        object.members().forEach((name, value) -> walk(name, value, leaves, present));
        DocumentKind kind = at.type().isAttachment() ? DocumentKind.ATTACHMENT : DocumentKind.ENTRY;
        return new IndexDocument(at, kind, exact(at, object), leaves, present, text(leaves));
    }

    private static void walk(String path, JsonValue value, List<Leaf> leaves, Set<String> present) {
        if (value.isNull()) {
            return;
        }
        present.add(path);
        if (value instanceof JsonObject object) {
            object.members().forEach((name, v) -> walk(path + "." + name, v, leaves, present));
        } else if (value instanceof JsonArray array) {
            array.forEach(v -> walk(path, v, leaves, present));
        } else if (value instanceof JsonNumber number) {
            leaves.add(Leaf.number(path, number));
        } else if (value instanceof JsonBool bool) {
            leaves.add(Leaf.bool(path, bool.value()));
        } else if (value instanceof JsonString string) {
            leaves.add(string(path, string.value()));
        }
    }

    private static Leaf string(String path, String text) {
        long micros = Timestamps.parse(text, ZoneOffset.UTC)
                .map(TestDocuments::micros)
                .orElse(Leaf.NO_INSTANT);
        if (path.equals("created_at") || path.equals("updated_at")) {
            return Leaf.date(path, text, micros);
        }
        boolean isText = path.startsWith("displayname") || path.startsWith("description");
        return isText ? Leaf.text(path, text) : Leaf.keyword(path, text, micros);
    }

    /** Microseconds since the epoch. */
    public static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    private static List<String> text(List<Leaf> leaves) {
        return leaves.stream()
                .filter(l -> l.kind() != Leaf.Kind.BOOL)
                .filter(l -> Leaf.isBody(l.path())
                        || l.kind() == Leaf.Kind.TEXT
                        || Set.of("shortname", "tags", "slug", "state").contains(l.path()))
                .map(Leaf::text)
                .toList();
    }

    private static Map<ExactField, Collection<String>> exact(Locator at, JsonObject json) {
        Map<ExactField, Collection<String>> out = new EnumMap<>(ExactField.class);
        out.put(ExactField.TYPE, List.of(at.type().wire()));
        out.put(ExactField.SHORTNAME, List.of(at.shortname().value()));
        out.put(ExactField.TAG, json.strings("tags"));
        out.put(ExactField.UUID, json.string("uuid").stream().toList());
        out.put(ExactField.OWNER, json.string("owner_shortname").stream().toList());
        out.put(ExactField.SUBPATH, List.of(at.subpath().slashed()));
        out.put(
                ExactField.ANCESTOR,
                at.subpath().levels().stream().map(Subpath::slashed).toList());
        out.put(
                ExactField.SCHEMA,
                json.object("payload").flatMap(p -> p.string("schema_shortname")).stream()
                        .toList());
        out.put(ExactField.QPK, List.of(at.subpath().wire() + ":" + at.type().wire() + ":true"));
        return out;
    }
}
