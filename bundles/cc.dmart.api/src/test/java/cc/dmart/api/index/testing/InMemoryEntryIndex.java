package cc.dmart.api.index.testing;

import cc.dmart.api.index.DocumentKind;
import cc.dmart.api.index.EntryIndex;
import cc.dmart.api.index.HitVisitor;
import cc.dmart.api.index.IndexBatch;
import cc.dmart.api.index.IndexDocument;
import cc.dmart.api.index.IndexGeneration;
import cc.dmart.api.index.IndexMatcher;
import cc.dmart.api.index.IndexPage;
import cc.dmart.api.index.IndexRequest;
import cc.dmart.api.index.RowVisitor;
import cc.dmart.api.model.Deadline;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.SpaceName;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reference twin of an index: keeps the documents and asks {@link IndexMatcher} of each. Changes are visible at once;
 * everything applied counts as durable. Usable from the start, unlike an engine on a new folder. Thread-safe.
 */
public final class InMemoryEntryIndex implements EntryIndex {
    private final Object guard = new Object();
    private Map<Locator, IndexDocument> documents = new ConcurrentHashMap<>();
    private final Set<Long> ahead = new HashSet<>();
    private long reached;
    private Optional<Building> unfinished = Optional.empty();

    @Override
    public void apply(IndexBatch batch) {
        synchronized (guard) {
            change(documents, batch);
            ahead.add(batch.seq());
            while (ahead.remove(reached + 1)) {
                reached++;
            }
            ahead.removeIf(s -> s <= reached);
        }
    }

    private static void change(Map<Locator, IndexDocument> target, IndexBatch batch) {
        batch.deletes().forEach(target::remove);
        for (IndexBatch.Tree tree : batch.trees()) {
            target.keySet()
                    .removeIf(at ->
                            at.space().equals(tree.space()) && at.subpath().isUnder(tree.under()));
        }
        batch.puts().forEach(d -> target.put(d.at(), d));
    }

    @Override
    public void await() {
        // every change is visible when apply returns
    }

    @Override
    public IndexPage search(IndexRequest request) {
        Deadline.check();
        List<IndexDocument> found = new ReferenceOrder(request.sort()).sorted(found(request));
        int from = Math.min(request.offset(), found.size());
        int to = (int) Math.min((long) from + request.limit(), found.size());
        List<Locator> hits =
                found.subList(from, to).stream().map(IndexDocument::at).toList();
        return new IndexPage(request.total() ? found.size() : -1, hits);
    }

    @Override
    public long count(IndexRequest request) {
        Deadline.check();
        return found(request).size();
    }

    @Override
    public void visit(IndexRequest request, List<String> columns, RowVisitor visitor) {
        Deadline.check();
        for (IndexDocument document : found(request)) {
            visitor.run();
            visitor.row(new ReferenceRow(document, columns));
        }
    }

    @Override
    public <E extends Exception> void list(IndexRequest request, HitVisitor<E> visitor) throws E {
        for (Locator at : search(request).hits()) {
            visitor.hit(at);
        }
    }

    private List<IndexDocument> found(IndexRequest request) {
        synchronized (guard) {
            return documents.values().stream()
                    .filter(d -> isIn(d, request.space(), request.kind()))
                    .filter(d -> IndexMatcher.matches(request.query(), d) && IndexMatcher.matches(request.access(), d))
                    .toList();
        }
    }

    private static boolean isIn(IndexDocument document, SpaceName space, DocumentKind kind) {
        return document.kind() == kind && document.at().space().equals(space);
    }

    @Override
    public long watermark() {
        synchronized (guard) {
            return reached;
        }
    }

    @Override
    public boolean isUsable() {
        return true;
    }

    @Override
    public void checkpoint() {
        // there is nothing durable
    }

    /** What is in it now, in no order. */
    public Collection<IndexDocument> documents() {
        synchronized (guard) {
            return List.copyOf(documents.values());
        }
    }

    @Override
    public IndexGeneration begin(long seq) {
        synchronized (guard) {
            unfinished = Optional.empty();
        }
        return new Building(seq, new ConcurrentHashMap<>());
    }

    @Override
    public Optional<IndexGeneration> resume() {
        synchronized (guard) {
            Optional<Building> left = unfinished;
            unfinished = Optional.empty();
            return left.map(b -> new Building(b.begun, b.next));
        }
    }

    /** A generation that is being built. */
    private final class Building implements IndexGeneration {
        private final long begun;
        private final Map<Locator, IndexDocument> next;
        private final Set<Locator> before;
        private volatile boolean published;

        Building(long begun, Map<Locator, IndexDocument> next) {
            this.begun = begun;
            this.next = next;
            before = Set.copyOf(next.keySet());
        }

        @Override
        public long begun() {
            return begun;
        }

        @Override
        public boolean has(Locator at) {
            return before.contains(at);
        }

        @Override
        public void add(List<IndexDocument> added) {
            added.forEach(d -> next.put(d.at(), d));
        }

        @Override
        public void checkpoint() {
            // there is nothing durable
        }

        @Override
        public void apply(IndexBatch batch) {
            change(next, batch);
        }

        @Override
        public void publish(long seq) {
            synchronized (guard) {
                published = true;
                documents = next;
                reached = seq;
                ahead.clear();
            }
        }

        @Override
        public void close() {
            if (!published) {
                synchronized (guard) {
                    unfinished = Optional.of(this);
                }
            }
        }
    }
}
