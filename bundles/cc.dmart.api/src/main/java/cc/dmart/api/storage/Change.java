package cc.dmart.api.storage;

import cc.dmart.api.model.EntryEvent;
import java.util.List;

/**
 * One durable change: what to do to the files and which events it means. It becomes one journal record that holds
 * everything needed to do it again ({@code design.md} 1). Thread-safe.
 *
 * @param ops    applied in this order; payload before meta within an operation
 * @param events facts for listeners, in order; empty for changes nobody hears of
 * @param silent whether plugin listeners are not told ({@code plugins-events.md} 1.2)
 */
public record Change(List<ChangeOp> ops, List<EntryEvent> events, boolean silent) {
    /** A change with copies of the lists. */
    public Change {
        ops = List.copyOf(ops);
        events = List.copyOf(events);
    }
}
