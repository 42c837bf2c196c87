package cc.dmart.deploy.internal;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonBool;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.osgi.framework.FrameworkUtil;

/**
 * Configurations of plugins in the form of {@code config.json} ({@code plugins-events.md} 1.4, 2.7): laid over each other,
 * placeholders filled in, secrets masked, and in the form of Config Admin. Thread-safe.
 */
final class Definitions {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(env|file):([^}]+)}");
    private static final Pattern SECRET = Pattern.compile(
            "(.*_)?(password|passwd|passphrase|pass|secret|key|token|auth|authorization|cookie|credential)s?");
    private static final Pattern WORD_END = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|[-.\\s]");
    private static final Pattern USER_OF_URL = Pattern.compile("(?i)(\\b[a-z][a-z0-9+.-]*://)[^/?#\\s]*@");
    private static final Pattern PARAMETER = Pattern.compile("([?&]([^=&#\\s]+)=)[^&#\\s]+");
    private static final Pattern SIGNATURE = Pattern.compile("(.*_)?(sig|signature|code)");
    static final JsonString MASK = new JsonString("******");
    private static final int MAX_SECRET_FILE = 64 << 10;

    private Definitions() {}

    /** One configuration over another: {@code filters} and {@code attributes} by member, everything else as a whole. */
    static JsonObject over(JsonObject below, JsonObject above) {
        JsonObject.Builder out = below.toBuilder();
        above.members().forEach((name, value) -> {
            Optional<JsonObject> old = below.object(name);
            boolean deep = (name.equals("filters") || name.equals("attributes")) && old.isPresent();
            out.put(name, deep ? merged(old.get(), value) : value);
        });
        return out.build();
    }

    private static JsonValue merged(JsonObject below, JsonValue above) {
        return above.asObject()
                .<JsonValue>map(o -> below.toBuilder().putAll(o).build())
                .orElse(above);
    }

    /** What {@code DMART_PLUGIN_<NAME>_<KEY>} of the environment say, to be laid over the configuration. */
    static JsonObject ofEnvironment(String plugin, JsonObject config, Map<String, String> environment) {
        String prefix = "DMART_PLUGIN_" + plugin.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_") + "_";
        JsonObject below = config.object("attributes").orElse(JsonObject.EMPTY);
        JsonObject.Builder attributes = JsonObject.builder();
        environment.forEach((variable, value) -> {
            if (variable.startsWith(prefix)) {
                String key = variable.substring(prefix.length()).toLowerCase(Locale.ROOT);
                attributes.put(key, typed(value, below.get(key).map(JsonCodec::materialize)));
            }
        });
        JsonObject out = attributes.build();
        return out.isEmpty()
                ? JsonObject.EMPTY
                : JsonObject.builder().put("attributes", out).build();
    }

    /**
     * What a variable or file stands for: neither has a type of its own. {@code true} and {@code false} are what they say; anything
     * else may be a secret, such as a password of digits or a key that is a JSON document, and is no text only in the place of its
     * like.
     */
    private static JsonValue typed(String text, Optional<JsonValue> below) {
        JsonString plain = new JsonString(text);
        JsonValue value;
        try {
            value = JsonCodec.materialize(JsonCodec.parse(text));
        } catch (DmartException.Invalid e) {
            return plain;
        }
        boolean wanted = value instanceof JsonBool
                ? below.filter(JsonString.class::isInstance).isEmpty()
                : below.filter(b -> isLike(value, b)).isPresent();
        return wanted ? value : plain;
    }

    private static boolean isLike(JsonValue one, JsonValue other) {
        return Stream.of(JsonNumber.class, JsonArray.class, JsonObject.class)
                .anyMatch(type -> type.isInstance(one) && type.isInstance(other));
    }

    /**
     * A configuration with its placeholders filled in.
     *
     * @throws IOException with one sentence if one stands for nothing
     */
    static JsonObject filled(JsonObject config, Map<String, String> environment) throws IOException {
        try {
            return (JsonObject) mapped(config, text -> filled(text, environment));
        } catch (MissingException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static final class MissingException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        MissingException(String message) {
            super(message);
        }
    }

    private static JsonValue mapped(JsonValue raw, Function<String, JsonValue> change) {
        JsonValue value = JsonCodec.materialize(raw);
        if (value instanceof JsonString text) {
            return change.apply(text.value());
        } else if (value instanceof JsonArray array) {
            return new JsonArray(array.stream().map(v -> mapped(v, change)).toList());
        } else if (value instanceof JsonObject object) {
            JsonObject.Builder out = JsonObject.builder();
            object.members().forEach((name, member) -> out.put(name, mapped(member, change)));
            return out.build();
        }
        return value;
    }

    private static JsonValue filled(String text, Map<String, String> environment) {
        String out = fill(text, environment);
        return PLACEHOLDER.matcher(text).matches() ? typed(out, Optional.empty()) : new JsonString(out);
    }

    /** Whether only a text that is filled in says how it begins. */
    static boolean beginsWithPlaceholder(String text) {
        return PLACEHOLDER.matcher(text).lookingAt();
    }

    private static String fill(String text, Map<String, String> environment) {
        return PLACEHOLDER
                .matcher(text)
                .replaceAll(m -> Matcher.quoteReplacement(
                        m.group(1).equals("env") ? variable(m.group(2), environment) : file(m.group(2))));
    }

    private static String variable(String name, Map<String, String> environment) {
        return Optional.ofNullable(environment.get(name))
                .orElseThrow(() -> new MissingException("the variable " + name + " is not set"));
    }

    private static String file(String path) {
        try (var in = Files.newInputStream(Path.of(path))) {
            return new String(in.readNBytes(MAX_SECRET_FILE), java.nio.charset.StandardCharsets.UTF_8).strip();
        } catch (IOException | java.nio.file.InvalidPathException e) {
            throw new MissingException("the file " + path + " cannot be read");
        }
    }

    /** A configuration as it may be shown: values of secret keys are masked, placeholders stand as they are. */
    static JsonObject masked(JsonObject config) {
        JsonObject.Builder out = JsonObject.builder();
        config.members().forEach((name, value) -> out.put(name, masked(name, value)));
        return out.build();
    }

    /** A member of one as it may be shown. */
    static JsonValue masked(String name, JsonValue value) {
        return isSecret(name, value) ? hidden(JsonCodec.materialize(value)) : shown(value);
    }

    /** A value with all that is in it, in a form that can be compared. */
    static JsonValue whole(JsonValue value) {
        return mapped(value, JsonString::new);
    }

    /** Headers authenticate under names of anybody's choice. */
    private static boolean isSecret(String name, JsonValue value) {
        String words = words(name);
        return SECRET.matcher(words).matches() || (words.equals("headers") && !value.isNull());
    }

    private static String words(String name) {
        return WORD_END.matcher(name).replaceAll("_").toLowerCase(Locale.ROOT);
    }

    private static JsonValue hidden(JsonValue value) {
        if (!(value instanceof JsonObject object)) {
            return MASK;
        }
        JsonObject.Builder out = JsonObject.builder();
        object.members().forEach((name, member) -> out.put(name, hidden(JsonCodec.materialize(member))));
        return out.build();
    }

    private static JsonValue shown(JsonValue raw) {
        JsonValue value = JsonCodec.materialize(raw);
        if (value instanceof JsonString text) {
            return new JsonString(shown(text.value()));
        } else if (value instanceof JsonArray array) {
            return new JsonArray(array.stream().map(Definitions::shown).toList());
        }
        return value instanceof JsonObject object ? masked(object) : value;
    }

    /** Addresses may name who asks, before the host or in the query. */
    private static String shown(String text) {
        String plain = USER_OF_URL.matcher(text).replaceAll("$1" + MASK.value() + "@");
        return plain.contains("://")
                ? PARAMETER.matcher(plain).replaceAll(m -> Matcher.quoteReplacement(parameter(m)))
                : plain;
    }

    private static String parameter(MatchResult found) {
        String name = words(found.group(2));
        boolean secret =
                SECRET.matcher(name).matches() || SIGNATURE.matcher(name).matches();
        return secret ? found.group(1) + MASK.value() : found.group();
    }

    /**
     * The attributes as Config Admin takes them, each name with underscores also with dots: that is what Declarative Services
     * makes of the method {@code notify_owner_on()} of an annotation.
     */
    static Dictionary<String, Object> properties(JsonObject config) {
        Map<String, Object> out = new LinkedHashMap<>();
        config.object("attributes").orElse(JsonObject.EMPTY).members().forEach((name, raw) -> {
            JsonValue value = JsonCodec.materialize(raw);
            if (value instanceof JsonString text) {
                out.put(name, text.value());
            } else if (value instanceof JsonBool bool) {
                out.put(name, bool.value());
            } else if (value instanceof JsonNumber number) {
                out.put(name, number.text());
            } else if (value instanceof JsonArray array) {
                out.put(
                        name,
                        array.stream()
                                .map(v -> v.asString().orElseGet(() -> JsonCodec.writeString(v)))
                                .toArray(String[]::new));
            } else if (value instanceof JsonObject object) {
                out.put(name, JsonCodec.writeString(object));
            }
        });
        Map.copyOf(out).forEach((name, value) -> out.putIfAbsent(name.replace('_', '.'), value));
        return FrameworkUtil.asDictionary(out);
    }

    /** Reads a definition. @throws IOException with one sentence if it is none */
    static JsonObject parse(byte[] bytes) throws IOException {
        JsonObject out;
        try {
            out = JsonCodec.parseObject(bytes);
        } catch (DmartException.Invalid e) {
            throw new IOException("it is not JSON: " + e.sentence(), e);
        }
        Optional<ConfigForm.Mistake> mistake = ConfigForm.fatal(out);
        if (mistake.isPresent()) {
            throw new IOException(mistake.get().sentence());
        }
        return out;
    }

    /** Whether a definition stands for itself. */
    static boolean isWebhook(JsonObject definition) {
        return definition.string("type").filter("webhook"::equals).isPresent();
    }
}
