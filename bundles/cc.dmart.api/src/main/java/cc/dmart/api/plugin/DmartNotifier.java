package cc.dmart.api.plugin;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/** Service properties of a {@link Notifier}; see {@link PluginProperties}. */
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface DmartNotifier {
    /** Prefix of the properties. */
    String PREFIX_ = "dmart.";

    /** Name of the plugin. */
    String plugin();

    /** The channel. */
    String channel();

    /** Longest call in milliseconds. */
    long timeout_ms() default 30_000;
}
