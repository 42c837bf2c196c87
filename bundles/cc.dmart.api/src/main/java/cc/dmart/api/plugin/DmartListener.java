package cc.dmart.api.plugin;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/** Service properties of a hook or listener in a form that reads naturally; see {@link PluginProperties}. */
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface DmartListener {
    /** Prefix of the properties. */
    String PREFIX_ = "dmart.";

    /** Name of the plugin. */
    String plugin();

    /** Actions; none = every change, {@value PluginProperties#ALL} = also reading. */
    String[] event_actions() default {};

    /** Spaces. */
    String[] event_spaces() default {PluginProperties.ALL};

    /** Subpaths. */
    String[] event_subpaths() default {PluginProperties.ALL};

    /** Resource types. */
    String[] event_resourceTypes() default {PluginProperties.ALL};

    /** Schemas of content. */
    String[] event_schemas() default {PluginProperties.ALL};

    /** LDAP filter over the fields of the event; empty for none. */
    String event_filter() default "";

    /** Only if one of these keys of the diff changed; none = whatever changed. */
    String[] event_changed() default {};

    /** Whether views of what is not there are told too. */
    boolean event_misses() default false;

    /** Whether the {@code filters} of a configuration are meant for another listener of the plugin. */
    boolean event_own() default false;

    /** Whether the list of plugins of the space does not count. */
    boolean alwaysActive() default false;

    /** Longest call in milliseconds; 0 = the default of hooks or listeners. */
    long timeout_ms() default 0;

    /** What an error of a hook does: {@code ignore} or {@code veto}. */
    String listener_onerror() default "ignore";

    /** Ascending order of hooks. */
    int ordinal() default 9999;

    /** Delivery of listeners. */
    String delivery() default "durable";

    /** What keeps its order: {@code entry}, {@code space} or {@code none}. */
    String ordered() default "entry";

    /** Most deliveries at once. */
    int parallel() default 4;

    /** Attempts before an event is given up. */
    int retry_max() default 10;

    /** Wait before the second attempt in milliseconds. */
    long retry_delay_ms() default 1000;

    /** Growth of the wait. */
    double retry_factor() default 2;

    /** Longest wait in milliseconds. */
    long retry_maxDelay_ms() default 600_000;

    /** Plugins whose delivery of the same event comes first. */
    String[] dependsOn() default {};
}
