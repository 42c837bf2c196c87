package cc.dmart.core.internal.entry.ticket;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.Ticket;
import cc.dmart.api.service.TicketService.Step;
import cc.dmart.core.internal.entry.rules.TicketRules;
import cc.dmart.core.internal.ticket.Workflow;
import java.util.Optional;

/** Steps 6 to 11 of a progress: which transition a step takes, or why none ({@code plugins-events.md} 4.4). Thread-safe. */
final class Transitions {
    private Transitions() {}

    /**
     * A transition that is legal.
     *
     * @param from state before
     * @param open whether the ticket is open afterwards
     */
    record Taken(String from, Workflow.Transition transition, boolean open) {}

    /** The transition of a step. @throws cc.dmart.api.model.DmartException.Invalid 299, 300 or 202 of type {@code transition} */
    static Taken take(TicketRules rules, Caller caller, Ticket ticket, Step step) {
        Workflow workflow = rules.workflow(
                ticket.entry().at().space(), ticket.workflowShortname().orElse(""));
        if (!ticket.isOpen()) {
            throw TicketRules.refused(ErrorCode.TICKET_ALREADY_CLOSED, "Ticket is already in closed");
        }
        String from = ticket.state().orElse("");
        Workflow.Transition transition = workflow.transition(from, step.action())
                .orElseThrow(() -> TicketRules.refused(
                        ErrorCode.INVALID_TICKET_STATUS,
                        "You can't progress from " + from + " using " + step.action()));
        if (!caller.system() && !transition.isFor(rules.rolesOf(caller))) {
            throw TicketRules.refused(
                    ErrorCode.INVALID_TICKET_STATUS,
                    "You don't have the permission to progress this ticket with action " + step.action());
        }
        requireGiven(transition, step);
        Optional<Workflow.State> target = workflow.state(transition.target());
        step.resolution().ifPresent(reason -> requireAccepted(transition.target(), target, reason));
        return new Taken(from, transition, target.map(Workflow.State::isOpen).orElse(true));
    }

    private static void requireGiven(Workflow.Transition transition, Step step) {
        boolean resolution = transition.required().contains("resolution")
                && step.resolution().isEmpty();
        boolean comment =
                transition.required().contains("comment") && step.comment().isEmpty();
        if (resolution || comment) {
            throw TicketRules.refused(
                    ErrorCode.MISSING_DATA,
                    "The action " + step.action() + " requires a " + (resolution ? "resolution" : "comment"));
        }
    }

    private static void requireAccepted(String state, Optional<Workflow.State> target, String reason) {
        if (target.flatMap(Workflow.State::resolutions).isEmpty()) {
            throw TicketRules.refused(
                    ErrorCode.INVALID_TICKET_STATUS,
                    "Cannot fetch the next state " + state + " with resolution " + reason);
        }
        if (target.get().resolutions().get().size() == 0) {
            throw TicketRules.refused(
                    ErrorCode.INVALID_TICKET_STATUS, "The state " + state + " does not have any resolutions defined");
        }
        if (!target.get().accepts(reason)) {
            throw TicketRules.refused(
                    ErrorCode.INVALID_TICKET_STATUS,
                    "The resolution " + reason + " provided is not acceptable in state " + state);
        }
    }
}
