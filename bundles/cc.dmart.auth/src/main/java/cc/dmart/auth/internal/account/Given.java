package cc.dmart.auth.internal.account;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Names;
import cc.dmart.auth.internal.invite.Channel;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/** Reads what bodies about accounts hold; JSON null counts as absent ({@code security.md} 1.2). Thread-safe. */
final class Given {
    private Given() {}

    /** Something that accounts are found by. */
    record Identifier(String kind, String value) {
        /** The channel that reaches it; none for a name. */
        Optional<Channel> channel() {
            return switch (kind) {
                case "email" -> Optional.of(Channel.EMAIL);
                case "msisdn" -> Optional.of(Channel.SMS);
                default -> Optional.empty();
            };
        }
    }

    /** A member that is a text. @throws DmartException.Invalid {@code E(422,validation,424)} if it is something else */
    static Optional<String> text(JsonObject body, String name) {
        Optional<JsonValue> value = body.get(name).filter(v -> !v.isNull());
        if (value.isPresent() && !(value.get() instanceof JsonString)) {
            throw DmartException.Invalid.field(List.of("body", name), "Input should be a valid string", "string_type");
        }
        return value.flatMap(JsonValue::asString);
    }

    private static Optional<String> matching(JsonObject body, String name, Predicate<String> legal) {
        Optional<String> value = text(body, name);
        if (value.filter(legal.negate()).isPresent()) {
            throw DmartException.Invalid.field(
                    List.of("body", name), "String should match the pattern", "string_pattern_mismatch");
        }
        return value;
    }

    /** A mail address, in lower case. */
    static Optional<String> email(JsonObject body) {
        return matching(body, "email", Names::isEmail).map(e -> e.toLowerCase(Locale.ROOT));
    }

    /** A phone number. */
    static Optional<String> msisdn(JsonObject body) {
        return matching(body, "msisdn", Names::isMsisdn);
    }

    /** A shortname. */
    static Optional<String> shortname(JsonObject body) {
        return matching(body, "shortname", Names::isShortname);
    }

    /** The address of a channel; an empty one counts as absent. */
    static Optional<String> address(JsonObject body, Channel channel) {
        if (text(body, channel.field()).filter(String::isEmpty).isPresent()) {
            return Optional.empty();
        }
        return channel == Channel.EMAIL ? email(body) : msisdn(body);
    }

    /**
     * The one identifier of a body.
     *
     * @throws DmartException.Invalid {@code E(422,OTP,207)} without one, 107 with several, 424 if it is malformed
     */
    static Identifier identifier(JsonObject body) {
        Optional<String> email = email(body);
        Optional<String> msisdn = msisdn(body);
        Optional<String> shortname = shortname(body);
        int count = (email.isPresent() ? 1 : 0) + (msisdn.isPresent() ? 1 : 0) + (shortname.isPresent() ? 1 : 0);
        if (count > 1) {
            throw Refusals.severalIdentifiers();
        }
        return email.map(e -> new Identifier("email", e))
                .or(() -> msisdn.map(m -> new Identifier("msisdn", m)))
                .or(() -> shortname.map(s -> new Identifier("shortname", s)))
                .orElseThrow(Refusals::noIdentifier);
    }
}
