package cc.dmart.auth.internal.account;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.ErrorType;
import java.util.List;

/** Errors of the routes about one's own account ({@code http-api.md} 3). Thread-safe. */
final class Refusals {
    private Refusals() {}

    private static DmartException.Invalid invalid(int status, String type, int code, String message) {
        return new DmartException.Invalid(status, type, code, message, List.of());
    }

    /** {@code E(400,create,50)}: a registration or a new address that is not proved. */
    static DmartException.Invalid create(String message) {
        return invalid(400, ErrorType.CREATE, ErrorCode.SESSION, message);
    }

    /** {@code E(400,request,402)}. */
    static DmartException.Invalid reserved(String shortname) {
        return DmartException.Invalid.request(ErrorCode.INVALID_DATA, "The shortname " + shortname + " is reserved");
    }

    /** {@code E(400,create,400)}. */
    static DmartException.Conflict nameTaken(String shortname) {
        return new DmartException.Conflict(
                400,
                ErrorType.CREATE,
                ErrorCode.SHORTNAME_ALREADY_EXIST,
                "This shortname " + shortname + " already exists");
    }

    /** {@code E(400,jwtauth,17)}. */
    static DmartException.Invalid passwordRules() {
        return invalid(
                400, ErrorType.JWTAUTH, ErrorCode.INVALID_PASSWORD_RULES, "password dose not match required rules");
    }

    /** {@code E(403,auth,102)}. */
    static DmartException.Forbidden oldPasswordMissing(String message) {
        return new DmartException.Forbidden(403, ErrorType.AUTH, ErrorCode.PASSWORD_RESET_ERROR, message);
    }

    /** {@code E(401,request,19)}. */
    static DmartException.Forbidden oldPasswordWrong() {
        return new DmartException.Forbidden(
                401, ErrorType.REQUEST, ErrorCode.UNMATCHED_DATA, "mismatch with the information provided");
    }

    /** {@code E(401,restriction,210)}. */
    static DmartException.Forbidden protectedField(String path) {
        return new DmartException.Forbidden(
                401, ErrorType.RESTRICTION, ErrorCode.PROTECTED_FIELD, "The field " + path + " cannot be changed");
    }

    /** {@code E(422,request,427)}. */
    static DmartException.Invalid confirmation() {
        return invalid(422, ErrorType.REQUEST, ErrorCode.INVALID_CONFIRMATION, "Invalid confirmation code");
    }

    /** {@code E(422,OTP,207)}. */
    static DmartException.Invalid noIdentifier() {
        return invalid(
                422,
                ErrorType.OTP,
                ErrorCode.EMAIL_OR_MSISDN_REQUIRED,
                "One of these [email, msisdn, shortname] is required");
    }

    /** {@code E(422,OTP,107)}. */
    static DmartException.Invalid severalIdentifiers() {
        return invalid(
                422,
                ErrorType.OTP,
                ErrorCode.INVALID_STANDALONE_DATA,
                "Only one of these [email, msisdn, shortname] may be given");
    }

    /** {@code E(403,request,103)}. */
    static DmartException.Forbidden tooEarly(long seconds) {
        return new DmartException.Forbidden(
                403,
                ErrorType.REQUEST,
                ErrorCode.OTP_RESEND_BLOCKED,
                "Resend OTP is allowed after " + seconds + " seconds");
    }

    /** {@code E(400,OTP,308)}. */
    static DmartException.Invalid codeWrong() {
        return invalid(400, ErrorType.OTP, ErrorCode.OTP_EXPIRED, "Invalid OTP");
    }

    /** {@code E(502,otp,100)}. */
    static DmartException.Unavailable gateway() {
        return new DmartException.Unavailable(
                502, ErrorType.OTP_GATEWAY, ErrorCode.OTP_ISSUE, "The code could not be sent", null);
    }

    /** {@code E(401,jwtauth,13)}. */
    static DmartException.Forbidden passwordWrong() {
        return new DmartException.Forbidden(
                401, ErrorType.JWTAUTH, ErrorCode.PASSWORD_NOT_VALIDATED, "Password dose not match");
    }

    /** {@code E(400,delete,204)}. */
    static DmartException.Invalid undeletable(String shortname) {
        return invalid(
                400, ErrorType.DELETE, ErrorCode.CANNT_DELETE, "The account " + shortname + " cannot be deleted");
    }
}
