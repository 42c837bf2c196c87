package cc.dmart.core.internal.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Changes of one entry wait for each other, others do not. */
@Timeout(60)
class TakenEntriesTest {
    private final TakenEntries taken = new TakenEntries();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() throws InterruptedException {
        threads.shutdownNow();
        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }

    private static Locator at(int number) {
        return Locator.of("shop", "/pens", "e" + number, ResourceType.CONTENT);
    }

    private static Set<Locator> range(int from, int to) {
        return IntStream.range(from, to).mapToObj(TakenEntriesTest::at).collect(Collectors.toSet());
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void largeChangesOfDifferentEntriesGoOnTogether() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        Runnable meet = () -> {
            both.countDown();
            await(both);
        };
        CompletableFuture.allOf(
                        CompletableFuture.runAsync(() -> taken.with(range(0, 256), meet), threads),
                        CompletableFuture.runAsync(() -> taken.with(range(256, 512), meet), threads))
                .get();
    }

    @Test
    void changesThatShareAnEntryFollowEachOther() throws Exception {
        int changes = 2000;
        AtomicInteger inside = new AtomicInteger();
        List<Integer> most = new ArrayList<>();
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < changes; i++) {
            Set<Locator> own = Set.of(at(0), at(1 + i % 7), at(100 + i));
            all.add(CompletableFuture.runAsync(
                    () -> taken.with(own, () -> {
                        int now = inside.incrementAndGet();
                        most.add(now); // nobody else is here
                        inside.decrementAndGet();
                    }),
                    threads));
        }
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get();
        assertThat(most).hasSize(changes).containsOnly(1);
    }

    @Test
    void whoOverlapsWithTwoWaitsForBoth() throws Exception {
        CountDownLatch begun = new CountDownLatch(2);
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(1);
        CompletableFuture<Void> one = CompletableFuture.runAsync(
                () -> taken.with(Set.of(at(1)), () -> {
                    begun.countDown();
                    await(first);
                }),
                threads);
        CompletableFuture<Void> two = CompletableFuture.runAsync(
                () -> taken.with(Set.of(at(2)), () -> {
                    begun.countDown();
                    await(second);
                }),
                threads);
        await(begun);
        CompletableFuture<Boolean> both = CompletableFuture.supplyAsync(
                () -> {
                    boolean[] ended = new boolean[1];
                    taken.with(range(1, 3), () -> ended[0] = second.getCount() == 0);
                    return ended[0];
                },
                threads);
        first.countDown();
        one.get();
        second.countDown();
        two.get();
        assertThat(both.get()).isTrue();
    }

    @Test
    void entriesAreFreeAfterAFailure() {
        assertThatThrownBy(() -> taken.with(range(0, 3), () -> {
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        AtomicInteger ran = new AtomicInteger();
        taken.with(range(0, 3), ran::incrementAndGet);
        assertThat(ran).hasValue(1);
    }

    private Thread start(Set<Locator> entries, Runnable work) {
        Thread out = new Thread(() -> taken.with(entries, work));
        out.setDaemon(true);
        out.start();
        return out;
    }

    /** Waits until a thread waits for its turn, or has had it. */
    private static void settle(Thread thread) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (thread.getState() != Thread.State.WAITING && thread.getState() != Thread.State.TERMINATED) {
            assertThat(System.nanoTime()).as(thread.getState().toString()).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private Thread hold(Set<Locator> entries, CountDownLatch until) {
        CountDownLatch has = new CountDownLatch(1);
        Thread out = start(entries, () -> {
            has.countDown();
            await(until);
        });
        await(has);
        return out;
    }

    /** One large change that ends makes room for all that waited for it, not for one of them. */
    @Test
    void allThatWaitForWhatBecomesFreeGoOnTogether() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        Thread large = hold(range(0, 10), end);
        CountDownLatch together = new CountDownLatch(10);
        List<Thread> small = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            small.add(start(Set.of(at(i)), () -> {
                together.countDown();
                await(together);
            }));
        }
        small.forEach(TakenEntriesTest::settle);
        end.countDown();
        large.join();
        for (Thread each : small) {
            each.join();
        }
        assertThat(together.getCount()).isZero();
    }

    /** Two hot entries that others take in turn are both free at no time. */
    @Test
    void whoComesLaterDoesNotOvertakeALargeChangeThatWaits() throws Exception {
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch end = new CountDownLatch(1);
        Thread holder = hold(Set.of(at(1)), end);
        Thread large = start(range(1, 100), () -> order.add("large"));
        settle(large);
        Thread small = start(Set.of(at(2)), () -> order.add("small"));
        settle(small);
        Thread beside = start(Set.of(at(200)), () -> order.add("beside"));
        beside.join();
        end.countDown();
        for (Thread each : List.of(holder, large, small)) {
            each.join();
        }
        assertThat(order).containsExactly("beside", "large", "small");
    }

    /** What waits behind a large change hands on to what waits behind that. */
    @Test
    void aLineOfChangesGoesOnInItsOrder() throws Exception {
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch end = new CountDownLatch(1);
        List<Thread> all = new ArrayList<>();
        all.add(hold(Set.of(at(0)), end));
        for (int i = 0; i < 20; i++) {
            int number = i;
            Thread next = start(range(i, i + 2), () -> order.add(number));
            settle(next);
            all.add(next);
        }
        end.countDown();
        for (Thread each : all) {
            each.join();
        }
        assertThat(order).isSorted().hasSize(20);
    }

    /** Without memory, those that wait for a change would wait for good when it ends. */
    @Test
    void toEndAChangeTakesNoMemory() throws Exception {
        long unused = taken(); // what is loaded the first time
        assertThat(taken()).isZero();
    }

    /** Bytes that the end of a change takes for which others wait, one behind the other and side by side. */
    private long taken() throws InterruptedException {
        ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        AtomicLong bytes = new AtomicLong();
        CountDownLatch has = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Thread holder = new Thread(() -> {
            long[] before = new long[1];
            taken.with(range(0, 10), () -> {
                has.countDown();
                await(end);
                before[0] = memory.getCurrentThreadAllocatedBytes();
            });
            bytes.set(memory.getCurrentThreadAllocatedBytes() - before[0]);
        });
        holder.start();
        await(has);
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Thread next = start(range(i, i + 2), () -> {});
            settle(next);
            all.add(next);
        }
        end.countDown();
        holder.join();
        for (Thread each : all) {
            each.join();
        }
        return bytes.get();
    }
}
