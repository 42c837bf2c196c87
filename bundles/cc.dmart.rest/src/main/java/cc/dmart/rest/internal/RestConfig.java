package cc.dmart.rest.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Settings of the HTTP edge, PID {@code cc.dmart.rest}. Each component takes the whole of it in its constructor and checks what
 * it uses. Meaning: {@code http-api.md} 1.5, 1.12, {@code security.md} 2.3, 5.7, 6.
 */
@ObjectClassDefinition(name = "DMART REST", pid = RestConfig.PID)
public @interface RestConfig {
    /** Configuration identity. */
    String PID = "cc.dmart.rest";

    /** Origins besides our own that browsers may call from, such as {@code https://app.example.com}; no wildcards. */
    @AttributeDefinition(description = "Origins besides our own that browsers may call from; no wildcards")
    String[] allowed_cors_origins() default {};

    /** Address under which clients see the server; empty = scheme and host of each request. */
    @AttributeDefinition(description = "Address under which clients see the server; empty: taken from each request")
    String app_url() default "";

    /** Path under which the administration application is served: one segment. */
    @AttributeDefinition(description = "Path under which the administration application is served")
    String cxb_url() default "/cxb";

    /** Folder with the files of the administration application; empty = none. */
    @AttributeDefinition(description = "Folder with the files of the administration application; empty = none")
    String cxb_folder() default "";

    /** Folder with the files of the catalog application, served under {@code /cat}; empty = none. */
    @AttributeDefinition(description = "Folder with the files of the catalog application; empty = none")
    String cat_folder() default "";

    /** {@code auto}: the session cookie is Secure except over plain HTTP from loopback; {@code true}: always. */
    @AttributeDefinition(description = "auto: Secure except over plain HTTP from loopback; true: always")
    String cookie_secure() default "auto";

    /** Addresses or networks ({@code 10.0.0.0/8}) whose forwarding headers are believed. */
    @AttributeDefinition(description = "Addresses or networks whose forwarding headers are believed")
    String[] trusted_proxies() default {};

    /** Which header those proxies write: {@code x-forwarded} or {@code forwarded} (RFC 7239). */
    @AttributeDefinition(description = "Which header those proxies write: x-forwarded or forwarded (RFC 7239)")
    String proxy_header() default "x-forwarded";

    /** Whether other machines may speak plain HTTP, without one of {@link #trusted_proxies} ({@code security.md} M7). */
    @AttributeDefinition(description = "Whether other machines may speak plain HTTP")
    boolean plain_http_anywhere() default false;

    /** Whether debugging is on; outside of production only. */
    @AttributeDefinition(description = "Whether debugging is on")
    boolean debug_enabled() default false;

    /** Whether replies to unforeseen failures leave the stack out although debugging is on. */
    @AttributeDefinition(description = "Whether replies leave the stack out although debugging is on")
    boolean hide_stack_trace() default true;

    /** {@code dev}, {@code test} or {@code production}. */
    @AttributeDefinition(description = "dev, test or production")
    String app_env() default "production";

    /** Largest upload in bytes, 1 or more. */
    @AttributeDefinition(description = "Largest upload in bytes, 1 or more")
    long max_upload_size() default 50L << 20;

    /** Largest upload of somebody not logged in, in bytes, 1 or more. */
    @AttributeDefinition(description = "Largest upload of somebody not logged in, in bytes, 1 or more")
    long max_public_upload_size() default 10L << 20;

    /** Whether some paths are for apps with a key only. */
    @AttributeDefinition(description = "Whether some paths are for apps with a key only")
    boolean enable_channel_auth() default false;

    /** Apps as a JSON list of {@code {"name", "keys": [..], "allowed_api_patterns": [..]}}; patterns match whole paths. */
    @AttributeDefinition(description = "Apps, their keys and the patterns of their paths, as a JSON list")
    String channels() default "";

    /** Seconds that a request may take, 1 or more; uploads, downloads, import and export may take longer. */
    @AttributeDefinition(description = "Seconds that a request may take, 1 or more")
    int request_timeout() default 35;

    /** Zone of the header {@code x-server-time}. */
    @AttributeDefinition(description = "Zone of the header x-server-time")
    String timezone() default "UTC";

    /** Folder of the server's own data; uploads wait below it. Empty = the temporary folder of the system. */
    @AttributeDefinition(description = "Folder of the server's own data")
    String data() default "";

    /** Whether a login ends the session that the request came with. */
    @AttributeDefinition(description = "Whether a login ends the session that the request came with")
    boolean login_ends_session() default false;

    /** Token of services beside the server, for {@code /metrics}; at least 32 bytes, empty = none. */
    @AttributeDefinition(description = "Token of services beside the server; at least 32 bytes, empty = none")
    String service_token() default "";

    /** Whether the OpenAPI document and its page are served. */
    @AttributeDefinition(description = "Whether the OpenAPI document and its page are served")
    boolean docs_enabled() default true;
}
