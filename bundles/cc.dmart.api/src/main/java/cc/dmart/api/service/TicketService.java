package cc.dmart.api.service;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Moves tickets along the transitions of their workflow ({@code plugins-events.md} 4). Thread-safe. */
@ProviderType
public interface TicketService {
    /**
     * A step that somebody wants to take.
     *
     * @param action     names the transition
     * @param resolution reason, if given
     * @param comment    text of a comment to leave, if given
     * @param checkLock  refuse while somebody else holds the lock; the own one is given up
     */
    record Step(String action, Optional<String> resolution, Optional<String> comment, boolean checkLock) {}

    /** Where a ticket is now. */
    record Progress(String state, boolean open) {}

    /**
     * Takes a step ({@code progress_ticket}, and a role that the transition names).
     *
     * @throws DmartException.NotFound  {@code E(404,db,220)}: no ticket or no workflow
     * @throws DmartException.Invalid   {@code E(400,request,203)}; {@code E(400,ticket,218)}; {@code E(400,transition,299)},
     *                                  300 and 202; 430 if the comment cannot be left
     * @throws DmartException.Forbidden {@code E(401,request,401)}
     * @throws DmartException.Conflict  {@code E(403,lock,31)}
     */
    Progress progress(Caller caller, Locator ticket, Step step);

    /**
     * What the caller may do with a ticket now ({@code view}): {@code state}, {@code is_open}, {@code workflow_shortname} and
     * {@code actions}, each with {@code action}, {@code state}, {@code resolutions} and {@code require}.
     *
     * @throws DmartException as {@link #progress}
     */
    JsonObject actions(Caller caller, Locator ticket);
}
