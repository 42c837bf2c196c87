package cc.dmart.auth.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Settings of the auth bundle, PID {@code cc.dmart.auth} ({@code security.md} 6). Each component takes the whole of it in its
 * constructor and checks what it uses. Times are in seconds.
 */
@ObjectClassDefinition(name = "DMART authentication", pid = AuthConfig.PID)
public @interface AuthConfig {
    /** Configuration identity. */
    String PID = "cc.dmart.auth";

    /** Folder of journal, index and state; sessions and the generated secret are in its folder {@code auth}. */
    @AttributeDefinition(description = "Data folder")
    String data();

    /** Key of access tokens, at least 32 bytes; empty or {@code AUTOGEN} = generated once and kept in the data folder. */
    @AttributeDefinition(description = "Key of access tokens, at least 32 bytes; AUTOGEN = generated once")
    String jwt_secret() default "AUTOGEN";

    /** The key before the last change; its tokens stay valid until they expire. Empty = none. */
    @AttributeDefinition(description = "The key before the last change; empty = none")
    String jwt_secret_previous() default "";

    /** {@code HS256}, {@code HS384} or {@code HS512}. */
    @AttributeDefinition(description = "HS256, HS384 or HS512")
    String jwt_algorithm() default "HS256";

    /** Life of an access token, 60..315360000. */
    @AttributeDefinition(description = "Life of an access token in seconds, 60..315360000")
    int jwt_access_expires() default 2_592_000;

    /** A session idle longer ends, 0..315360000; 0 = no limit. */
    @AttributeDefinition(description = "A session idle longer ends, in seconds; 0 = no limit")
    int session_inactivity_ttl() default 0;

    /** An older session ends, 0..315360000; 0 = no limit. */
    @AttributeDefinition(description = "An older session ends, in seconds; 0 = no limit")
    int session_max_lifetime() default 0;

    /** Sessions kept per account, bots not counted, 0..1000; 0 = no limit. */
    @AttributeDefinition(description = "Sessions kept per account, 0..1000; 0 = no limit")
    int max_sessions_per_user() default 5;

    /** Whether a new password ends all sessions of the account. */
    @AttributeDefinition(description = "Whether a new password ends all sessions of the account")
    boolean logout_on_pwd_change() default true;

    /** Consecutive failed logins that lock an account, 0..1000; 0 = never. */
    @AttributeDefinition(description = "Consecutive failed logins that lock an account, 0..1000; 0 = never")
    int max_failed_login_attempts() default 5;

    /** {@code timed} or {@code deactivate} ({@code security.md} 1.11). */
    @AttributeDefinition(description = "timed: for a while; deactivate: until an administrator acts")
    String lockout_mode() default "timed";

    /** First lock time, doubled with each consecutive lock up to a day, 1..86400. */
    @AttributeDefinition(description = "First lock time in seconds, 1..86400")
    int lockout_seconds() default 900;

    /** Logins per client address and minute, 0..100000; 0 = no limit. */
    @AttributeDefinition(description = "Logins per client address and minute, 0..100000; 0 = no limit")
    int auth_rate_limit_per_minute() default 10;

    /** Password hashes computed at the same time, each with 100 MiB, 0..16; 0 = by cores (at most 4) and heap. */
    @AttributeDefinition(description = "Password hashes computed at the same time, 0..16; 0 = by cores and heap")
    int password_hash_concurrency() default 0;
}
