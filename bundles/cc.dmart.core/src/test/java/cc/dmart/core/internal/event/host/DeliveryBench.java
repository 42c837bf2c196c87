package cc.dmart.core.internal.event.host;

import cc.dmart.api.plugin.EntryListener;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures the delivery engine alone, over a journal in memory: from commit to listener, and how fast one listener is fed. Not a
 * test: {@code java -cp <test class path> cc.dmart.core.internal.event.host.DeliveryBench}.
 */
public final class DeliveryBench {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryBench.class);

    private DeliveryBench() {}

    /** Runs both measurements three times; the last counts. */
    public static void main(String[] args) {
        for (int i = 0; i < 3; i++) {
            latency(4000);
            drain(100_000);
        }
    }

    private static void latency(int commits) {
        try (PluginFixture fixture = new PluginFixture()) {
            Map<String, Long> begun = new ConcurrentHashMap<>();
            long[] nanos = new long[commits];
            AtomicLong heard = new AtomicLong();
            EntryListener listener = (event, delivery) -> {
                nanos[Integer.parseInt(event.eventId())] = System.nanoTime() - begun.get(event.eventId());
                heard.incrementAndGet();
            };
            fixture.host.addListener(listener, Map.of("dmart.plugin", "bench"), "b");
            for (int i = 0; i < commits; i++) {
                begun.put(Integer.toString(i), System.nanoTime());
                fixture.commit(Integer.toString(i), "x" + i % 100, false);
                LockSupport.parkNanos(1_000_000);
            }
            PluginFixture.await("all", () -> heard.get() == commits);
            Arrays.sort(nanos);
            LOG.info(
                    "commit to listener: p50 {} us, p99 {} us",
                    nanos[commits / 2] / 1000,
                    nanos[commits * 99 / 100] / 1000);
        }
    }

    private static void drain(int events) {
        try (PluginFixture fixture = new PluginFixture()) {
            for (int i = 0; i < events; i++) {
                fixture.commit(Integer.toString(i), "x" + i % 1000, false);
            }
            AtomicLong heard = new AtomicLong();
            long begin = System.nanoTime();
            EntryListener listener = (event, delivery) -> heard.incrementAndGet();
            fixture.host.addListener(listener, Map.of("dmart.plugin", "bench", "dmart.replay.beginning", true), "b");
            PluginFixture.await("all", () -> heard.get() == events);
            long rate = events * 1_000_000_000L / (System.nanoTime() - begin);
            LOG.info("one listener is fed {} events per second", rate);
        }
    }
}
