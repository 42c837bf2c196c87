package cc.dmart.core.internal.operate;

import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonBool;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Settings without their secrets ({@code security.md} I1). The allow-list is the table of settings, which made the map. */
final class PublicSettings {
    private static final JsonString MASK = new JsonString("******");
    private static final Set<String> SECRET = Set.of(
            "jwt_secret",
            "jwt_secret_previous",
            "mock_otp_code",
            "service_token",
            "google_application_credentials",
            "keys");
    private static final Pattern SECRET_ENDING = Pattern.compile(".*_(password|pass|secret|key|token)");
    private static final Pattern USER_INFO = Pattern.compile("://[^/@\\s]*@");

    private PublicSettings() {}

    static JsonObject masked(JsonObject settings) {
        JsonObject.Builder out = JsonObject.builder();
        for (Map.Entry<String, JsonValue> member : settings.members().entrySet()) {
            out.put(member.getKey(), shown(member.getKey(), member.getValue()));
        }
        return out.build();
    }

    /** A name alone makes no secret: {@code generate_admin_password} is yes or no. */
    private static JsonValue shown(String key, JsonValue value) {
        return isSecret(key) && !(value instanceof JsonBool) ? MASK : masked(value);
    }

    private static boolean isSecret(String key) {
        String lower = key.toLowerCase(Locale.ROOT);
        return SECRET.contains(lower) || SECRET_ENDING.matcher(lower).matches();
    }

    private static JsonValue masked(JsonValue value) {
        if (value instanceof JsonObject object) {
            return masked(object);
        }
        if (value instanceof JsonArray array) {
            return new JsonArray(array.stream().map(PublicSettings::masked).toList());
        }
        return value instanceof JsonString text
                ? new JsonString(USER_INFO.matcher(text.value()).replaceAll("://" + MASK.value() + "@"))
                : value;
    }
}
