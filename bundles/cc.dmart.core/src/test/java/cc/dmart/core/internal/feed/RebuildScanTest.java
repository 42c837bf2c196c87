package cc.dmart.core.internal.feed;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.index.IndexGeneration;
import cc.dmart.api.model.Entry;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.storage.StoredEntry;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** When a rebuild takes a disk for slow. */
class RebuildScanTest extends IndexFeedFixture {
    private static final int CHUNK = 2000;

    private final AtomicInteger slowed = new AtomicInteger();
    private long now;
    private int made;
    private final IndexGeneration target = (IndexGeneration) Proxy.newProxyInstance(
            IndexGeneration.class.getClassLoader(),
            new Class<?>[] {IndexGeneration.class},
            (proxy, method, args) -> method.getName().equals("has") ? true : null);
    private final RebuildScan scan = new RebuildScan(
            documents(),
            target,
            0,
            new ReindexMeter(),
            () -> false,
            new Pace(() -> now, slowed::incrementAndGet),
            new UnreadableFiles(line -> {}));

    private Locator next() {
        return at("/seed", "s" + made++, ResourceType.CONTENT);
    }

    private void entries(int count) {
        for (int i = 0; i < count; i++) {
            Locator at = next();
            scan.entry(
                    new StoredEntry(new Entry(at, meta(at, "t")), Optional.empty(), Optional.empty(), ""), List.of());
        }
    }

    /** A chunk of which the entries take a time, that before its first one left out. */
    private void chunk(long nanos) {
        entries(1);
        now += nanos;
        entries(CHUNK - 1);
    }

    @Test
    void twoSlowChunksInARowAreToldOnce() {
        chunk(Pace.SLOW_NANOS + 1);
        chunk(Pace.SLOW_NANOS);
        chunk(Pace.SLOW_NANOS + 1);
        assertThat(slowed).hasValue(0);
        chunk(Pace.SLOW_NANOS + 1);
        assertThat(slowed).hasValue(1);
        chunk(0);
        chunk(Pace.SLOW_NANOS + 1);
        chunk(Pace.SLOW_NANOS + 1);
        assertThat(slowed).hasValue(1);
    }

    @Test
    void whatLiesBetweenChunksIsNoSlowDisk() {
        for (int i = 0; i < 4; i++) {
            now += 10 * Pace.SLOW_NANOS;
            chunk(0);
        }
        assertThat(slowed).hasValue(0);
    }

    /** A build that goes on passes over what is there already. */
    @Test
    void whatIsThereAlreadyIsNoSlowDisk() {
        for (int i = 0; i < 4; i++) {
            entries(1);
            now += 10 * Pace.SLOW_NANOS;
            assertThat(scan.wants(next())).isFalse();
            entries(CHUNK - 1);
        }
        assertThat(slowed).hasValue(0);
    }
}
