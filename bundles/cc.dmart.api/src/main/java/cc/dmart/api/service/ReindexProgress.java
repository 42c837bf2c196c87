package cc.dmart.api.service;

/**
 * How far a run over the index is. Thread-safe.
 *
 * @param state       what it is doing
 * @param scope       name of a space; empty for all
 * @param changedOnly whether only what changed is touched
 * @param entries     entries looked at so far
 * @param expected    entries there are, as far as the index knows; 0 if it does not
 * @param written     documents that were made anew, those of attachments included
 * @param removed     documents that were taken out because nothing is behind them any more
 * @param millis      time since the beginning, or that the run took
 */
public record ReindexProgress(
        State state,
        String scope,
        boolean changedOnly,
        long entries,
        long expected,
        long written,
        long removed,
        long millis) {
    /** What a run is doing. */
    public enum State {
        /** There was none since the start. */
        NONE,
        /** It goes on. */
        RUNNING,
        /** It came to its end. */
        DONE,
        /** It failed; the log says why, and the index is as it was. */
        FAILED
    }

    /** Entries per second so far. */
    public long perSecond() {
        return entries * 1000 / Math.max(1, millis);
    }

    /** Seconds that are left, at the speed so far; -1 if nobody knows. */
    public long secondsLeft() {
        return state != State.RUNNING || expected <= entries || entries == 0
                ? (state == State.RUNNING ? -1 : 0)
                : (expected - entries) / Math.max(1, perSecond());
    }
}
