package cc.dmart.deploy.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of the hot deploy, PID {@code cc.dmart.deploy} ({@code design.md} 6). */
@ObjectClassDefinition(name = "DMART hot deploy", pid = DeployConfig.PID)
public @interface DeployConfig {
    /** Configuration identity. */
    String PID = "cc.dmart.deploy";

    /** The watched folder. */
    @AttributeDefinition(description = "The watched folder")
    String plugins() default "plugins-dropin";

    /** Folder of the plugins that come with the server; those in its {@code optional} run only when they are dropped. */
    @AttributeDefinition(description = "Folder of the plugins that come with the server")
    String plugins_shipped() default "plugins";

    /** Data folder; grants, last good copies and what is switched off are below {@code plugins}. */
    @AttributeDefinition(description = "Data folder")
    String data() default "data";

    /** Name of the management space, whose folder {@code plugins} may hold configurations of plugins. */
    @AttributeDefinition(description = "Name of the management space")
    String management_space() default "management";

    /** {@code dev}: a dropped jar is granted everything; else nothing until an administrator says so. */
    @AttributeDefinition(description = "dev: a dropped jar is granted everything")
    String app_env() default "production";
}
