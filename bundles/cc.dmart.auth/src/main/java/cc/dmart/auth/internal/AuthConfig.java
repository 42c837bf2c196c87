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

    /** Password hashes computed at the same time, each with 100 MiB, 0..16; 0 = half of the cores (at most 4), and by heap. */
    @AttributeDefinition(
            description = "Password hashes computed at the same time, 0..16; 0 = half of the cores, and by heap")
    int password_hash_concurrency() default 0;

    /** Whether accounts with a confirmed address, bots excepted, log in with password and one-time code together only. */
    @AttributeDefinition(description = "Whether accounts with a confirmed address need password and one-time code")
    boolean second_factor_required() default false;

    /** Whether one-time codes that were sent to phones log in. */
    @AttributeDefinition(description = "Whether one-time codes that were sent to phones log in")
    boolean phone_login_codes() default true;

    /** Whether an owner says the password of his account to change its mail address or phone number. */
    @AttributeDefinition(description = "Whether the password is needed to change a mail address or phone number")
    boolean address_change_needs_password() default false;

    /** Whether a new password needs a digit and a capital or Arabic letter, and has no other characters than the listed ones. */
    @AttributeDefinition(description = "Whether a new password needs a digit and a capital or Arabic letter")
    boolean password_composition() default true;

    /** File of stolen passwords as sorted SHA-1 lines; a new password must not be in it. Empty = none. */
    @AttributeDefinition(description = "File of stolen passwords as sorted SHA-1 lines; empty = none")
    String breached_passwords() default "";

    /** Tokens of the previous key end so long after it was first seen, 0..315360000; 0 = when they expire. */
    @AttributeDefinition(description = "Seconds that tokens of the previous key are accepted; 0 = until they expire")
    int jwt_secret_previous_grace_s() default 0;

    /** {@code dev}, {@code test} or {@code production}. */
    @AttributeDefinition(description = "dev, test or production")
    String app_env() default "production";

    /** Name of the management space. */
    @AttributeDefinition(description = "Name of the management space")
    String management_space() default "management";

    /** Address under which clients see the server; for links where {@code invitation_link} is empty. */
    @AttributeDefinition(description = "Address under which clients see the server")
    String app_url() default "";

    /** Whether anybody may register. */
    @AttributeDefinition(description = "Whether anybody may register")
    boolean is_registrable() default true;

    /** Whether a registration must prove its addresses by one-time codes. */
    @AttributeDefinition(description = "Whether a registration must prove its addresses by one-time codes")
    boolean is_otp_for_create_required() default true;

    /** Roles of those who register; must not make them administrators. */
    @AttributeDefinition(description = "Roles of those who register")
    String[] registration_default_roles() default {};

    /** Members of the payload that owners of accounts cannot change, as dotted paths. */
    @AttributeDefinition(description = "Dotted paths of the payload that owners of accounts cannot change")
    String[] user_profile_payload_protected_fields() default {};

    /** Days that nobody can register under the name of a deleted account, 0..36500. */
    @AttributeDefinition(description = "Days that nobody can register under the name of a deleted account, 0..36500")
    int deleted_shortname_hold_days() default 365;

    /** Life of a one-time code, 30..600. */
    @AttributeDefinition(description = "Life of a one-time code in seconds, 30..600")
    int otp_token_ttl() default 300;

    /** Shortest time between two codes to one address, 0..86400. */
    @AttributeDefinition(description = "Shortest time between two codes to one address in seconds, 0..86400")
    int allow_otp_resend_after() default 60;

    /** Whether codes for a login only log in, and others never do. */
    @AttributeDefinition(description = "Whether codes for a login only log in, and others never do")
    boolean otp_strict_purpose() default true;

    /** Whether mails are only pretended to be sent. */
    @AttributeDefinition(description = "Whether mails are only pretended to be sent")
    boolean mock_smtp_api() default false;

    /** Whether short messages are only pretended to be sent. */
    @AttributeDefinition(description = "Whether short messages are only pretended to be sent")
    boolean mock_smpp_api() default false;

    /** The one-time code of channels that are pretended. */
    @AttributeDefinition(description = "The one-time code of channels that are pretended")
    String mock_otp_code() default "123456";

    /** Life of an invitation, 60..31536000. */
    @AttributeDefinition(description = "Life of an invitation in seconds, 60..31536000")
    int invitation_ttl() default 172_800;

    /** Folder with texts of messages, {@code messages_en.properties} and so on; empty = the built-in ones. */
    @AttributeDefinition(description = "Folder with own texts of messages; empty = the built-in ones")
    String message_templates() default "";

    /** Beginning of the links in invitations; empty = {@code app_url}. */
    @AttributeDefinition(description = "Beginning of the links in invitations; empty = app_url")
    String invitation_link() default "";

    /** Life of a short link, 60..31536000. */
    @AttributeDefinition(description = "Life of a short link in seconds, 60..31536000")
    int url_shorter_expires() default 3600;

    /** Whether the user {@code dmart} is told the invitations that a reset makes ({@code security.md} 5.4). */
    @AttributeDefinition(description = "Whether the user dmart is told the invitations that a reset makes")
    boolean return_invitations() default false;

    /** Whether a reset by an administrator ends the old password at once. */
    @AttributeDefinition(description = "Whether a reset by an administrator ends the old password at once")
    boolean reset_disables_password() default false;

    /** Whether other identity providers may vouch for users; one without a client id is off. */
    @AttributeDefinition(description = "Whether other identity providers may vouch for users")
    boolean social_login_allowed() default true;

    /** Client id at Google; empty = off. */
    @AttributeDefinition(description = "Client id at Google; empty = off")
    String google_client_id() default "";

    /** Client secret at Google. */
    @AttributeDefinition(description = "Client secret at Google")
    String google_client_secret() default "";

    /** Address to which Google sends browsers back; empty = no login in a browser. */
    @AttributeDefinition(description = "Address to which Google sends browsers back; empty = no login in a browser")
    String google_oath_callback() default "";

    /** Client id at Facebook; empty = off. */
    @AttributeDefinition(description = "Client id at Facebook; empty = off")
    String facebook_client_id() default "";

    /** Client secret at Facebook. */
    @AttributeDefinition(description = "Client secret at Facebook")
    String facebook_client_secret() default "";

    /** Address to which Facebook sends browsers back; empty = no login in a browser. */
    @AttributeDefinition(description = "Address to which Facebook sends browsers back; empty = no login in a browser")
    String facebook_oath_callback() default "";

    /** Client id at Apple; empty = off. */
    @AttributeDefinition(description = "Client id at Apple; empty = off")
    String apple_client_id() default "";

    /** Client secret at Apple. */
    @AttributeDefinition(description = "Client secret at Apple")
    String apple_client_secret() default "";

    /** Address to which Apple sends browsers back; empty = no login in a browser. */
    @AttributeDefinition(description = "Address to which Apple sends browsers back; empty = no login in a browser")
    String apple_oath_callback() default "";

    /** Addresses in place of the providers' own, each {@code provider.part=address}. */
    @AttributeDefinition(description = "Addresses in place of the providers' own, each provider.part=address")
    String[] social_endpoints() default {};
}
