package cc.dmart.index.lucene.internal;

import cc.dmart.api.index.EntryIndex;
import cc.dmart.api.index.HitVisitor;
import cc.dmart.api.index.IndexBatch;
import cc.dmart.api.index.IndexGeneration;
import cc.dmart.api.index.IndexPage;
import cc.dmart.api.index.IndexRequest;
import cc.dmart.api.index.RowVisitor;
import cc.dmart.api.model.Deadline;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Locator;
import cc.dmart.index.lucene.internal.column.ColumnCache;
import cc.dmart.index.lucene.internal.query.FilterCache;
import cc.dmart.index.lucene.internal.search.HitPages;
import cc.dmart.index.lucene.internal.search.Searches;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.store.AlreadyClosedException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The index of one server, embedded and on disk ({@code query.md} 6, 9). Thread-safe: which generation is in use is guarded
 * by {@code swap}, whose read lock every use holds; a generation guards itself.
 */
@Component(
        service = EntryIndex.class,
        configurationPid = LuceneIndexConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = LuceneIndexConfig.class)
public final class LuceneEntryIndex implements EntryIndex {
    private static final Logger LOG = LoggerFactory.getLogger(LuceneEntryIndex.class);

    private final ReentrantReadWriteLock swap = new ReentrantReadWriteLock();
    private final AtomicBoolean rebuilding = new AtomicBoolean();
    private final Generations generations;
    private final Searches searches;
    private final Commits commits;
    private Generation current;

    /** Opens the index of the data folder, or an empty one that is not usable. */
    @Activate
    public LuceneEntryIndex(LuceneIndexConfig config) {
        check("index_ram_mb", config.index_ram_mb(), 4, 2048);
        check("index_filter_cache_mb", config.index_filter_cache_mb(), 1, 4096);
        check("index_column_cache_mb", config.index_column_cache_mb(), 1, 4096);
        check("index_commit_interval_ms", config.index_commit_interval_ms(), 100, 3_600_000);
        IndexSearcher.setMaxClauseCount(1 << 20);
        FilterCache filters = new FilterCache((long) config.index_filter_cache_mb() << 20);
        searches = new Searches(new ColumnCache((long) config.index_column_cache_mb() << 20));
        generations = new Generations(Path.of(config.data(), "index"), config.index_ram_mb(), filters);
        try {
            current = generations.open();
        } catch (IOException e) {
            throw DmartException.Unavailable.now("The index folder cannot be used", e);
        }
        commits = new Commits(this::commitQuietly, config.index_commit_interval_ms());
        LOG.info("Index with {} documents, up to change {}", current.documents(), current.durable());
    }

    private static void check(String key, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(key + ": " + min + ".." + max + " expected");
        }
    }

    /** Commits and closes. */
    @Deactivate
    public void close() {
        commits.close();
        swap.writeLock().lock();
        try {
            if (!current.isBroken()) {
                current.commit();
            }
            current.close();
        } catch (IOException e) {
            LOG.warn("The index was not closed cleanly; it is caught up at the next start: {}", e.toString());
        } finally {
            swap.writeLock().unlock();
        }
    }

    /** Something done with the generation in use. */
    private interface Use<T> {
        T with(Generation generation) throws IOException;
    }

    private <T> T use(Use<T> use) {
        Lock reading = swap.readLock();
        reading.lock();
        try {
            return guarded(current, use);
        } finally {
            reading.unlock();
        }
    }

    private static <T> T guarded(Generation generation, Use<T> use) {
        try {
            return use.with(generation);
        } catch (CorruptIndexException e) {
            generation.damaged();
            throw DmartException.Unavailable.now("The index is damaged", e);
        } catch (IOException | AlreadyClosedException e) {
            throw DmartException.Unavailable.now("The index is not available", e);
        }
    }

    @Override
    public void apply(IndexBatch batch) {
        use(g -> {
            g.apply(batch);
            return batch;
        });
    }

    @Override
    public void await() {
        use(g -> {
            g.refresh();
            return g;
        });
    }

    @Override
    public IndexPage search(IndexRequest request) {
        return look(searcher -> searches.page(searcher, request));
    }

    @Override
    public long count(IndexRequest request) {
        return look(searcher -> searches.count(searcher, request));
    }

    @Override
    public void visit(IndexRequest request, List<String> columns, RowVisitor visitor) {
        look(searcher -> {
            try {
                searches.visit(searcher, request, columns, visitor);
                return request;
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        });
    }

    @Override
    public <E extends Exception> void list(IndexRequest request, HitVisitor<E> visitor) throws E {
        try (View view = view()) {
            HitPages pages = view.look(searcher -> searches.list(searcher, request));
            for (List<Locator> page = view.look(s -> pages.next());
                    !page.isEmpty();
                    page = view.look(s -> pages.next())) {
                for (Locator at : page) {
                    visitor.hit(at);
                }
            }
        }
    }

    /** Something asked of a view. */
    private interface Look<T> {
        T at(IndexSearcher searcher) throws IOException;
    }

    private <T> T look(Look<T> question) {
        try (View view = view()) {
            return view.look(question);
        }
    }

    private View view() {
        return use(g -> {
            if (!g.isUsable()) {
                throw DmartException.Unavailable.now("The index is being built", null);
            }
            return new View(g, g.acquire());
        });
    }

    /**
     * What is visible at a moment. It holds no lock, so that whoever takes long does not keep a new generation from being put in
     * place; files that are dropped meanwhile can be read until it is closed.
     */
    private record View(Generation generation, IndexSearcher searcher) implements AutoCloseable {
        <T> T look(Look<T> question) {
            return guarded(generation, g -> {
                T answer = question.at(searcher);
                Deadline.check(); // what was cut short is no answer
                return answer;
            });
        }

        @Override
        public void close() {
            guarded(generation, g -> {
                g.release(searcher);
                return g;
            });
        }
    }

    @Override
    public Map<String, Double> figures() {
        return Map.of("documents", (double) documents(), "watermark", (double) watermark());
    }

    @Override
    public long watermark() {
        return use(Generation::durable);
    }

    /** Number of documents, those of attachments included. */
    public long documents() {
        return use(Generation::documents);
    }

    @Override
    public boolean isUsable() {
        return use(Generation::isUsable);
    }

    @Override
    public void checkpoint() {
        use(g -> {
            g.commit();
            return g;
        });
    }

    private void commitQuietly() {
        try {
            checkpoint();
            use(g -> {
                g.tidy();
                return g;
            });
        } catch (RuntimeException e) {
            LOG.warn("The index was not committed, another try follows", e);
        }
    }

    @Override
    public IndexGeneration begin(long seq) {
        return building(() -> Optional.of(Building.begun(generations.begin(seq), new Ends())))
                .orElseThrow();
    }

    @Override
    public Optional<IndexGeneration> resume() {
        return building(() -> {
            Optional<Generation> unfinished = generations.resume();
            return unfinished.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Building.resumed(unfinished.get(), new Ends()));
        });
    }

    /** Opens a generation that is to be built. */
    private interface Opening {
        Optional<IndexGeneration> open() throws IOException;
    }

    private Optional<IndexGeneration> building(Opening opening) {
        if (!rebuilding.compareAndSet(false, true)) {
            throw new IllegalStateException("a rebuild is under way");
        }
        Optional<IndexGeneration> out = Optional.empty();
        try {
            out = opening.open();
            return out;
        } catch (IOException e) {
            throw DmartException.Unavailable.now("A new index cannot be made", e);
        } finally {
            rebuilding.set(out.isPresent());
        }
    }

    private final class Ends implements Building.End {
        @Override
        public void published(Generation complete) {
            Generation old;
            swap.writeLock().lock();
            try {
                old = current;
                current = complete;
            } finally {
                swap.writeLock().unlock();
            }
            rebuilding.set(false);
            drop(old);
        }

        @Override
        public void left(Generation incomplete) {
            if (incomplete.isDamaged()) {
                drop(incomplete);
            } else {
                generations.leave(incomplete);
            }
            rebuilding.set(false);
        }
    }

    private static void drop(Generation generation) {
        try {
            generation.close();
        } catch (IOException | AlreadyClosedException e) {
            LOG.debug("A dropped index did not close: {}", e.toString());
        }
        Generations.delete(generation.folder());
    }
}
