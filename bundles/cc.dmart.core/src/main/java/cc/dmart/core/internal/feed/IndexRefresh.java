package cc.dmart.core.internal.feed;

import cc.dmart.api.index.DocumentKind;
import cc.dmart.api.index.EntryIndex;
import cc.dmart.api.index.ExactField;
import cc.dmart.api.index.IndexDocument;
import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.index.IndexRequest;
import cc.dmart.api.index.IndexRow;
import cc.dmart.api.index.RowVisitor;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.storage.ScanVisitor;
import cc.dmart.api.storage.StorageFinding;
import cc.dmart.api.storage.StoredEntry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the documents of a space in line with its files, in place and beside live traffic: every entry of the files is looked
 * at, then every document whether something is behind it ({@code design.md} 1, {@code query.md} 6.6). What is written is read
 * once more under the lock of its entry. For one thread at a time; its scan may use several.
 */
final class IndexRefresh implements ScanVisitor {
    private static final Logger LOG = LoggerFactory.getLogger(IndexRefresh.class);
    private static final int CHUNK = 256;

    private final EntryIndex index;
    private final FeedDocuments documents;
    private final ReindexMeter meter;
    private final boolean changedOnly;
    private final Consumer<List<Locator>> touch;
    private final BooleanSupplier stopped;
    private final UnreadableFiles unreadable = new UnreadableFiles(LOG::warn);
    private List<IndexDocument> chunk = new ArrayList<>(CHUNK + 50);

    /**
     * A run.
     *
     * @param touch   makes the documents of some addresses anew from what is stored, or takes them out
     * @param stopped whether to give up
     */
    IndexRefresh(
            EntryIndex index,
            FeedDocuments documents,
            ReindexMeter meter,
            boolean changedOnly,
            Consumer<List<Locator>> touch,
            BooleanSupplier stopped) {
        this.index = index;
        this.documents = documents;
        this.meter = meter;
        this.changedOnly = changedOnly;
        this.touch = touch;
        this.stopped = stopped;
    }

    /** Tells how many entries there are, as far as the index knows. */
    void expect(List<SpaceName> spaces) {
        meter.expect(spaces.stream()
                .mapToLong(space -> index.count(IndexRequest.ofEntries(space)))
                .sum());
    }

    void run(SpaceName space, Executor workers) {
        index.await();
        documents.store().scan(space, Subpath.ROOT, workers, this);
        unreadable.end();
        look(taken());
        index.await();
        for (DocumentKind kind : DocumentKind.values()) {
            sweep(space, kind);
        }
    }

    @Override
    public boolean wantsFindings() {
        return false;
    }

    @Override
    public void entry(StoredEntry entry, List<StoredEntry> attachments) {
        giveUpIfStopped();
        meter.found();
        List<IndexDocument> made = new ArrayList<>(1 + attachments.size());
        documents.all(entry, attachments, made);
        look(add(made));
    }

    private void giveUpIfStopped() {
        if (stopped.getAsBoolean()) {
            throw new CancellationException("the index is being stopped");
        }
    }

    private synchronized List<IndexDocument> add(List<IndexDocument> made) {
        chunk.addAll(made);
        return chunk.size() < CHUNK ? List.of() : taken();
    }

    private synchronized List<IndexDocument> taken() {
        List<IndexDocument> out = chunk;
        chunk = new ArrayList<>(CHUNK + 50);
        return out;
    }

    private void look(List<IndexDocument> some) {
        List<Locator> other = new ArrayList<>();
        Set<Locator> known = changedOnly && !some.isEmpty() ? known(some) : Set.of();
        for (IndexDocument one : some) {
            if (!known.contains(one.at())) {
                other.add(one.at());
            }
        }
        if (!other.isEmpty()) {
            touch.accept(other);
            meter.wrote(other.size());
        }
    }

    /** Those that the index holds just so. */
    private Set<Locator> known(List<IndexDocument> some) {
        Set<Locator> out = new HashSet<>();
        for (DocumentKind kind : DocumentKind.values()) {
            Set<String> prints = new HashSet<>();
            some.stream()
                    .filter(d -> d.kind() == kind)
                    .forEach(d -> prints.addAll(d.exact().get(ExactField.CONTENT)));
            if (!prints.isEmpty()) {
                IndexQuery same = new IndexQuery.Exact(ExactField.CONTENT, prints);
                SpaceName space = some.get(0).at().space();
                out.addAll(index.search(IndexRequest.unfiltered(space, kind, same, 0, some.size()))
                        .hits());
            }
        }
        return out;
    }

    /** Takes out the documents that nothing is behind. */
    private void sweep(SpaceName space, DocumentKind kind) {
        List<Locator> gone = new ArrayList<>();
        index.visit(IndexRequest.unfiltered(space, kind, new IndexQuery.All(), 0, 0), List.of(), new RowVisitor() {
            @Override
            public void run() {
                giveUpIfStopped();
            }

            @Override
            public void row(IndexRow row) {
                Locator at = row.at();
                if (isGone(at)) {
                    gone.add(at);
                }
            }
        });
        for (int from = 0; from < gone.size(); from += CHUNK) {
            touch.accept(gone.subList(from, Math.min(gone.size(), from + CHUNK)));
        }
        meter.removed(gone.size());
    }

    /** What cannot be read now may be readable again, and what is behind it must not wait for that. */
    private boolean isGone(Locator at) {
        try {
            return documents.store().find(at).isEmpty();
        } catch (DmartException.Unavailable e) {
            LOG.debug("{} cannot be read and stays in the index", at, e);
            return false;
        }
    }

    @Override
    public void finding(StorageFinding finding) {
        unreadable.add(finding);
    }
}
