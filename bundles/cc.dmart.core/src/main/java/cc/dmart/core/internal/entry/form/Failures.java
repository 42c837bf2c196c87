package cc.dmart.core.internal.entry.form;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.ErrorType;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import java.util.List;

/** Errors as they stand in the list of failed records ({@code http-api.md} 4.2). Thread-safe. */
public final class Failures {
    private Failures() {}

    /**
     * A schema violation is 402 there, a failure of the server 430 without details unless the change is durable; others stay as
     * they are. The list has no member for details, so that the message of a validation error ends with the first of them.
     */
    public static DmartException ofRecord(DmartException error) {
        if (isStored(error)) {
            return error;
        }
        if (error.status() >= 500 && error.code() != ErrorCode.TIME_LIMIT) {
            return internal();
        }
        if (!error.type().equals(ErrorType.VALIDATION)) {
            return error;
        }
        boolean schema = error.code() == ErrorCode.SCHEMA_VALIDATION;
        String text = error.text()
                + error.info().stream()
                        .findFirst()
                        .filter(i -> !error.text().contains(i.string("msg").orElse("")))
                        .map(i -> detail(i, schema))
                        .orElse("");
        return schema
                ? new DmartException.Invalid(400, ErrorType.REQUEST, ErrorCode.INVALID_DATA, text, error.info())
                : new DmartException.Invalid(error.status(), error.type(), error.code(), text, error.info());
    }

    /** Whether what the error is about was done nevertheless, so that nobody may send it again. */
    public static boolean isStored(DmartException error) {
        return error instanceof DmartException.Unavailable unavailable && unavailable.isStored();
    }

    /** Place and mistake, such as {@code ": tags: should be a list"}. */
    private static String detail(JsonObject info, boolean schema) {
        List<String> loc = info.array("loc").map(JsonArray::values).orElse(List.of()).stream()
                .map(part -> part.asString().orElseGet(() -> JsonCodec.writeString(part)))
                .toList();
        boolean ofRequest = !schema && !loc.isEmpty() && loc.get(0).equals("body");
        List<String> place = ofRequest ? loc.subList(1, loc.size()) : loc;
        String at = place.isEmpty() ? "" : ": " + String.join(".", place);
        return at + info.string("msg").map(m -> ": " + m).orElse("");
    }

    /** The server failed; the log says how. */
    public static DmartException internal() {
        return new DmartException.Unavailable(
                500, ErrorType.EXCEPTION, ErrorCode.SOMETHING_WRONG, "Something went wrong", null);
    }
}
