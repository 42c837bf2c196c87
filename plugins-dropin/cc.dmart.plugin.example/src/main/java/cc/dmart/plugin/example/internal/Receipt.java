package cc.dmart.plugin.example.internal;

import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.plugin.DmartApi;
import cc.dmart.api.plugin.DmartWorkflow;
import cc.dmart.api.plugin.TransitionContext;
import cc.dmart.api.plugin.WorkflowAction;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Leaves a receipt below {@code /receipts} of the space once a ticket has taken a transition with {@code "actions":
 * ["receipt"]}, with the rights of whoever took it. The
 * first receipt of a state stays: a second one of that name is refused, which the log says. Thread-safe.
 */
@Component
@DmartWorkflow(plugin = "example", workflow_name = "receipt")
public final class Receipt implements WorkflowAction {
    private final DmartApi api;

    /** The component. */
    @Activate
    public Receipt(@Reference DmartApi api) {
        this.api = api;
    }

    @Override
    public void perform(TransitionContext transition) {
        Locator ticket = transition.ticket().at();
        JsonObject body = JsonObject.builder()
                .put("ticket", ticket.inside().slashed())
                .put("from", transition.fromState())
                .put("to", transition.toState())
                .put("by", transition.user())
                .build();
        api.createContent(ticket.space().value(), "receipts", ticket.shortname() + "_" + transition.toState(), body);
    }
}
