package cc.dmart.core.internal.unique;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonBool;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.meta.Versions;
import cc.dmart.core.internal.search.FieldNames;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The fields that must be unique in a folder ({@code storage.md} 3.8, 8.2), and the exact terms by which the index finds entries
 * with a value of one. The documents of what lies in such a folder have them, whatever else of a payload is indexed. Thread-safe.
 */
public final class UniqueValues {
    /** Values of one path that have terms, so that no body has the index make digests of a million. */
    public static final int MOST = 10_000;

    private static final String TERM = "unique\u0001";
    private static final int DIGEST = 16;
    private static final List<String> SUFFIXES = List.of("_unescaped", "_replace_specials");

    private UniqueValues() {}

    /**
     * The combinations of paths that a folder asks for; empty for most. One with a secret counts for nothing: nobody could be told of
     * it, and the index must not have it in any form.
     */
    public static List<List<String>> rules(StoredEntry folder) {
        List<List<String>> out = new ArrayList<>();
        JsonArray asked =
                Versions.body(folder).flatMap(b -> b.array("unique_fields")).orElse(JsonArray.EMPTY);
        for (JsonValue one : asked) {
            List<String> paths = one.asArray().map(JsonArray::strings).orElse(List.of()).stream()
                    .map(UniqueValues::plainPath)
                    .toList();
            if (!paths.isEmpty() && paths.stream().noneMatch(UniqueValues::isSecret)) {
                out.add(paths);
            }
        }
        return List.copyOf(out);
    }

    private static boolean isSecret(String path) {
        int dot = path.indexOf('.');
        return FieldNames.SECRETS.contains(dot < 0 ? path : path.substring(0, dot));
    }

    private static String plainPath(String path) {
        return SUFFIXES.stream()
                .filter(path::endsWith)
                .findFirst()
                .map(suffix -> path.substring(0, path.length() - suffix.length()))
                .orElse(path);
    }

    /** The terms of an entry in a folder with rules. */
    public static Set<String> terms(List<List<String>> rules, StoredEntry entry) {
        Set<String> out = new LinkedHashSet<>();
        if (!rules.isEmpty()) {
            JsonObject content = Versions.content(entry);
            rules.forEach(paths -> paths.forEach(path -> out.addAll(terms(path, content))));
        }
        return out;
    }

    /**
     * The terms of the first {@link #MOST} values at one path; entries with an equal value have one of them in common.
     *
     * @param content meta with the body as content
     */
    public static Set<String> terms(String path, JsonObject content) {
        Set<String> out = new LinkedHashSet<>();
        for (JsonValue value : valuesAt(content, path, MOST)) {
            // equal objects may be written differently; what is stored decides in the end
            String text = value instanceof JsonObject ? "{}" : JsonCodec.writeString(value);
            out.add(TERM + path + '\u0001' + digest(text));
        }
        return out;
    }

    private static String digest(String text) {
        try {
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sum, 0, DIGEST);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The values at a dotted path, going through arrays; nulls, empty texts, false, 0 and empty containers are left out. */
    public static List<JsonValue> valuesAt(JsonValue root, String path) {
        return valuesAt(root, path, Integer.MAX_VALUE);
    }

    private static List<JsonValue> valuesAt(JsonValue root, String path, int most) {
        List<JsonValue> out = new ArrayList<>();
        collect(root, path, out, most);
        return out;
    }

    private static void collect(JsonValue value, String path, List<JsonValue> out, int most) {
        if (out.size() == most) {
            return;
        }
        if (value instanceof JsonArray array) {
            array.forEach(v -> collect(v, path, out, most));
        } else if (path.isEmpty()) {
            if (!isBlank(value)) {
                out.add(value);
            }
        } else if (value instanceof JsonObject object) {
            int dot = path.indexOf('.');
            String head = dot < 0 ? path : path.substring(0, dot);
            String rest = dot < 0 ? "" : path.substring(dot + 1);
            object.get(head).ifPresent(v -> collect(v, rest, out, most));
        }
    }

    private static boolean isBlank(JsonValue value) {
        if (value instanceof JsonString s) {
            return s.value().isEmpty();
        }
        if (value instanceof JsonObject o) {
            return o.isEmpty();
        }
        if (value instanceof JsonNumber n) {
            return n.doubleValue() == 0;
        }
        return value.isNull() || value == JsonBool.FALSE;
    }
}
