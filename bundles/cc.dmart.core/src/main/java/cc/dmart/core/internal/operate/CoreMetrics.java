package cc.dmart.core.internal.operate;

import cc.dmart.api.index.EntryIndex;
import cc.dmart.api.service.MetricSource;
import cc.dmart.api.service.ReindexProgress;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.api.storage.Journal;
import cc.dmart.api.storage.StoreState;
import cc.dmart.core.internal.feed.IndexCare;
import cc.dmart.core.internal.lock.LockTable;
import java.util.Locale;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Journal, store, index and locks in figures; stores and indexes tell theirs here because they know no services. Thread-safe. */
@Component
public final class CoreMetrics implements MetricSource {
    private final EntryStore store;
    private final Journal journal;
    private final EntryIndex index;
    private final IndexCare care;
    private final LockTable locks;

    /** Figures of these parts. */
    @Activate
    public CoreMetrics(
            @Reference EntryStore store,
            @Reference Journal journal,
            @Reference EntryIndex index,
            @Reference IndexCare care,
            @Reference LockTable locks) {
        this.store = store;
        this.journal = journal;
        this.index = index;
        this.care = care;
        this.locks = locks;
    }

    @Override
    public void measure(Sink sink) {
        long last = journal.lastSeq();
        sink.gauge("dmart_journal_last_seq", "Number of the newest change", last);
        sink.gauge("dmart_journal_first_seq", "Number of the oldest change in the journal", journal.firstSeq());
        for (StoreState state : StoreState.values()) {
            sink.gauge(
                    "dmart_storage_state",
                    "1 for the state that the store is in",
                    store.state() == state ? 1 : 0,
                    "state",
                    state.name().toLowerCase(Locale.ROOT));
        }
        figures(sink, "dmart_storage_", store.figures());
        figures(sink, "dmart_index_", index.figures());
        sink.gauge("dmart_index_lag", "Changes that are not in the index yet", Math.max(0, last - care.reached()));
        sink.gauge("dmart_index_usable", "Whether the index can be trusted", index.isUsable() ? 1 : 0);
        ReindexProgress run = care.progress();
        boolean running = run.state() == ReindexProgress.State.RUNNING;
        sink.gauge("dmart_index_rebuilding", "Whether a run over the whole index goes on", running ? 1 : 0);
        sink.gauge(
                "dmart_locks", "Entries that somebody has locked", locks.live().size());
    }

    private static void figures(Sink sink, String prefix, Map<String, Double> figures) {
        figures.forEach((name, value) -> {
            String help = name.replace('_', ' ');
            if (name.endsWith("_total")) {
                sink.counter(prefix + name, help, value);
            } else {
                sink.gauge(prefix + name, help, value);
            }
        });
    }
}
