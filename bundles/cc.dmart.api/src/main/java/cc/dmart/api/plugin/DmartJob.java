package cc.dmart.api.plugin;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/** Service properties of a {@link ScheduledJob}; see {@link PluginProperties}. */
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface DmartJob {
    /** Prefix of the properties. */
    String PREFIX_ = "dmart.";

    /** Name of the plugin. */
    String plugin();

    /** Five or six fields, seconds first in six; empty for none. */
    String cron() default "";

    /** Time zone of the fields; empty for the setting {@code timezone}. */
    String cron_tz() default "";

    /** Milliseconds between the end of a run and the next; 0 for none. */
    long interval_ms() default 0;

    /** Longest run in milliseconds. */
    long timeout_ms() default 600_000;

    /** {@code skip} or {@code once}. */
    String misfire() default "skip";

    /** {@code leader} or {@code all}. */
    String runOn() default "leader";
}
