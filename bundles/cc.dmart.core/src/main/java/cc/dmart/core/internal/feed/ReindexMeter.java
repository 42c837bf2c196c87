package cc.dmart.core.internal.feed;

import cc.dmart.api.service.ReindexProgress;
import cc.dmart.api.service.ReindexProgress.State;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Counts what a run over the index does, one run at a time. Thread-safe; which run it is, is guarded by itself. */
final class ReindexMeter {
    private State state = State.NONE;
    private String scope = "";
    private boolean changedOnly;
    private long begun;
    private long ended;
    private volatile long expected;
    private volatile LongAdder entries = new LongAdder();
    private volatile LongAdder written = new LongAdder();
    private volatile LongAdder removed = new LongAdder();

    /** Begins to count, unless a run goes on. Returns whether it does. */
    synchronized boolean begin(String space, boolean onlyChanged) {
        if (state == State.RUNNING) {
            return false;
        }
        state = State.RUNNING;
        scope = space;
        changedOnly = onlyChanged;
        begun = System.nanoTime();
        expected = 0;
        entries = new LongAdder();
        written = new LongAdder();
        removed = new LongAdder();
        return true;
    }

    void expect(long count) {
        expected = count;
    }

    void found() {
        entries.increment();
    }

    void wrote(long documents) {
        written.add(documents);
    }

    void removed(long documents) {
        removed.add(documents);
    }

    /** What the run has done so far, for the log. */
    String told() {
        ReindexProgress run = progress();
        return run.entries() + " entries, " + run.written() + " documents written and " + run.removed()
                + " taken out, in " + run.millis() + " ms";
    }

    synchronized void end(boolean well) {
        state = well ? State.DONE : State.FAILED;
        ended = System.nanoTime();
    }

    synchronized ReindexProgress progress() {
        long until = state == State.RUNNING ? System.nanoTime() : ended;
        return new ReindexProgress(
                state,
                scope,
                changedOnly,
                entries.sum(),
                expected,
                written.sum(),
                removed.sum(),
                TimeUnit.NANOSECONDS.toMillis(until - begun));
    }
}
