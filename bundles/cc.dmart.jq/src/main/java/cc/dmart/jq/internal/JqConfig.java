package cc.dmart.jq.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of the jq bundle, PID {@code cc.dmart.jq}. */
@ObjectClassDefinition(name = "DMART jq", pid = JqConfig.PID)
public @interface JqConfig {
    /** Configuration identity. */
    String PID = "cc.dmart.jq";

    /** Folder of derived data; the libraries of the workers are put into its subfolder {@code run/jq}. */
    @AttributeDefinition(
            description = "Folder of derived data; the libraries of the workers go to its subfolder run/jq")
    String data();

    /** Seconds that a filter may take, 1..60. */
    @AttributeDefinition(description = "Seconds that a filter may take, 1..60")
    int jq_timeout() default 2;

    /** Processes that run filters at most, 1..64. */
    @AttributeDefinition(description = "Processes that run filters at most, 1..64")
    int jq_workers() default 2;

    /** Heap of such a process in megabytes, 32..4096. */
    @AttributeDefinition(description = "Heap of a process that runs filters, in megabytes, 32..4096")
    int jq_memory_mb() default 192;
}
