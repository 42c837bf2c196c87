package cc.dmart.deploy.internal;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Puts secrets back in the places of their masks in a configuration that comes back as {@link Definitions#masked} showed it.
 * Thread-safe.
 */
final class Masks {
    private static final String ATTRIBUTES = "attributes";

    /**
     * What the configuration of a plugin is put together from.
     *
     * @param file  what the watched folder says; what comes back takes its place
     * @param jar   what counts where the file says nothing
     * @param entry what counts before the file. It is not copied into that: placeholders would be filled in there
     */
    record Sources(JsonObject file, JsonObject jar, JsonObject entry) {}

    private Masks() {}

    /**
     * A configuration without masks. A whole attribute that the file did not say is left out: it counts from where it stands.
     *
     * @throws DmartException.Invalid if a mask stands for nothing
     */
    static JsonObject removed(JsonObject sent, Sources sources) {
        JsonObject.Builder out = JsonObject.builder();
        sent.members().forEach((name, raw) -> {
            JsonValue value = Definitions.whole(raw);
            out.put(
                    name,
                    name.equals(ATTRIBUTES) && value instanceof JsonObject attributes
                            ? ofAttributes(attributes, sources)
                            : restored(name, value, sources.file().get(name), List.of()));
        });
        return out.build();
    }

    private static JsonObject ofAttributes(JsonObject sent, Sources sources) {
        JsonObject.Builder out = JsonObject.builder();
        sent.members().forEach((name, value) -> {
            Optional<JsonValue> ofFile = attribute(sources.file(), name);
            Optional<JsonValue> ofJar = attribute(sources.jar(), name);
            boolean elsewhere = ofFile.isEmpty()
                    && isMasked(value)
                    && (isShown(name, value, ofJar) || isShown(name, value, attribute(sources.entry(), name)));
            if (!elsewhere) {
                out.put(name, restored(name, value, ofFile.or(() -> ofJar), List.of(ATTRIBUTES)));
            }
        });
        return out.build();
    }

    private static Optional<JsonValue> attribute(JsonObject config, String name) {
        return config.object(ATTRIBUTES).flatMap(a -> a.get(name));
    }

    private static boolean isShown(String name, JsonValue value, Optional<JsonValue> stored) {
        return stored.map(s -> value.equals(Definitions.masked(name, s))).orElse(false);
    }

    private static JsonValue restored(String name, JsonValue sent, Optional<JsonValue> stored, List<String> above) {
        List<String> place = below(above, name);
        return stored.map(s -> restored(sent, Definitions.whole(s), Definitions.masked(name, s), place))
                .orElseGet(() -> unmasked(sent, place));
    }

    /** What was sent, with what is stored where it is as that is shown. */
    private static JsonValue restored(JsonValue sent, JsonValue stored, JsonValue shown, List<String> place) {
        if (sent.equals(shown)) {
            return stored;
        }
        if (sent instanceof JsonObject object && stored instanceof JsonObject old && shown instanceof JsonObject told) {
            JsonObject.Builder out = JsonObject.builder();
            object.members().forEach((name, value) -> {
                List<String> below = below(place, name);
                out.put(
                        name,
                        old.has(name)
                                ? restored(value, get(old, name), get(told, name), below)
                                : unmasked(value, below));
            });
            return out.build();
        }
        if (sent instanceof JsonArray array && stored instanceof JsonArray old && shown instanceof JsonArray told) {
            List<JsonValue> out = new ArrayList<>();
            for (int i = 0; i < array.size(); i++) {
                out.add(element(array, i, old, told, place));
            }
            return new JsonArray(out);
        }
        return unmasked(sent, place);
    }

    /** Elements may have moved: one that could be several of those that are stored is none of them. */
    private static JsonValue element(JsonArray sent, int at, JsonArray stored, JsonArray shown, List<String> place) {
        JsonValue one = sent.values().get(at);
        if (sent.size() == shown.size() && one.equals(shown.values().get(at))) {
            return stored.values().get(at);
        }
        List<JsonValue> may = IntStream.range(0, shown.size())
                .filter(i -> shown.values().get(i).equals(one))
                .mapToObj(i -> stored.values().get(i))
                .distinct()
                .toList();
        return may.size() == 1 ? may.get(0) : unmasked(one, place);
    }

    private static JsonValue get(JsonObject object, String name) {
        return object.get(name).orElseThrow();
    }

    private static List<String> below(List<String> place, String name) {
        List<String> out = new ArrayList<>(place);
        out.add(name);
        return out;
    }

    private static JsonValue unmasked(JsonValue value, List<String> place) {
        if (!isMasked(value)) {
            return value;
        }
        String sentence = String.join(".", place) + " is masked, and there is no such value that it could stand for";
        throw new ConfigForm.Mistake(place, sentence).refusal();
    }

    private static boolean isMasked(JsonValue value) {
        if (value instanceof JsonString text) {
            return text.value().contains(Definitions.MASK.value());
        } else if (value instanceof JsonArray array) {
            return array.stream().anyMatch(Masks::isMasked);
        }
        return value instanceof JsonObject object
                && object.members().values().stream().anyMatch(Masks::isMasked);
    }
}
