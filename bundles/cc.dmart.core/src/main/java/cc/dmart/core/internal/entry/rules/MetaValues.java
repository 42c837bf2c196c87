package cc.dmart.core.internal.entry.rules;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.ConditionType;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonBool;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Language;
import cc.dmart.api.model.MetaField;
import cc.dmart.api.model.Names;
import cc.dmart.api.model.NotificationPriority;
import cc.dmart.api.model.NotificationType;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.UserType;
import cc.dmart.api.model.WireName;
import cc.dmart.core.internal.entry.form.JsonTrees;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Checks the values of meta fields that a request sends and brings them into the form in which they are stored
 * ({@code storage.md} 2, {@code security.md} 1.2). A wrong shape is {@code E(422,validation,424)}. Thread-safe.
 */
public final class MetaValues {
    private static final int MAX_ACL = 200;
    private static final String REQUESTED = "requested_update";
    private static final String TYPE = "type";
    private static final List<String> REPORTER_TEXTS =
            List.of(TYPE, "name", "channel", "distributor", "governorate", "msisdn");
    private static final List<String> LOCATOR_TEXTS = List.of("space_name", "subpath", "shortname");

    private MetaValues() {}

    /** The value to store; empty if it stands for no value (a blank slug, e-mail address or phone number). */
    public static Optional<JsonValue> check(MetaField field, JsonValue value) {
        String name = field.name();
        return switch (field.kind()) {
            case STRING, UUID, DATE -> Optional.of(string(name, value));
            case BOOL -> Optional.of(shape(name, value, JsonBool.class, "boolean"));
            case INTEGER -> Optional.of(integer(name, value));
            case STRINGS -> Optional.of(strings(name, value, s -> true));
            case TRANSLATION, STRING_MAP -> Optional.of(texts(name, value));
            case OBJECT -> Optional.of(nested(name, value));
            case OBJECTS -> Optional.of(objects(name, JsonTrees.withoutNulls(value)));
            case LANGUAGE -> Optional.of(word(name, value, Language::of));
            case LANGUAGES -> Optional.of(words(name, value, Language::of));
            case USER_TYPE -> Optional.of(word(name, value, UserType::of));
            case SLUG -> text(name, string(name, value).value(), Names::isSlug);
            case MSISDN -> text(name, string(name, value).value(), Names::isMsisdn);
            case EMAIL -> text(name, string(name, value).value().toLowerCase(Locale.ROOT), Names::isEmail);
            case SUBPATHS -> Optional.of(subpaths(name, value));
            case RESOURCE_TYPES -> Optional.of(words(name, value, ResourceType::of));
            case ACTIONS -> Optional.of(words(name, value, ActionType::of));
            case CONDITIONS -> Optional.of(words(name, value, ConditionType::of));
            case ACL -> Optional.of(acl(name, value));
            case PAYLOAD -> Optional.of(object(name, value));
            case NOTIFICATION_TYPE -> Optional.of(word(name, value, NotificationType::of));
            case NOTIFICATION_PRIORITY -> Optional.of(word(name, value, NotificationPriority::of));
            case REPORTER -> Optional.of(reporter(name, nested(name, value)));
            case LOCATOR -> Optional.of(locator(name, nested(name, value)));
            case VALUES_BY_PATH -> Optional.of(valuesByPath(name, nested(name, value)));
        };
    }

    /**
     * The value to store of one that another server has stored, which minded the members of objects less; empty if it stands for
     * no value.
     */
    public static Optional<JsonValue> imported(MetaField field, JsonValue value) {
        String name = field.name();
        return switch (field.kind()) {
            case NOTIFICATION_TYPE, NOTIFICATION_PRIORITY -> Optional.of(string(name, value));
            case OBJECT, REPORTER, LOCATOR, VALUES_BY_PATH -> Optional.of(object(name, value));
            case OBJECTS -> Optional.of(objects(name, value));
            default -> check(field, value);
        };
    }

    /** An error of shape at a field, or at {@code field.member}. */
    public static DmartException.Invalid wrong(String name, String expected) {
        String kind = switch (expected) {
            case "string" -> "string_type";
            case "boolean" -> "bool_type";
            case "integer" -> "int_type";
            case "list" -> "list_type";
            case "object" -> "dict_type";
            default -> "value_error";
        };
        return DmartException.Invalid.field(place(name), "Input should be a valid " + expected, kind);
    }

    /** A word that is not one of those there are. */
    static DmartException.Invalid unknown(String name) {
        return DmartException.Invalid.field(place(name), "Input is not a known value", "enum");
    }

    /** A mandatory field that is not there. */
    public static DmartException.Invalid missing(String name) {
        return DmartException.Invalid.field(place(name), "Field required", "missing");
    }

    /** One element per step ({@code http-api.md} 1.8); the keys of a map may have dots of their own. */
    private static List<String> place(String name) {
        return Stream.concat(Stream.of("body", "attributes"), Stream.of(name.split("\\.", 2)))
                .toList();
    }

    /** The value as a string. */
    public static JsonString string(String name, JsonValue value) {
        return shape(name, value, JsonString.class, "string");
    }

    /** The value as an object. */
    public static JsonObject object(String name, JsonValue value) {
        return shape(name, value, JsonObject.class, "object");
    }

    private static <T extends JsonValue> T shape(String name, JsonValue value, Class<T> type, String expected) {
        if (!type.isInstance(value)) {
            throw wrong(name, expected);
        }
        return type.cast(value);
    }

    private static JsonNumber integer(String name, JsonValue value) {
        JsonNumber number = shape(name, value, JsonNumber.class, "integer");
        if (!number.isLong()) {
            throw wrong(name, "integer");
        }
        return number;
    }

    private static JsonArray strings(String name, JsonValue value, Predicate<String> legal) {
        JsonArray array = shape(name, value, JsonArray.class, "list");
        for (JsonValue one : array) {
            if (!(one instanceof JsonString s) || !legal.test(s.value())) {
                throw wrong(name, "string");
            }
        }
        return array;
    }

    private static JsonObject texts(String name, JsonValue value) {
        JsonObject clean = JsonTrees.withoutNulls(object(name, value));
        for (Map.Entry<String, JsonValue> member : clean.members().entrySet()) {
            string(name + "." + member.getKey(), member.getValue());
        }
        return clean;
    }

    /** An object, in which null stands for nothing but in a change that is proposed: there it removes. */
    private static JsonObject nested(String name, JsonValue value) {
        JsonObject object = object(name, value);
        return name.equals(REQUESTED) ? object : JsonTrees.withoutNulls(object);
    }

    private static JsonObject reporter(String name, JsonObject value) {
        texts(name, value, REPORTER_TEXTS);
        member(name, value, "channel_address", MetaValues::object);
        return value;
    }

    private static JsonObject locator(String name, JsonObject value) {
        for (String member :
                Stream.concat(Stream.of(TYPE), LOCATOR_TEXTS.stream()).toList()) {
            if (!value.has(member)) {
                throw missing(name + "." + member);
            }
        }
        texts(name, value, LOCATOR_TEXTS);
        texts(name, value, List.of("uuid", "domain", "schema_shortname"));
        member(name, value, "displayname", MetaValues::texts);
        member(name, value, "description", MetaValues::texts);
        member(name, value, "tags", (place, tags) -> strings(place, tags, s -> true));
        String place = name + "." + TYPE;
        return value.with(TYPE, word(place, value.get(TYPE).orElseThrow(), ResourceType::of));
    }

    private static JsonObject valuesByPath(String name, JsonObject value) {
        value.members().forEach((path, values) -> shape(name + "." + path, values, JsonArray.class, "list"));
        return value;
    }

    private static void texts(String name, JsonObject value, List<String> members) {
        members.forEach(one -> member(name, value, one, MetaValues::string));
    }

    private static void member(
            String name, JsonObject value, String member, BiFunction<String, JsonValue, JsonValue> check) {
        value.get(member).ifPresent(v -> {
            JsonValue unused = check.apply(name + "." + member, v);
        });
    }

    private static JsonArray objects(String name, JsonValue value) {
        JsonArray array = shape(name, value, JsonArray.class, "list");
        array.forEach(one -> object(name, one));
        return array;
    }

    private static Optional<JsonValue> text(String name, String text, Predicate<String> legal) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (!legal.test(text)) {
            throw DmartException.Invalid.field(
                    place(name), "String should match the pattern", "string_pattern_mismatch");
        }
        return Optional.of(new JsonString(text));
    }

    private static <E extends WireName> JsonString word(
            String name, JsonValue value, Function<String, Optional<E>> reader) {
        String text = string(name, value).value();
        return new JsonString(
                reader.apply(text).orElseThrow(() -> unknown(name)).wire());
    }

    private static <E extends WireName> JsonArray words(
            String name, JsonValue value, Function<String, Optional<E>> reader) {
        List<JsonValue> out = new ArrayList<>();
        for (JsonValue one : shape(name, value, JsonArray.class, "list")) {
            out.add(word(name, one, reader));
        }
        return new JsonArray(out);
    }

    private static JsonObject subpaths(String name, JsonValue value) {
        JsonObject object = object(name, value);
        for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
            JsonArray list = strings(name + "." + member.getKey(), member.getValue(), s -> true);
            if (list.size() == 0) {
                throw DmartException.Invalid.request(
                        ErrorCode.INVALID_DATA, "An empty list of subpaths is not allowed, write \"/\"");
            }
        }
        return object;
    }

    private static JsonArray acl(String name, JsonValue value) {
        JsonArray array = shape(name, value, JsonArray.class, "list");
        if (array.size() > MAX_ACL) {
            throw DmartException.Invalid.request(ErrorCode.INVALID_DATA, "More than " + MAX_ACL + " access items");
        }
        for (JsonValue one : array) {
            JsonObject item = object(name, one);
            string(name + ".user_shortname", item.get("user_shortname").orElseThrow(() -> missing(name)));
            words(name + ".allowed_actions", item.get("allowed_actions").orElse(JsonArray.EMPTY), ActionType::of);
            words(name + ".denied", item.get("denied").orElse(JsonArray.EMPTY), ActionType::of);
        }
        return array;
    }
}
