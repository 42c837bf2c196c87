package cc.dmart.api.model;

/** Values of {@code error.type} ({@code http-api.md} 1.2). Thread-safe. */
public final class ErrorType {
    /** Bad request or denied. */
    public static final String REQUEST = "request";
    /** Login refused. */
    public static final String AUTH = "auth";
    /** Token or session. */
    public static final String JWTAUTH = "jwtauth";
    /** Stored object. */
    public static final String DB = "db";
    /** Model or schema validation. */
    public static final String VALIDATION = "validation";
    /** Registration. */
    public static final String CREATE = "create";
    /** Deletion. */
    public static final String DELETE = "delete";
    /** QR code. */
    public static final String QR = "qr";
    /** Entry lock. */
    public static final String LOCK = "lock";
    /** Payload. */
    public static final String MEDIA = "media";
    /** Upload. */
    public static final String ATTACHMENT = "attachment";
    /** Ticket. */
    public static final String TICKET = "ticket";
    /** Transition of a ticket. */
    public static final String TRANSITION = "transition";
    /** Query. */
    public static final String QUERY = "query";
    /** Key of an app. */
    public static final String CHANNEL_AUTH = "channel_auth";
    /** Restricted to an account. */
    public static final String ACCESS = "access";
    /** Protected field. */
    public static final String RESTRICTION = "restriction";
    /** Unavailable, time limit. */
    public static final String GENERAL = "general";
    /** Too many requests. */
    public static final String RATE_LIMIT = "rate_limit";
    /** Wrong or missing one-time codes. */
    public static final String OTP = "OTP";
    /** The gateway of one-time codes. */
    public static final String OTP_GATEWAY = "otp";
    /** Unexpected failure. */
    public static final String EXCEPTION = "exception";

    private ErrorType() {}
}
