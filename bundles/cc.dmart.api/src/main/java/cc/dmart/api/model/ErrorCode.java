package cc.dmart.api.model;

/** Numbers of {@code error.code}, a public contract ({@code http-api.md} 1.4). Thread-safe. */
public final class ErrorCode {
    /** 10. */
    public static final int INVALID_USERNAME_AND_PASS = 10;
    /** 11. */
    public static final int USER_ISNT_VERIFIED = 11;
    /** 13. */
    public static final int PASSWORD_NOT_VALIDATED = 13;
    /** 14. */
    public static final int QR_ERROR = 14;
    /** 15. */
    public static final int QR_EXPIRED = 15;
    /** 16. */
    public static final int QR_INVALID = 16;
    /** 17. */
    public static final int INVALID_PASSWORD_RULES = 17;
    /** 18. */
    public static final int USERNAME_NOT_EXIST = 18;
    /** 19. */
    public static final int UNMATCHED_DATA = 19;
    /** 22. */
    public static final int DIR_NOT_FOUND = 22;
    /** 30. */
    public static final int LOCK_UNAVAILABLE = 30;
    /** 31. */
    public static final int LOCKED_ENTRY = 31;
    /** 47. */
    public static final int INVALID_TOKEN = 47;
    /** 48. */
    public static final int EXPIRED_TOKEN = 48;
    /** 49. */
    public static final int NOT_AUTHENTICATED = 49;
    /** 50. */
    public static final int SESSION = 50;
    /** 51. */
    public static final int OBJECT_NOT_SAVED = 51;
    /** 99. */
    public static final int GENERIC = 99;
    /** 100. */
    public static final int OTP_ISSUE = 100;
    /** 101. */
    public static final int ONE_ARGUMENT_ALLOWED = 101;
    /** 102. */
    public static final int PASSWORD_RESET_ERROR = 102;
    /** 103. */
    public static final int OTP_RESEND_BLOCKED = 103;
    /** 104. */
    public static final int OTP_FAILED = 104;
    /** 107. */
    public static final int INVALID_STANDALONE_DATA = 107;
    /** 110. */
    public static final int USER_ACCOUNT_LOCKED = 110;
    /** 115. */
    public static final int OTP_NEEDED = 115;
    /** 120. */
    public static final int JQ_TIMEOUT = 120;
    /** 121. */
    public static final int JQ_ERROR = 121;
    /** 125. */
    public static final int INVALID_INVITATION = 125;
    /** 202. */
    public static final int MISSING_DATA = 202;
    /** 203. */
    public static final int INVALID_SPACE_NAME = 203;
    /** 204. */
    public static final int CANNT_DELETE = 204;
    /** 205. */
    public static final int ALREADY_EXIST_SPACE_NAME = 205;
    /** 206. */
    public static final int NOT_ALLOWED_LOCATION = 206;
    /** 207. */
    public static final int EMAIL_OR_MSISDN_REQUIRED = 207;
    /** 208. */
    public static final int MISSING_METADATA = 208;
    /** 209. */
    public static final int MISSING_FILTER_SHORTNAMES = 209;
    /** 210. */
    public static final int PROTECTED_FIELD = 210;
    /** 213. */
    public static final int MISSING_DESTINATION_OR_SHORTNAME = 213;
    /** 217. */
    public static final int NOT_SUPPORTED_TYPE = 217;
    /** 218. */
    public static final int WORKFLOW_BODY_NOT_FOUND = 218;
    /** 219. */
    public static final int SOME_SUPPORTED_TYPE = 219;
    /** 220. */
    public static final int OBJECT_NOT_FOUND = 220;
    /** 222. */
    public static final int PROVID_SOURCE_PATH = 222;
    /** 230. */
    public static final int INVALID_ROUTE = 230;
    /** 299. */
    public static final int TICKET_ALREADY_CLOSED = 299;
    /** 300. */
    public static final int INVALID_TICKET_STATUS = 300;
    /** 307. */
    public static final int OTP_INVALID = 307;
    /** 308. */
    public static final int OTP_EXPIRED = 308;
    /** 400. */
    public static final int SHORTNAME_ALREADY_EXIST = 400;
    /** 401. */
    public static final int NOT_ALLOWED = 401;
    /** 402. */
    public static final int INVALID_DATA = 402;
    /** 403. */
    public static final int INVALID_HEALTH_CHECK = 403;
    /** 404. */
    public static final int SHORTNAME_DOES_NOT_EXIST = 404;
    /** 409. */
    public static final int CONFLICT = 409;
    /** 415. */
    public static final int DATA_SHOULD_BE_UNIQUE = 415;
    /** 420. */
    public static final int INVALID_IDENTIFIER = 420;
    /** 422. */
    public static final int SCHEMA_VALIDATION = 422;
    /** 424. */
    public static final int UNPROCESSABLE_ENTITY = 424;
    /** 427. */
    public static final int INVALID_CONFIRMATION = 427;
    /** 429. */
    public static final int RATE_LIMIT = 429;
    /** 430. */
    public static final int SOMETHING_WRONG = 430;
    /** 503. */
    public static final int UNAVAILABLE = 503;
    /** 504. */
    public static final int TIME_LIMIT = 504;
    /** 555. */
    public static final int INVALID_APP_KEY = 555;

    private ErrorCode() {}
}
