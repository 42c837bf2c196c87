package cc.dmart.core.internal.entry.form;

import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.User;
import cc.dmart.core.internal.access.AuditTrail;
import cc.dmart.core.internal.event.HookDispatcher;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Names of values that are neither told nor logged ({@code storage.md} 8.3, {@code security.md} 5.13). Thread-safe. */
public final class Secrets {
    /** What stands in place of a secret. */
    static final JsonString MASK = new JsonString("********");

    private static final Set<String> NAMES = Set.of(
            "password",
            "old_password",
            "otp",
            "email_otp",
            "msisdn_otp",
            "access_token",
            "refresh_token",
            "auth_token",
            "id_token",
            "firebase_token",
            "device_id",
            "invitation");
    private static final Set<String> SEEN_BY_NOBODY = Set.of("last_login", User.LINKED);
    private static final Set<String> HEADERS = Set.of("user-agent", "accept-language", "x-correlation-id", "referer");

    private static final Set<String> CREDENTIALS = Set.of("authorization", "cookie", "set-cookie");

    private static final String NOTES = WireForm.NOTES;
    /** What hooks noted, what changed, why, and whether something was there before. */
    private static final List<String> OF_SERVER = List.of(HookDispatcher.NOTES, EntryEvent.DIFF, "cause", "replaced");

    private static final String OLD = "old";
    private static final String NEW = "new";

    private Secrets() {}

    /** Whether a segment of a dotted key names a secret: what is below a secret is one too. */
    static boolean isSecret(String key) {
        return Arrays.stream(key.split("\\.")).anyMatch(NAMES::contains);
    }

    /** Attributes that a client gave as they may be told of: without secrets and names under which the server alone says something. */
    public static JsonObject told(JsonObject attributes) {
        JsonObject out = without(attributes);
        for (String name : OF_SERVER) {
            out = out.without(name);
        }
        return out;
    }

    /** A meta of an account without what is told of none to everybody who hears of its changes. */
    public static JsonObject withoutThoseOfUsers(JsonObject meta) {
        JsonObject.Builder out = meta.toBuilder();
        WireForm.SECRETS_OF_USERS.forEach(out::remove);
        return out.remove(NOTES).build();
    }

    /** A difference of an account, the values of the same fields masked. */
    public static JsonObject maskedForUsers(JsonObject diff) {
        JsonObject.Builder out = JsonObject.builder();
        diff.members().forEach((key, change) -> {
            String field = AuditTrail.field(key);
            boolean secret = WireForm.SECRETS_OF_USERS.contains(field) || field.equals(NOTES);
            out.put(key, secret ? mask(change) : change);
        });
        return out.build();
    }

    /** The object without secret members at any depth; the same instance if there are none. */
    public static JsonObject without(JsonObject object) {
        JsonObject.Builder out = null;
        for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
            if (NAMES.contains(member.getKey())) {
                out = out == null ? object.toBuilder() : out;
                out.remove(member.getKey());
                continue;
            }
            JsonValue kept = without(member.getValue());
            if (kept != member.getValue()) {
                out = out == null ? object.toBuilder() : out;
                out.put(member.getKey(), kept);
            }
        }
        return out == null ? object : out.build();
    }

    private static JsonValue without(JsonValue value) {
        if (value instanceof JsonObject object) {
            return without(object);
        }
        if (!(value instanceof JsonArray array)) {
            return value;
        }
        List<JsonValue> kept = new ArrayList<>(array.size());
        boolean same = true;
        for (JsonValue one : array) {
            JsonValue clean = without(one);
            same &= clean == one;
            kept.add(clean);
        }
        return same ? value : new JsonArray(kept);
    }

    /** The headers of a request that may be stored. */
    public static JsonObject headers(Map<String, String> all) {
        JsonObject.Builder out = JsonObject.builder();
        all.forEach((name, value) -> {
            if (HEADERS.contains(name)) {
                out.put(name, value);
            }
        });
        return out.build();
    }

    /**
     * What a log holds as it may be shown: secrets that earlier servers or clients wrote into it are masked at any depth, and of the
     * headers of requests those remain that may be stored ({@code storage.md} 7, {@code query.md} 1.4).
     */
    public static JsonObject masked(JsonObject line) {
        JsonObject.Builder out = JsonObject.builder();
        line.members().forEach((name, value) -> {
            if (name.equals("request_headers")) {
                out.put(name, value.asObject().map(Secrets::allowed).orElse(JsonObject.EMPTY));
            } else if (isMasked(name)) {
                out.put(name, mask(value));
            } else if (name.equals("headers") && value instanceof JsonObject headers) {
                out.put(name, masked(withoutCredentials(headers)));
            } else {
                out.put(name, masked(value));
            }
        });
        return out.build();
    }

    /** Headers that are not those of a request as it is kept today: of a payload, or of a line that an earlier server wrote. */
    private static JsonObject withoutCredentials(JsonObject headers) {
        JsonObject.Builder out = JsonObject.builder();
        headers.members()
                .forEach((name, value) ->
                        out.put(name, CREDENTIALS.contains(name.toLowerCase(Locale.ROOT)) ? MASK : value));
        return out.build();
    }

    private static JsonValue masked(JsonValue value) {
        if (value instanceof JsonObject object) {
            return masked(object);
        }
        return value instanceof JsonArray array
                ? new JsonArray(array.stream().map(Secrets::masked).toList())
                : value;
    }

    /** What a log tells of an account, with what nobody is told of one masked, whoever wrote it there. */
    public static JsonObject maskedOfUsers(JsonObject told) {
        JsonObject out = told;
        for (String name : WireForm.SECRETS_OF_USERS) {
            Optional<JsonValue> value = out.get(name);
            out = value.isPresent() ? out.with(name, mask(value.get())) : out;
        }
        return out;
    }

    /** A difference of an account, or what a log tells of one, for somebody who may not read the notes on it. */
    public static JsonObject withoutNotes(JsonObject told) {
        JsonObject out = told.has(NOTES) ? told.with(NOTES, mask(told.get(NOTES).orElseThrow())) : told;
        Optional<JsonObject> diff = out.object(EntryEvent.DIFF);
        return diff.isPresent() ? out.with(EntryEvent.DIFF, withoutNotes(diff.get())) : out;
    }

    /** Both sides of a change; what happened to the field is no secret. */
    private static JsonValue mask(JsonValue value) {
        if (!(value instanceof JsonObject change) || !(change.has(OLD) || change.has(NEW))) {
            return MASK;
        }
        JsonObject.Builder out = change.toBuilder();
        for (String side : List.of(OLD, NEW)) {
            if (change.has(side)) {
                out.put(side, MASK);
            }
        }
        return out.build();
    }

    private static boolean isMasked(String key) {
        return isSecret(key) || Arrays.stream(key.split("\\.")).anyMatch(SEEN_BY_NOBODY::contains);
    }

    private static JsonObject allowed(JsonObject headers) {
        JsonObject.Builder out = JsonObject.builder();
        headers.members().forEach((name, value) -> {
            if (HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                out.put(name, value);
            }
        });
        return out.build();
    }
}
