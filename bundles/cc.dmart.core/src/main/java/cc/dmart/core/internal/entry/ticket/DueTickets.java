package cc.dmart.core.internal.entry.ticket;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.service.TicketService.Step;
import java.util.function.Predicate;

/** Tickets that move only as long as something holds of them; for {@link TicketTimers}. Thread-safe. */
public interface DueTickets {
    /**
     * Takes a step if a condition holds of the ticket at the moment in which it is moved, whoever else changes it.
     *
     * @param condition asked of the meta, perhaps several times
     * @return whether the step was taken
     * @throws DmartException whatever refuses the step
     */
    boolean progressIf(Caller caller, Locator ticket, Step step, Predicate<JsonObject> condition);
}
