package cc.dmart.api.plugin;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Does something after a ticket has taken a transition ({@code plugins-events.md} 2.2, 4.7). A service that a workflow names by
 * {@value PluginProperties#WORKFLOW_NAME}. Called once, after the change is stored and before the reply, within
 * {@value PluginProperties#TIMEOUT_MS} (2 s by default); what it throws is logged and does not fail the request. Work that must
 * not be lost belongs into an {@link EntryListener} on {@code progress_ticket}.
 */
@ConsumerType
@FunctionalInterface
public interface WorkflowAction {
    /** Acts. */
    @SuppressWarnings("checkstyle:IllegalThrows") // an action may fail in any way; the guard counts it
    void perform(TransitionContext transition) throws Exception;
}
