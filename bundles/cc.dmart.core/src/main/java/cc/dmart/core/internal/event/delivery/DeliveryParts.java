package cc.dmart.core.internal.event.delivery;

import cc.dmart.api.storage.Journal;
import cc.dmart.api.storage.JournalReader;
import cc.dmart.core.internal.event.call.Timers;
import cc.dmart.core.internal.event.journal.JournalTap;
import cc.dmart.core.internal.event.journal.Passages;
import cc.dmart.core.internal.event.registration.PluginGate;
import cc.dmart.core.internal.event.registration.Registration;

/**
 * What all listeners are fed with. Thread-safe.
 *
 * @param dependencies finds the listeners of a plugin, for those whose delivery comes after theirs
 */
record DeliveryParts(
        Journal journal,
        Passages passages,
        JournalTap tap,
        PluginGate gate,
        Timers timer,
        DeadLetters dead,
        Dependencies dependencies) {
    /** Follows the journal as listeners may. */
    JournalReader read(long afterSeq) {
        return passages.read(journal, afterSeq);
    }

    /** Whether other plugins are done with a change. */
    interface Dependencies {
        /** Whether the listeners of these plugins that are fed are done with a journal record. */
        boolean areDone(Registration<?> listener, long seq);
    }
}
