package cc.dmart.api.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Root of the errors that the product answers with. Carries what the wire needs: HTTP status, type, code, message and
 * details ({@code http-api.md} 1.2). One exception mapper turns it into a reply. Immutable.
 */
public sealed class DmartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String type;
    private final int code;
    private final transient List<JsonObject> info;

    /**
     * An error.
     *
     * @param status  HTTP status
     * @param type    a value of {@link ErrorType}
     * @param code    a number of {@link ErrorCode}
     * @param message human text without internals
     * @param info    details; never the values of secret fields
     */
    protected DmartException(
            int status, String type, int code, String message, List<JsonObject> info, @Nullable Throwable cause) {
        super(message, cause);
        this.status = status;
        this.type = type;
        this.code = code;
        this.info = List.copyOf(info);
    }

    /** HTTP status. */
    public final int status() {
        return status;
    }

    /** Value of {@code error.type}. */
    public final String type() {
        return type;
    }

    /** Value of {@code error.code}. */
    public final int code() {
        return code;
    }

    /** Details for {@code error.info}. */
    public final List<JsonObject> info() {
        return info;
    }

    /**
     * What is wrong in one sentence for a log or a console: of what does not fit the model the first mistake and its place, else
     * the text.
     */
    public final String sentence() {
        return info.stream()
                .filter(i -> code == ErrorCode.UNPROCESSABLE_ENTITY)
                .findFirst()
                .flatMap(i -> i.string("msg").map(msg -> msg + where(i)))
                .orElseGet(this::text);
    }

    /** A number alone is a position in a text. */
    private static String where(JsonObject info) {
        List<JsonValue> loc = info.array("loc").map(JsonArray::values).orElse(List.of());
        boolean ofRequest = !loc.isEmpty() && loc.get(0).equals(new JsonString("body"));
        List<JsonValue> place = ofRequest ? loc.subList(1, loc.size()) : loc;
        if (place.isEmpty()) {
            return "";
        }
        String at = place.size() == 1 && place.get(0) instanceof JsonNumber ? " at byte " : " at ";
        return at + place.stream().map(DmartException::step).collect(Collectors.joining("."));
    }

    private static String step(JsonValue part) {
        return part instanceof JsonNumber number
                ? number.text()
                : part.asString().orElse("");
    }

    /** Text for the wire. */
    public final String text() {
        return Optional.ofNullable(getMessage()).orElse("");
    }

    /** Something that does not exist: 404. */
    public static final class NotFound extends DmartException {
        private static final long serialVersionUID = 1L;

        /** Missing, with a type and code of its own. */
        public NotFound(String type, int code, String message) {
            super(404, type, code, message, List.of(), null);
        }

        /** A missing entry: {@code E(404,db,220)}. */
        public static NotFound entry() {
            return new NotFound(ErrorType.DB, ErrorCode.OBJECT_NOT_FOUND, "Request object is not available");
        }

        /** A missing payload: {@code E(404,media,220)}. */
        public static NotFound payload() {
            return new NotFound(ErrorType.MEDIA, ErrorCode.OBJECT_NOT_FOUND, "Request object is not available");
        }
    }

    /** The state of things does not admit the change: 400 or 409. */
    public static final class Conflict extends DmartException {
        private static final long serialVersionUID = 1L;

        /** A conflict. */
        public Conflict(int status, String type, int code, String message) {
            super(status, type, code, message, List.of(), null);
        }

        /** The name is taken: {@code E(400,request,400)}. */
        public static Conflict alreadyExists(String shortname) {
            return new Conflict(
                    400,
                    ErrorType.REQUEST,
                    ErrorCode.SHORTNAME_ALREADY_EXIST,
                    "This shortname " + shortname + " already exists");
        }

        /** The stated precondition does not hold: {@code E(409,request,409)}. */
        public static Conflict stale() {
            return new Conflict(
                    409,
                    ErrorType.REQUEST,
                    ErrorCode.CONFLICT,
                    "Resource was changed by somebody else in the meantime");
        }

        /** A unique field is taken: {@code E(400,request,415)}. */
        public static Conflict notUnique(String what) {
            return new Conflict(
                    400,
                    ErrorType.REQUEST,
                    ErrorCode.DATA_SHOULD_BE_UNIQUE,
                    "Entry properties should be unique: " + what);
        }

        /** Somebody else holds the lock: {@code E(403,lock,31)}. */
        public static Conflict locked() {
            return new Conflict(403, ErrorType.LOCK, ErrorCode.LOCKED_ENTRY, "This entry is locked");
        }
    }

    /** Not allowed: 401 for permissions and sessions, 403 for the rest. */
    public static final class Forbidden extends DmartException {
        private static final long serialVersionUID = 1L;

        /** A refusal. */
        public Forbidden(int status, String type, int code, String message) {
            super(status, type, code, message, List.of(), null);
        }

        /** No permission: {@code E(401,request,401)}. */
        public static Forbidden denied() {
            return new Forbidden(
                    401, ErrorType.REQUEST, ErrorCode.NOT_ALLOWED, "You don't have permission to this action");
        }

        /** No or a dead session: {@code E(401,jwtauth,49)}. */
        public static Forbidden notAuthenticated() {
            return new Forbidden(401, ErrorType.JWTAUTH, ErrorCode.NOT_AUTHENTICATED, "Not authenticated [1]");
        }

        /** A bad token: {@code E(401,jwtauth,47)}. */
        public static Forbidden invalidToken() {
            return new Forbidden(401, ErrorType.JWTAUTH, ErrorCode.INVALID_TOKEN, "Invalid Token [1]");
        }

        /** An expired token: {@code E(401,jwtauth,48)}. */
        public static Forbidden expiredToken() {
            return new Forbidden(401, ErrorType.JWTAUTH, ErrorCode.EXPIRED_TOKEN, "Expired Token");
        }
    }

    /** Bad input: 400, 406, 413, 415 or 422. */
    public static final class Invalid extends DmartException {
        private static final long serialVersionUID = 1L;
        private static final Pattern POSITION = Pattern.compile("0|[1-9][0-9]{0,9}");

        /** Bad input with details. */
        public Invalid(int status, String type, int code, String message, List<JsonObject> info) {
            super(status, type, code, message, info, null);
        }

        /** Bad input: {@code E(400,request,code)}. */
        public static Invalid request(int code, String message) {
            return new Invalid(400, ErrorType.REQUEST, code, message, List.of());
        }

        /** A field of the request that does not fit the model: {@code E(422,validation,424)}. */
        public static Invalid field(String field, String message) {
            return field(List.of("body", field), message, "value_error");
        }

        /** A text that does not fit the pattern of its field. */
        public static Invalid mismatch(String field, String message) {
            return field(List.of("body", field), message, "string_pattern_mismatch");
        }

        /** The same with the whole place and kind of the mistake ({@code http-api.md} 1.8). */
        public static Invalid field(List<String> loc, String message, String kind) {
            JsonObject info = JsonObject.builder()
                    .put("loc", place(loc))
                    .put("msg", message)
                    .put("type", kind)
                    .build();
            return new Invalid(
                    422, ErrorType.VALIDATION, ErrorCode.UNPROCESSABLE_ENTITY, "Validation error [1]", List.of(info));
        }

        /** Positions in lists and texts are numbers. */
        private static JsonArray place(List<String> loc) {
            return new JsonArray(loc.stream()
                    .<JsonValue>map(
                            part -> POSITION.matcher(part).matches() ? new JsonNumber(part) : new JsonString(part))
                    .toList());
        }

        /** Members that are not there, each by its whole place. */
        public static Invalid missing(List<List<String>> places) {
            List<JsonObject> info = new ArrayList<>(places.size());
            places.forEach(
                    loc -> info.addAll(field(loc, "Field required", "missing").info()));
            return new Invalid(422, ErrorType.VALIDATION, ErrorCode.UNPROCESSABLE_ENTITY, "Validation error [1]", info);
        }

        /**
         * The same error, what it says of fields told by where they came from: the place stands instead of the {@code body} that
         * each {@code loc} begins with.
         */
        public Invalid at(List<String> place) {
            if (code() != ErrorCode.UNPROCESSABLE_ENTITY) {
                return this;
            }
            return new Invalid(
                    status(),
                    type(),
                    code(),
                    text(),
                    info().stream().map(i -> moved(i, place)).toList());
        }

        private static JsonObject moved(JsonObject info, List<String> place) {
            List<JsonValue> loc = info.array("loc").map(JsonArray::values).orElse(List.of());
            if (loc.isEmpty() || !loc.get(0).equals(new JsonString("body"))) {
                return info;
            }
            List<JsonValue> all = new ArrayList<>(place(place).values());
            all.addAll(loc.subList(1, loc.size()));
            return info.with("loc", new JsonArray(all));
        }

        /** A payload that breaks its schema: {@code E(400,validation,422)}. */
        public static Invalid schema(String message, List<JsonObject> info) {
            return new Invalid(400, ErrorType.VALIDATION, ErrorCode.SCHEMA_VALIDATION, message, info);
        }

        /** Too large: {@code E(413,request,402)}. */
        public static Invalid tooLarge(String message) {
            return new Invalid(413, ErrorType.REQUEST, ErrorCode.INVALID_DATA, message, List.of());
        }
    }

    /** A before-hook refused: 400 {@code request}/402 unless it says otherwise ({@code plugins-events.md} 1.5). */
    public static final class Vetoed extends DmartException {
        private static final long serialVersionUID = 1L;

        /** A refusal by a plugin. */
        public Vetoed(int status, String type, int code, String message, List<JsonObject> info) {
            super(status, type, code, message, info, null);
        }
    }

    /** Not now: 429, 500, 503 or 504. */
    public static final class Unavailable extends DmartException {
        private static final long serialVersionUID = 1L;

        private final long retryAfter;
        private final boolean stored;

        /** A failure of the server. */
        public Unavailable(int status, String type, int code, String message, @Nullable Throwable cause) {
            this(status, type, code, message, List.of(), cause);
        }

        /** The same with details. */
        public Unavailable(
                int status, String type, int code, String message, List<JsonObject> info, @Nullable Throwable cause) {
            super(status, type, code, message, info, cause);
            retryAfter = 0;
            stored = false;
        }

        private Unavailable(long retryAfter) {
            super(429, ErrorType.RATE_LIMIT, ErrorCode.RATE_LIMIT, "Too many requests", List.of(), null);
            this.retryAfter = retryAfter;
            stored = false;
        }

        private Unavailable(String message, @Nullable Throwable cause) {
            super(500, ErrorType.EXCEPTION, ErrorCode.SOMETHING_WRONG, message, List.of(), cause);
            retryAfter = 0;
            stored = true;
        }

        /** Seconds after which it is worth another try; 0 if that is not known. */
        public long retryAfterSeconds() {
            return retryAfter;
        }

        /** The disk or another resource fails: {@code E(503,general,503)}. */
        public static Unavailable now(String message, @Nullable Throwable cause) {
            return new Unavailable(503, ErrorType.GENERAL, ErrorCode.UNAVAILABLE, message, cause);
        }

        /** The request took longer than it may: {@code E(504,general,504)}; it changed nothing. */
        public static Unavailable late() {
            return new Unavailable(504, ErrorType.GENERAL, ErrorCode.TIME_LIMIT, "Request processing timed out", null);
        }

        /** An unexpected failure: {@code E(500,exception,430)}, without internals in the message. */
        public static Unavailable internal(Throwable cause) {
            return new Unavailable(500, ErrorType.EXCEPTION, ErrorCode.SOMETHING_WRONG, "Internal error", cause);
        }

        /**
         * What is asked for is durable and will be seen once the disk works again: {@code E(500,exception,430)} and not 503, which
         * tells to send it again.
         */
        public static Unavailable notVisibleYet(@Nullable Throwable cause) {
            return new Unavailable(
                    "the change is durable but not visible yet; the store is read-only until its disk works again",
                    cause);
        }

        /** Whether the change is durable all the same. */
        public boolean isStored() {
            return stored;
        }

        /** Too many requests: {@code E(429,rate_limit,429)}. */
        public static Unavailable tooMany() {
            return new Unavailable(0);
        }

        /** The same where it is known when there may be more. */
        public static Unavailable tooMany(long retryAfterSeconds) {
            return new Unavailable(retryAfterSeconds);
        }
    }
}
