package cc.dmart.auth.internal.account;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Names;
import cc.dmart.auth.internal.invite.Channel;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Members that a request about accounts gave; JSON null counts as absent ({@code security.md} 1.2). Thread-safe.
 *
 * @param members what was given
 * @param at      where the request holds them, for messages
 */
record Given(JsonObject members, List<String> at) {
    /** The members of a body. */
    static Given body(JsonObject body) {
        return new Given(body, List.of("body"));
    }

    /** The attributes of a record. */
    static Given attributes(JsonObject attributes) {
        return new Given(attributes, List.of("body", "attributes"));
    }

    /** The parameters of an address. */
    static Given query(JsonObject parameters) {
        return new Given(parameters, List.of("query"));
    }

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

    private DmartException.Invalid wrong(String name, String message, String type) {
        return DmartException.Invalid.field(
                Stream.concat(at.stream(), Stream.of(name)).toList(), message, type);
    }

    private <T> Optional<T> of(String name, Function<JsonValue, Optional<T>> as, String kind, String type) {
        return members.get(name)
                .filter(v -> !v.isNull())
                .map(v -> as.apply(v).orElseThrow(() -> wrong(name, "Input should be a valid " + kind, type)));
    }

    /** A member that is a text. @throws DmartException.Invalid {@code E(422,validation,424)} if it is something else */
    Optional<String> text(String name) {
        return of(name, JsonValue::asString, "string", "string_type");
    }

    /** A text that must be there. @throws DmartException.Invalid 424 if it is not */
    String requireText(String name) {
        return text(name).orElseThrow(() -> wrong(name, "Field required", "missing"));
    }

    /** A text of limited length. @throws DmartException.Invalid 424 if it is longer */
    Optional<String> text(String name, int limit) {
        Optional<String> value = text(name);
        if (value.filter(v -> v.length() > limit).isPresent()) {
            throw wrong(name, "at most " + limit + " characters", "string_too_long");
        }
        return value;
    }

    /** A member that is an object. @throws DmartException.Invalid 424 if it is something else */
    Optional<JsonObject> object(String name) {
        return of(name, JsonValue::asObject, "dictionary", "dict_type");
    }

    /** A member that is true or false. @throws DmartException.Invalid 424 if it is something else */
    Optional<Boolean> bool(String name) {
        return of(name, JsonValue::asBool, "boolean", "bool_type");
    }

    private Optional<String> matching(String name, Predicate<String> legal) {
        Optional<String> value = text(name).filter(v -> !v.isEmpty());
        if (value.filter(legal.negate()).isPresent()) {
            throw wrong(name, "String should match the pattern", "string_pattern_mismatch");
        }
        return value;
    }

    /** A mail address, in lower case; an empty one counts as absent. */
    Optional<String> email() {
        return matching("email", Names::isEmail).map(e -> e.toLowerCase(Locale.ROOT));
    }

    /** A phone number; an empty one counts as absent. */
    Optional<String> msisdn() {
        return matching("msisdn", Names::isMsisdn);
    }

    /** A shortname; an empty one counts as absent. */
    Optional<String> shortname() {
        return matching("shortname", Names::isShortname);
    }

    /** The address of a channel. */
    Optional<String> address(Channel channel) {
        return channel == Channel.EMAIL ? email() : msisdn();
    }

    /**
     * The one identifier.
     *
     * @throws DmartException.Invalid {@code E(422,OTP,207)} without one, 107 with several, 424 if it is malformed
     */
    Identifier identifier() {
        Optional<String> email = email();
        Optional<String> msisdn = msisdn();
        Optional<String> shortname = shortname();
        int count = (email.isPresent() ? 1 : 0) + (msisdn.isPresent() ? 1 : 0) + (shortname.isPresent() ? 1 : 0);
        if (count > 1) {
            throw Refusals.severalIdentifiers();
        }
        return email.map(e -> new Identifier("email", e))
                .or(() -> msisdn.map(m -> new Identifier("msisdn", m)))
                .or(() -> shortname.map(s -> new Identifier("shortname", s)))
                .orElseThrow(Refusals::noIdentifier);
    }

    /** The one-time code, {@code code} or {@code otp}. @throws DmartException.Invalid 424 if there is none */
    String code() {
        return text("code").or(() -> text("otp")).orElseThrow(() -> wrong("code", "Field required", "missing"));
    }
}
