package cc.dmart.core.internal.event.delivery;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Remembers which events a request has already given to an inline listener, so that the journal does not give them again. What
 * is forgotten is delivered twice at worst. Thread-safe, guarded by itself.
 */
final class InlineMemory {
    /** Longest that a request waits for its inline listeners, in milliseconds. */
    static final long LONGEST_MILLIS = 5000;

    private static final int MAX = 10_000;

    private final Map<String, Boolean> results = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MAX;
        }
    };

    /** A request has called the listener. */
    synchronized void put(String eventId, boolean worked) {
        results.put(eventId, worked);
    }

    /** Whether the event was handled; asked once. */
    synchronized boolean takeHandled(String eventId) {
        return results.remove(eventId, true);
    }

    /** Whether the call of the request failed. */
    synchronized boolean hasFailed(String eventId) {
        return results.containsKey(eventId) && !results.getOrDefault(eventId, true);
    }
}
