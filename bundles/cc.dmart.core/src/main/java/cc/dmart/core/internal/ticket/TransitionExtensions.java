package cc.dmart.core.internal.ticket;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Entry;
import java.util.List;
import java.util.Optional;

/**
 * What plugins add to transitions: guards that must agree, actions that follow ({@code plugins-events.md} 4.7). Called outside
 * all locks. Thread-safe.
 */
public interface TransitionExtensions {
    /**
     * A transition that somebody takes.
     *
     * @param ticket before it
     * @param from   state before
     * @param to     state after
     */
    record Step(
            Caller caller,
            Entry ticket,
            String action,
            String from,
            String to,
            Optional<String> resolution,
            Optional<String> comment) {}

    /**
     * Asks guards in order.
     *
     * @throws DmartException.Vetoed if one refuses, or if there is none of that name
     */
    void check(List<String> guards, Step step);

    /** Runs actions in order after the transition is stored; what goes wrong there is theirs. */
    void perform(List<String> actions, Step step);
}
