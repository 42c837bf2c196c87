package cc.dmart.core.internal.event.journal;

import static cc.dmart.core.internal.event.host.PluginFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.storage.Journal;
import cc.dmart.api.storage.JournalReader;
import cc.dmart.api.storage.JournalRecord;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever ends the reading, those who keep up are told and may come back. */
class JournalTapTest {
    private final AtomicInteger reads = new AtomicInteger();
    private final CountDownLatch joined = new CountDownLatch(1);
    private volatile boolean interrupts;
    private final JournalReader reader = new JournalReader() {
        @Override
        public Optional<JournalRecord> next(Duration wait) throws InterruptedException {
            reads.incrementAndGet();
            assertThat(joined.await(30, TimeUnit.SECONDS)).isTrue();
            if (interrupts) {
                throw new InterruptedException("made up");
            }
            throw new NoClassDefFoundError("made up");
        }

        @Override
        public void close() {}
    };
    private final JournalTap tap = new JournalTap(
            (Journal) Proxy.newProxyInstance(
                    Journal.class.getClassLoader(), new Class<?>[] {Journal.class}, (proxy, method, args) -> reader),
            new Passages());

    @AfterEach
    void close() {
        tap.close();
    }

    /** Has seen all there is. */
    private static class Drinker implements JournalTap.Drinker {
        final AtomicInteger sentAway = new AtomicInteger();

        @Override
        public long lastRead() {
            return 0;
        }

        @Override
        public boolean offer(long seq, List<Told> events) {
            return true;
        }

        @Override
        public void left() {
            sentAway.incrementAndGet();
        }

        @Override
        public void idle() {}
    }

    @Test
    void allAreSentAwayThoughOneOfThemFails() {
        Drinker broken = new Drinker() {
            @Override
            public void left() {
                super.left();
                throw new NoClassDefFoundError("made up");
            }
        };
        Drinker sound = new Drinker();
        assertThat(tap.join(broken)).isTrue();
        assertThat(tap.join(sound)).isTrue();
        joined.countDown();
        await("both", () -> sound.sentAway.get() == 1 && broken.sentAway.get() == 1);
    }

    @Test
    void anInterruptEndsOneReadingOnly() {
        interrupts = true;
        Drinker drinker = new Drinker();
        assertThat(tap.join(drinker)).isTrue();
        joined.countDown();
        await("sent away", () -> drinker.sentAway.get() == 1);
        assertThat(tap.join(drinker)).isTrue();
        await("sent away again", () -> drinker.sentAway.get() == 2);
        assertThat(reads).hasValue(2);
    }
}
