package cc.dmart.core.internal.event.journal;

import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.storage.JournalRecord;
import cc.dmart.core.internal.event.registration.Occurrence;
import java.util.ArrayList;
import java.util.List;

/** An event with what filters look at, worked out once for all listeners. Thread-safe. */
public record Told(EntryEvent event, Occurrence occurrence) {
    /** An event. */
    public static Told of(EntryEvent event) {
        return new Told(event, Occurrence.of(event));
    }

    /** The events of a journal record that plugins may hear of. */
    public static List<Told> of(JournalRecord journalled) {
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
