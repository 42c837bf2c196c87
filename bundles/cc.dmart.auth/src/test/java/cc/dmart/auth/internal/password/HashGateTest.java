package cc.dmart.auth.internal.password;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.DmartException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HashGateTest {
    @Test
    void s1_5_fewRunSomeWaitTheRestIsSentAway() throws Exception {
        HashGate gate = new HashGate(2);
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        ExecutorService pool = Executors.newFixedThreadPool(80);
        try {
            List<Future<Boolean>> all = new ArrayList<>();
            for (int i = 0; i < 80; i++) {
                all.add(pool.submit(() -> attempt(gate, go, running, most)));
            }
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while ((running.get() < 2 || all.stream().filter(Future::isDone).count() < 14) && System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            go.countDown();
            int served = 0;
            for (Future<Boolean> one : all) {
                served += one.get(60, TimeUnit.SECONDS) ? 1 : 0;
            }
            assertThat(served).isEqualTo(66);
            assertThat(most.get()).isEqualTo(2);
        } finally {
            pool.shutdownNow();
        }
    }

    private static boolean attempt(HashGate gate, CountDownLatch go, AtomicInteger running, AtomicInteger most) {
        try {
            return gate.run(memory -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                try {
                    return go.await(60, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    return false;
                } finally {
                    running.decrementAndGet();
                }
            });
        } catch (DmartException.Unavailable e) {
            assertThat(e.status()).isEqualTo(429);
            return false;
        }
    }
}
