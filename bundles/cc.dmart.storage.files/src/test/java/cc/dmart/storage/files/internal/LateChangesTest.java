package cc.dmart.storage.files.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.storage.Change;
import cc.dmart.api.storage.ChangeOp;
import cc.dmart.api.storage.PayloadChange;
import cc.dmart.storage.files.internal.commit.Store;
import cc.dmart.storage.files.internal.disk.Disk;
import cc.dmart.storage.files.internal.threads.StorageThreads;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes that are durable and come into the files later than they were to. */
class LateChangesTest {
    private static final SpaceName DEPOT = new SpaceName("depot");
    private static final long PATIENCE = 30;

    @TempDir
    Path folder;

    private final AtomicReference<WatchedDisk.Watcher> watcher = new AtomicReference<>((call, path) -> {});
    private final Disk disk = WatchedDisk.of((call, path) -> watcher.get().before(call, path));
    private final StorageThreads threads = new StorageThreads();

    private Store open() throws IOException {
        return Store.open(disk, Fixtures.settings(folder), threads);
    }

    private static boolean is(String call, Path path, String wanted, String name) {
        return call.equals(wanted)
                && path.getFileName().toString().contains(name); // when tried again, under another name first
    }

    private static void late(Store store, LongConsumer told, ChangeOp op) {
        assertThatThrownBy(() -> store.commit(new Change(List.of(op), List.of(), false), told))
                .isInstanceOfSatisfying(
                        DmartException.Unavailable.class,
                        e -> assertThat(e.isStored()).isTrue());
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(PATIENCE, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Else a move would wait for one behind it, which waits for the move. */
    @Test
    void theyComeInTheOrderOfTheirNumbers() throws Exception {
        CountDownLatch isFirstDurable = new CountDownLatch(1);
        CountDownLatch isSecondStuck = new CountDownLatch(1);
        AtomicReference<Boolean> full = new AtomicReference<>(true);
        BlockingQueue<Long> told = new LinkedBlockingQueue<>();
        try (Store store = open()) {
            Scenarios.build(store);
            long last = store.journal().lastSeq();
            watcher.set((call, path) -> {
                boolean first = is(call, path, "create", "first.json");
                if (first && isFirstDurable.getCount() > 0) {
                    isFirstDurable.countDown();
                    await(isSecondStuck);
                }
                if ((first || is(call, path, "create", "second.json")) && full.get()) {
                    throw new IOException("No space left on device");
                }
            });
            CompletableFuture<Void> slow = CompletableFuture.runAsync(() -> late(store, told::add, create("first")));
            await(isFirstDurable);
            late(store, told::add, create("second"));
            isSecondStuck.countDown();
            slow.get(PATIENCE, TimeUnit.SECONDS);
            threads.later(
                    () -> full.set(false), Duration.ZERO); // by the thread that tries them again, so between two rounds
            assertThat(told.poll(PATIENCE, TimeUnit.SECONDS)).isEqualTo(last + 1);
            assertThat(told.poll(PATIENCE, TimeUnit.SECONDS)).isEqualTo(last + 2);
            assertThat(store.isReadOnly()).isFalse();
        }
    }

    private static ChangeOp create(String name) {
        return Scenarios.putJson(Locator.of("shop", "catalog", name, ResourceType.CONTENT), true, 1);
    }

    @Test
    void aSpaceThatComesLateIsListed() throws Exception {
        assertThat(spacesAfter(
                        "create",
                        "meta.space.json",
                        Scenarios.put(Locator.ofSpace(DEPOT), true, 0, new PayloadChange.Keep())))
                .containsExactly(DEPOT, Scenarios.SHOP);
    }

    @Test
    void aSpaceThatGoesLateIsNotListed() throws Exception {
        assertThat(spacesAfter("rename", "shop", new ChangeOp.RemoveEntry(Scenarios.SPACE, Optional.empty())))
                .isEmpty();
    }

    /** The spaces as the one who asked for a late change of them sees them when he is told that it is done. */
    private List<SpaceName> spacesAfter(String step, String name, ChangeOp op) throws Exception {
        AtomicInteger left = new AtomicInteger(4); // three at once, and the first time it is tried again
        BlockingQueue<List<SpaceName>> told = new LinkedBlockingQueue<>();
        try (Store store = open()) {
            Scenarios.build(store);
            watcher.set((call, path) -> {
                if (is(call, path, step, name)) {
                    if (left.getAndDecrement() > 0) {
                        throw new IOException("No space left on device");
                    }
                    store.listings().forgetSpaces();
                    store.listings().spaces(); // somebody asks in the last moment
                }
            });
            late(store, seq -> told.add(store.listings().spaces()), op);
            List<SpaceName> out = told.poll(PATIENCE, TimeUnit.SECONDS);
            assertThat(left).hasNegativeValue();
            return Optional.ofNullable(out).orElseThrow();
        }
    }
}
