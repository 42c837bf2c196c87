package cc.dmart.core.internal.event.delivery;

import cc.dmart.api.model.JsonObject;

/** What other tests look at of a listener that is fed. */
public final class Runners {
    private Runners() {}

    /** Events that wait or are out. */
    public static int waiting(ListenerRunner runner) {
        return runner.lanes().size();
    }

    /** Whether there is no room for more. */
    public static boolean isFull(ListenerRunner runner) {
        return runner.lanes().isFull();
    }

    /** A listener gave something up. */
    public static void bury(DeadLetters dead, String listener, JsonObject letter) {
        dead.add(listener, letter);
    }
}
