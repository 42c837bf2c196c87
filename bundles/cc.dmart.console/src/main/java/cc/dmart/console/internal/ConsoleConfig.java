package cc.dmart.console.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of the operator's consoles, PID {@code cc.dmart.console}. */
@ObjectClassDefinition(name = "DMART console", pid = ConsoleConfig.PID)
public @interface ConsoleConfig {
    /** Configuration identity. */
    String PID = "cc.dmart.console";

    /** Loopback port of the shell over SSH, 0..65535; 0 = off. */
    @AttributeDefinition(description = "Loopback port of the shell over SSH, 0..65535; 0 = off")
    int console_port() default 0;

    /** {@code off}, {@code loopback}: the web console answers requests from this machine, {@code on}: all requests. */
    @AttributeDefinition(
            description = "off; loopback: the web console answers requests from this machine; on: all requests")
    String web_console() default "off";

    /** Folder of the server's own data; the host key lies below it. */
    @AttributeDefinition(description = "Folder of the server's own data")
    String data() default "data";
}
