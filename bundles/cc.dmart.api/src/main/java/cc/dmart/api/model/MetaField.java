package cc.dmart.api.model;

/**
 * A field of a class of metas, with its name on disk and on the wire ({@code storage.md} 2). Thread-safe.
 *
 * @param name     name on disk and on the wire
 * @param kind     JSON shape of a legal value
 * @param nullable whether null clears it; null on another field is an error
 * @param locked   whether update and patch ignore it ({@code storage.md} 2.1)
 */
public record MetaField(String name, Kind kind, boolean nullable, boolean locked) {

    /** JSON shape of a field. */
    public enum Kind {
        /** Any string. */
        STRING,
        /** A boolean. */
        BOOL,
        /** An integer. */
        INTEGER,
        /** An array of strings. */
        STRINGS,
        /** An object of language to string. */
        TRANSLATION,
        /** An object of string to string. */
        STRING_MAP,
        /** Any object. */
        OBJECT,
        /** An array of objects. */
        OBJECTS,
        /** A {@link Payload}. */
        PAYLOAD,
        /** A date-time of {@link Timestamps}. */
        DATE,
        /** A UUID. */
        UUID,
        /** A wire value of {@link Language}. */
        LANGUAGE,
        /** An array of wire values of {@link Language}. */
        LANGUAGES,
        /** A wire value of {@link UserType}. */
        USER_TYPE,
        /** A slug. */
        SLUG,
        /** A phone number. */
        MSISDN,
        /** An e-mail address. */
        EMAIL,
        /** An object of space to list of subpaths. */
        SUBPATHS,
        /** An array of wire values of {@link ResourceType}. */
        RESOURCE_TYPES,
        /** An array of wire values of {@link ActionType}. */
        ACTIONS,
        /** An array of wire values of {@link ConditionType}. */
        CONDITIONS,
        /** The access list, see {@link AclItem}. */
        ACL,
        /** A wire value of {@link NotificationType}. */
        NOTIFICATION_TYPE,
        /** A wire value of {@link NotificationPriority}. */
        NOTIFICATION_PRIORITY,
        /** Who reported a ticket: an object of texts, {@code channel_address} an object. */
        REPORTER,
        /** Where an entry is: an object with {@code type}, {@code space_name}, {@code subpath} and {@code shortname}. */
        LOCATOR,
        /** An object of dotted path to array of values. */
        VALUES_BY_PATH
    }

    /** Whether a value that is not null has the JSON shape of the field; what it says is not looked at. */
    public boolean hasShape(JsonValue value) {
        return switch (kind) {
            case BOOL -> value instanceof JsonBool;
            case INTEGER -> value instanceof JsonNumber;
            case STRINGS, LANGUAGES, RESOURCE_TYPES, ACTIONS, CONDITIONS -> isArrayOf(value, JsonString.class);
            case OBJECTS, ACL -> isArrayOf(value, JsonObject.class);
            case TRANSLATION, STRING_MAP, OBJECT, SUBPATHS, PAYLOAD, REPORTER, LOCATOR, VALUES_BY_PATH ->
                value instanceof JsonObject;
            case STRING,
                    DATE,
                    UUID,
                    LANGUAGE,
                    USER_TYPE,
                    SLUG,
                    MSISDN,
                    EMAIL,
                    NOTIFICATION_TYPE,
                    NOTIFICATION_PRIORITY -> value instanceof JsonString;
        };
    }

    private static boolean isArrayOf(JsonValue value, Class<? extends JsonValue> items) {
        return value instanceof JsonArray array && array.stream().allMatch(items::isInstance);
    }
}
