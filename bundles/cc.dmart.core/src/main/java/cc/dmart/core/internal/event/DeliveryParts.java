package cc.dmart.core.internal.event;

import cc.dmart.api.storage.Journal;

/**
 * What all listeners are fed with. Thread-safe.
 *
 * @param dependencies finds the listeners of a plugin, for those whose delivery comes after theirs
 */
record DeliveryParts(
        Journal journal, JournalTap tap, PluginGate gate, Timers timer, DeadLetters dead, Dependencies dependencies) {
    /** Whether other plugins are done with a change. */
    interface Dependencies {
        /** Whether the listeners of these plugins that are fed are done with a journal record. */
        boolean areDone(Registration<?> listener, long seq);
    }
}
