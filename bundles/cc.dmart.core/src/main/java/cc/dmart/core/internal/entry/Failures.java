package cc.dmart.core.internal.entry;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.ErrorType;

/** Errors as they stand in the list of failed records ({@code http-api.md} 4.2). Thread-safe. */
final class Failures {
    private Failures() {}

    /** A schema violation is 402 there, a failure of the server 430 without details; others stay as they are. */
    static DmartException ofRecord(DmartException error) {
        if (error.status() >= 500 && error.code() != ErrorCode.TIME_LIMIT) {
            return internal();
        }
        boolean schema = error.type().equals(ErrorType.VALIDATION) && error.code() == ErrorCode.SCHEMA_VALIDATION;
        return schema
                ? new DmartException.Invalid(400, ErrorType.REQUEST, ErrorCode.INVALID_DATA, error.text(), error.info())
                : error;
    }

    /** The server failed; the log says how. */
    static DmartException internal() {
        return new DmartException.Unavailable(
                500, ErrorType.EXCEPTION, ErrorCode.SOMETHING_WRONG, "Something went wrong", null);
    }
}
