package cc.dmart.api.plugin;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Documents a route in the OpenAPI document of the server ({@code http-api.md} 2): on a resource method, or on a servlet class
 * with a {@link #route}. Method and path come from the JAX-RS annotations where those say them. A route of a plugin is listed
 * without this too, but with nothing more than method and path.
 *
 * <p>A type is {@code string}, {@code boolean}, {@code integer}, {@code binary} or the name of a schema of the document, with
 * {@code []} behind it for a list.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
@Repeatable(Endpoint.Several.class)
public @interface Endpoint {
    /** What it does, one line. */
    String value();

    /** Method and path, such as {@code GET /managed/entry/{resource_type}/{space_name}/{subpath}/{shortname}}. */
    String route() default "";

    /** Whether it is served without a login. */
    boolean open() default false;

    /** Parameters behind the question mark: {@code name type}. */
    String[] query() default {};

    /** Type of the JSON body; empty = none. */
    String body() default "";

    /** Whether the body may be left out. */
    boolean bodyOptional() default false;

    /** Parts of the form: {@code name type}, with {@code ?} behind the type where the part may be left out. */
    String[] form() default {};

    /** Whether the form is a plain one of HTML, {@code application/x-www-form-urlencoded}, and not multipart. */
    boolean plainForm() default false;

    /** Type of the JSON reply, or a media type such as {@code text/csv}. */
    String reply() default "Records";

    /** Status of success. */
    int status() default 200;

    /** Errors of its own: {@code status type code when}. */
    String[] errors() default {};

    /** Several routes of one method or servlet. */
    @Documented
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.METHOD, ElementType.TYPE})
    @interface Several {
        /** One for each route. */
        Endpoint[] value();
    }
}
