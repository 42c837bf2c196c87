package cc.dmart.core.internal.feed;

import cc.dmart.api.index.EntryIndex;
import cc.dmart.api.index.IndexBatch;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.service.HealthIndicator;
import cc.dmart.api.service.ReindexProgress;
import cc.dmart.api.storage.Change;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.api.storage.Journal;
import cc.dmart.api.storage.PayloadStore;
import cc.dmart.core.internal.CoreConfig;
import cc.dmart.core.internal.CoreThreads;
import cc.dmart.core.internal.unique.UniqueRules;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The feed of the index. At start it replays the journal behind the watermark of the index, or rebuilds the index beside live
 * traffic when that is not enough; afterwards a keeper thread catches up what failed.
 *
 * <p>Thread-safe. {@code gate} is held shared while a change is taken in and exclusively while changes are replayed or a new
 * generation takes over, so that an older state never follows a newer one. Inside it one thread at a time makes the document of an
 * entry, which keeps that and the text of its attachments together. Nothing foreign is called that takes a lock of the pipeline.
 */
@Component(
        service = {IndexFeed.class, IndexCare.class, HealthIndicator.class},
        configurationPid = CoreConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class IndexFeedImpl implements IndexFeed, IndexCare, HealthIndicator {
    private static final Logger LOG = LoggerFactory.getLogger(IndexFeedImpl.class);
    private static final long FIRST_BUILD_WAIT_MS = 3000;
    private static final int MAX_REPORTED = 1000;

    private final EntryIndex index;
    private final FeedDocuments documents;
    private final SeqTracker tracker = new SeqTracker();
    private final ReentrantReadWriteLock gate = new ReentrantReadWriteLock();
    private final TakenEntries taken = new TakenEntries();
    private final Touches touches = new Touches();
    private final RebuildWish wish;
    private final Replay replay;
    private final IndexRebuild rebuild;
    private final UniqueRefresh unique;
    private final ReindexMeter meter = new ReindexMeter();
    private final ThreadPoolExecutor refresher = CoreThreads.workers("dmart-refresh", 1);
    private final ScheduledExecutorService keeper = CoreThreads.scheduler("dmart-index");
    private final Set<Locator> reported = ConcurrentHashMap.newKeySet();
    private volatile State state = State.OK;
    private volatile boolean stopped;

    /** A feed with the settings {@code timezone}, {@code index_attachment_text} and those of {@link LeafCaps}. */
    @Activate
    public IndexFeedImpl(
            @Reference EntryStore store,
            @Reference PayloadStore payloads,
            @Reference Journal journal,
            @Reference EntryIndex index,
            @Reference UniqueRules rules,
            CoreConfig config) {
        this(
                new FeedDocuments(
                        store,
                        payloads,
                        rules,
                        ZoneId.of(config.timezone()),
                        LeafCaps.of(config),
                        config.index_attachment_text()),
                journal,
                index,
                Duration.ofMillis(FIRST_BUILD_WAIT_MS),
                System::nanoTime);
    }

    IndexFeedImpl(
            FeedDocuments documents, Journal journal, EntryIndex index, Duration firstBuildWait, LongSupplier nanos) {
        this.index = index;
        this.documents = documents;
        wish = new RebuildWish(journal, nanos);
        replay = new Replay(index, journal, documents, tracker, gate, wish, nanos);
        rebuild = new IndexRebuild(index, journal, documents, tracker, gate, meter, wish);
        unique = new UniqueRefresh(index, documents, this::settledRules, this::touch, () -> stopped, nanos);
        start(firstBuildWait);
        Future<?> rounds = keeper.scheduleWithFixedDelay(this::keep, 1, 1, TimeUnit.SECONDS);
        LOG.debug("Keeper of the index is {}", rounds.isCancelled() ? "off" : "on");
    }

    private void start(Duration firstBuildWait) {
        if (documents.store().wasReplaced()) {
            wish.anew();
        }
        if (replay.canContinue()) {
            tracker.restart(index.watermark());
            if (replay.begin()) {
                later(this::finishWhatWasLeft);
                return;
            }
        }
        wish.rest();
        state = State.WARN;
        meter.begin("", false);
        await(keeper.submit(() -> rebuildNow(true)), firstBuildWait);
    }

    /** A small index is built before the server says that it is ready; a large one beside live traffic. */
    private static void await(Future<?> build, Duration wait) {
        try {
            build.get(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException e) {
            LOG.info("The index is being built beside traffic");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public long reached() {
        return tracker.low();
    }

    @Override
    public void applied(long seq, Change change) {
        ChangeReader reader;
        gate.readLock().lock();
        try {
            reader = new ChangeReader(documents, change, true);
            if (reader.reindexesSpace()) {
                wish.anew(); // before it is applied: that a setting is another one is seen once
            }
            applyLocked(seq, reader);
            tracker.done(seq);
        } catch (Throwable e) { // whatever an engine throws must not fail the change, which is durable
            state = State.WARN;
            LOG.warn("Change {} did not reach the index and is caught up from the journal", seq, e);
            return;
        } finally {
            gate.readLock().unlock();
        }
        if (reader.reindexesSpace()) {
            later(this::rebuildIfDue);
        } else if (reader.hasNewRules()) {
            later(unique::run);
        }
    }

    /** Has the keeper do something; nothing more while the index is stopped, as the next start looks what is left. */
    private void later(Runnable task) {
        try {
            keeper.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("The index is stopped", e);
        }
    }

    private void applyLocked(long seq, ChangeReader reader) {
        if (reader.takesAway()) {
            touches.await();
        }
        if (reader.isNothing()) {
            reader.apply(seq, index::apply);
            return;
        }
        taken.with(reader.entries(), () -> reader.apply(seq, index::apply));
    }

    /** The folders with changed rules, when no change that was read under other rules is still on its way into the index. */
    private Map<Locator, Long> settledRules() {
        gate.writeLock().lock();
        try {
            return documents.unique().changed();
        } finally {
            gate.writeLock().unlock();
        }
    }

    private void keep() {
        try {
            boolean reaches = replay.reaches();
            if (!reaches) {
                wish.rest();
            }
            if (wish.isDue()) {
                rebuildNow(false);
                return; // an interrupt that ended it is for nothing else
            }
            if (reaches && (state != State.OK || replay.isStuck())) {
                boolean unused = replay.run();
                state = wish.isWanted() ? State.WARN : State.OK;
            }
            unique.run();
            replay.release();
        } catch (Throwable e) { // the keeper goes on: the cause may pass, even if it is a lack of memory
            state = State.WARN;
            LOG.warn("The index could not be brought up to date; trying again", e);
        }
    }

    @Override
    public void missing(Locator hit) {
        if (reported.size() < MAX_REPORTED && reported.add(hit)) {
            later(() -> remove(hit));
        }
    }

    private void remove(Locator hit) {
        gate.writeLock().lock();
        try {
            if (documents.store().find(hit).isEmpty()) {
                index.apply(new IndexBatch(0, List.of(hit), List.of(), List.of()));
                LOG.info("{} was in the index but not in the store; it is taken out", hit);
            }
        } catch (RuntimeException e) { // the next search that hits it reports it again
            LOG.warn("{} could not be taken out of the index", hit, e);
        } finally {
            gate.writeLock().unlock();
            reported.remove(hit);
        }
    }

    private void rebuildIfDue() {
        if (wish.isDue()) {
            rebuildNow(false);
        }
    }

    /** @param counted whether the meter counts it already */
    private void rebuildNow(boolean counted) {
        rebuild(rebuild::run, counted);
    }

    private void rebuildAnew() {
        wish.anew();
        rebuildNow(true);
    }

    /** A build that was interrupted was wanted, although there is an index that can be used. */
    private void finishWhatWasLeft() {
        if (wish.isWanted()) {
            rebuildNow(false);
        } else if (!stopped) {
            rebuild.unfinished().ifPresent(left -> {
                wish.rest();
                rebuild(() -> rebuild.goOn(left), false);
            });
        }
    }

    /** Fulfils the wish, or leaves it to the keeper. */
    private void rebuild(BooleanSupplier work, boolean counted) {
        if (stopped) {
            return;
        }
        state = State.WARN;
        boolean counts = counted || meter.begin("", false); // not if it counts a run beside this one
        boolean well = false;
        try {
            well = work.getAsBoolean();
            if (well) {
                wish.fulfilled();
                state = wish.isWanted() ? State.WARN : State.OK;
                replay.release();
            } else if (!stopped) {
                LOG.warn("The rebuild of the index was interrupted and goes on in {} s", wish.interrupted());
            }
        } catch (Throwable e) { // whatever it is, it may pass
            failed(e);
        } finally {
            if (counts) {
                meter.end(well);
            }
        }
    }

    private void failed(Throwable why) {
        if (stopped) {
            LOG.debug("The rebuild of the index is left for the next start", why);
        } else {
            LOG.error("The index could not be rebuilt; trying again in {} s", wish.failed(), why);
        }
    }

    @Override
    public boolean begin(Optional<SpaceName> space, boolean changedOnly) {
        if (!meter.begin(space.map(SpaceName::value).orElse(""), changedOnly)) {
            return false;
        }
        if (space.isPresent() || changedOnly) {
            List<SpaceName> spaces =
                    space.map(List::of).orElseGet(() -> documents.store().spaces());
            return begun(refresher, () -> refresh(spaces, changedOnly));
        }
        return begun(keeper, this::rebuildAnew);
    }

    private boolean begun(Executor executor, Runnable run) {
        try {
            executor.execute(run);
            return true;
        } catch (RejectedExecutionException e) {
            LOG.debug("The index is stopped", e);
            meter.end(false);
            return false;
        }
    }

    private void refresh(List<SpaceName> spaces, boolean changedOnly) {
        ThreadPoolExecutor workers = CoreThreads.pool("dmart-reindex", IndexRebuild.THREADS);
        boolean well = false;
        try {
            IndexRefresh run = new IndexRefresh(index, documents, meter, changedOnly, this::touch, () -> stopped);
            run.expect(spaces);
            for (SpaceName space : spaces) {
                run.run(space, workers);
            }
            well = true;
            LOG.info("The index was looked through: {}", meter.told());
        } catch (RuntimeException e) { // whatever fails, the index is as good as it was
            LOG.warn("The index could not be looked through", e);
        } finally {
            workers.shutdownNow();
            meter.end(well);
        }
    }

    /** Makes the documents of some addresses anew from what is stored; those behind which is nothing are taken out. */
    private void touch(List<Locator> addresses) {
        gate.readLock().lock();
        try {
            touches.run(() -> applyLocked(0, ChangeReader.of(documents, addresses)));
        } finally {
            gate.readLock().unlock();
        }
    }

    @Override
    public ReindexProgress progress() {
        return meter.progress();
    }

    @Override
    public String name() {
        return "index";
    }

    @Override
    public State state() {
        return state;
    }

    /** Stops the keeper and makes durable what the index has. */
    @Deactivate
    public void stop() {
        stopped = true;
        refresher.shutdownNow();
        rebuild.stop();
        keeper.shutdown(); // an interrupt would break the files of a build that is left for the next start
        try {
            if (!keeper.awaitTermination(5, TimeUnit.SECONDS)) {
                LOG.warn("The index is still busy while it is stopped");
                keeper.shutdownNow();
            }
            replay.checkpoint();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) { // the next start catches up from the journal
            LOG.warn("The index was stopped without a checkpoint", e);
        }
    }
}
