package cc.dmart.core.internal.entry.pipeline;

import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.storage.Change;
import cc.dmart.core.internal.entry.form.Secrets;
import cc.dmart.core.internal.event.HookDispatcher;
import cc.dmart.core.internal.event.HookDispatcher.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What before-hooks noted for the events of what they looked at ({@code plugins-events.md} 2.2). Thread-safe.
 *
 * @param calls those with notes, as hooks left them
 */
record HookNotes(List<Call> calls) {
    /** No notes. */
    static final HookNotes NONE = new HookNotes(List.of());

    /** Those on a change, and on the further entry that it makes. */
    static HookNotes of(Optional<Call> first, Optional<Call> nested) {
        if (!isNoted(first) && !isNoted(nested)) {
            return NONE;
        }
        List<Call> noted = new ArrayList<>(2);
        first.filter(c -> isNoted(first)).ifPresent(noted::add);
        nested.filter(c -> isNoted(nested)).ifPresent(noted::add);
        return new HookNotes(noted);
    }

    private static boolean isNoted(Optional<Call> call) {
        return call.isPresent() && !call.get().notes().isEmpty();
    }

    /** The change with the notes in its events, without secrets: each in the one of its action. */
    Change in(Change change) {
        if (calls.isEmpty()) {
            return change;
        }
        List<EntryEvent> events = new ArrayList<>(change.events());
        for (Call call : calls) {
            for (int i = 0; i < events.size(); i++) {
                EntryEvent event = events.get(i);
                if (event.action() == call.action()) {
                    JsonObject notes = Secrets.without(call.notes());
                    events.set(i, event.withAttributes(event.attributes().with(HookDispatcher.NOTES, notes)));
                    break;
                }
            }
        }
        return new Change(change.ops(), events, change.silent());
    }
}
