package cc.dmart.core.internal.event;

import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.storage.JournalRecord;
import java.util.ArrayList;
import java.util.List;

/** An event with what filters look at, worked out once for all listeners. Thread-safe. */
record Told(EntryEvent event, Occurrence occurrence) {
    /** An event. */
    static Told of(EntryEvent event) {
        return new Told(event, Occurrence.of(event));
    }

    /** The events of a journal record that plugins may hear of. */
    static List<Told> of(JournalRecord journalled) {
        if (journalled.change().silent()) {
            return List.of();
        }
        List<Told> out = new ArrayList<>(journalled.change().events().size());
        for (EntryEvent event : journalled.change().events()) {
            out.add(of(event.withSeq(journalled.seq())));
        }
        return out;
    }
}
