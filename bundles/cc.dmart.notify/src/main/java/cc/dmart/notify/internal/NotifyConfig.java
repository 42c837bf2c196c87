package cc.dmart.notify.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of the notify bundle, PID {@code cc.dmart.notify} ({@code plugins-events.md} 5.5). */
@ObjectClassDefinition(name = "DMART notifiers", pid = NotifyConfig.PID)
public @interface NotifyConfig {
    /** Configuration identity. */
    String PID = "cc.dmart.notify";

    /** {@code dev}, {@code test} or {@code production}. */
    @AttributeDefinition(description = "dev, test or production")
    String app_env() default "production";

    /** Data folder; messages that are only logged lie in its folder {@code outbox}. */
    @AttributeDefinition(description = "Data folder")
    String data();

    /** Mail server; empty = none. */
    @AttributeDefinition(description = "Mail server; empty = none")
    String mail_host() default "";

    /** Its port, 1..65535; 465 speaks TLS from the beginning. */
    @AttributeDefinition(description = "Port of the mail server, 1..65535")
    int mail_port() default 587;

    /** Account on the mail server; empty = no login. */
    @AttributeDefinition(description = "Account on the mail server; empty = no login")
    String mail_username() default "";

    /** Password of that account. */
    @AttributeDefinition(description = "Password on the mail server")
    String mail_password() default "";

    /** Whether the connection must be encrypted. */
    @AttributeDefinition(description = "Whether the connection to the mail server must be encrypted")
    boolean mail_use_tls() default true;

    /** Sender of mails. */
    @AttributeDefinition(description = "Sender of mails")
    String mail_from_address() default "noreply@localhost";

    /** Name of the sender of mails. */
    @AttributeDefinition(description = "Name of the sender of mails")
    String mail_from_name() default "DMART";

    /** Address of the SMS gateway; empty = none. */
    @AttributeDefinition(description = "Address of the SMS gateway; empty = none")
    String send_sms_api() default "";

    /** Its address for one-time codes; empty = {@code send_sms_api}. */
    @AttributeDefinition(description = "Address of the SMS gateway for one-time codes; empty = send_sms_api")
    String send_sms_otp_api() default "";

    /** Key that the gateway asks for, in the header {@code auth-key}. */
    @AttributeDefinition(description = "Key that the SMS gateway asks for")
    String smpp_auth_key() default "";

    /** Sender of short messages; empty = the gateway's own. */
    @AttributeDefinition(description = "Sender of short messages; empty = the gateway's own")
    String sms_sender() default "";
}
