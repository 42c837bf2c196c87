package cc.dmart.auth.internal.login;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.ErrorType;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import cc.dmart.auth.internal.session.Session;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The body of a login ({@code http-api.md} 3.3, {@code security.md} 1.7). JSON null counts as absent, and so do an empty
 * code and invitation, and an empty identifier unless an invitation would have to match it; unknown members are ignored. Thread-safe.
 */
record LoginRequest(
        Optional<String> shortname,
        Optional<String> email,
        Optional<String> msisdn,
        Optional<String> password,
        Optional<String> otp,
        Optional<String> invitation,
        Optional<String> firebaseToken,
        Optional<String> deviceId) {
    /** How somebody proves who they are; chosen by what the body holds. */
    enum Path {
        INVITATION,
        OTP,
        PASSWORD
    }

    /**
     * Reads the body.
     *
     * @throws DmartException.Invalid {@code E(422,request,420)} on several identifiers, 424 on a member of the wrong type
     */
    static LoginRequest of(JsonObject body) {
        boolean invited = filled(body, "invitation").isPresent();
        LoginRequest out = new LoginRequest(
                identifier(body, "shortname", invited),
                identifier(body, "email", invited).map(e -> e.toLowerCase(Locale.ROOT)),
                identifier(body, "msisdn", invited),
                text(body, "password"),
                filled(body, "otp"),
                filled(body, "invitation"),
                limited(body, "firebase_token"),
                limited(body, "device_id"));
        if (out.identifiers() > 1) {
            throw new DmartException.Invalid(
                    422,
                    ErrorType.REQUEST,
                    ErrorCode.INVALID_IDENTIFIER,
                    "Only one of shortname, email and msisdn may be given",
                    List.of());
        }
        return out;
    }

    private static Optional<String> text(JsonObject body, String name) {
        Optional<JsonValue> value = body.get(name).filter(v -> !v.isNull());
        if (value.isPresent() && !(value.get() instanceof JsonString)) {
            throw DmartException.Invalid.field(List.of("body", name), "Input should be a valid string", "string_type");
        }
        return value.flatMap(JsonValue::asString);
    }

    private static Optional<String> identifier(JsonObject body, String name, boolean invited) {
        return invited ? text(body, name) : filled(body, name);
    }

    private static Optional<String> filled(JsonObject body, String name) {
        return text(body, name).filter(v -> !v.isEmpty());
    }

    private static Optional<String> limited(JsonObject body, String name) {
        Optional<String> value = text(body, name);
        if (value.isPresent() && value.get().length() > Session.DEVICE_LIMIT) {
            throw DmartException.Invalid.field(
                    List.of("body", name), "at most " + Session.DEVICE_LIMIT + " characters", "string_too_long");
        }
        return value;
    }

    /** How many identifiers are given. */
    int identifiers() {
        return (shortname.isPresent() ? 1 : 0) + (email.isPresent() ? 1 : 0) + (msisdn.isPresent() ? 1 : 0);
    }

    Path path() {
        if (invitation.isPresent()) {
            return Path.INVITATION;
        }
        return otp.isPresent() ? Path.OTP : Path.PASSWORD;
    }

    /** The identifier as given, for the audit log. */
    String identifier() {
        return shortname.or(() -> email).or(() -> msisdn).orElse("");
    }
}
