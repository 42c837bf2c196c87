package cc.dmart.api.plugin;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Decides whether a ticket may take a transition, between its look-up and the change ({@code plugins-events.md} 2.2, 4.7). A
 * service that a workflow names by {@value PluginProperties#WORKFLOW_NAME}; a guard that is named and not there refuses. Called
 * within {@value PluginProperties#TIMEOUT_MS} (2 s by default), by several threads at once; anything but a normal return refuses.
 */
@ConsumerType
@FunctionalInterface
public interface WorkflowGuard {
    /** Looks at a transition. @throws VetoException to refuse it */
    void check(TransitionContext transition) throws VetoException;
}
