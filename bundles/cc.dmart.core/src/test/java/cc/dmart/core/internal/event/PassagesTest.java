package cc.dmart.core.internal.event;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.plugin.EntryListener;
import cc.dmart.api.storage.JournalReader;
import cc.dmart.api.storage.JournalRecord;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Listeners hear of a change when what the server keeps beside the files knows of it ({@code plugins-events.md} 2.4). */
class PassagesTest {
    private static final Duration NOW = Duration.ZERO;

    private final PluginFixture fixture = new PluginFixture();
    private final Passages passages = new Passages();

    @AfterEach
    void close() {
        fixture.close();
    }

    /** A thread that reads the next record. */
    private static Thread follow(JournalReader records, CompletableFuture<Optional<JournalRecord>> given) {
        Thread follower = new Thread(() -> {
            try {
                given.complete(records.next(NOW));
            } catch (InterruptedException e) {
                given.completeExceptionally(e);
            }
        });
        follower.start();
        return follower;
    }

    @Test
    void aChangeIsGivenWhenItHasArrivedAndNotBefore() throws Exception {
        HookDispatcher.Passage passage = passages.begin();
        CompletableFuture<Optional<JournalRecord>> given = new CompletableFuture<>();
        JournalReader records = passages.read(fixture.store, fixture.store.lastSeq());
        fixture.commit("e1", "x1", false);
        Thread follower = follow(records, given);
        while (follower.getState() != Thread.State.TIMED_WAITING) {
            assertThat(follower.isAlive()).as("waits for the change").isTrue();
            LockSupport.parkNanos(100_000);
        }
        assertThat(given).isNotDone();
        passage.close();
        assertThat(given.get(30, TimeUnit.SECONDS)).isPresent();
        records.close();
    }

    @Test
    void whatHangsHoldsUpNobodyForLong() throws Exception {
        HookDispatcher.Passage hangs = passages.begin();
        fixture.commit("e1", "x1", false);
        fixture.commit("e2", "x2", false);
        try (JournalReader records = passages.read(fixture.store, fixture.store.lastSeq() - 2)) {
            assertThat(records.next(NOW)).isPresent();
            assertThat(records.next(NOW))
                    .as("shown when the first was waited for")
                    .isPresent();
            assertThat(records.next(NOW)).isEmpty();
        }
        hangs.close();
    }

    @Test
    void aListenerIsFedBehindTheChangesOfTheServer() {
        List<String> seen = new CopyOnWriteArrayList<>();
        List<String> early = new CopyOnWriteArrayList<>();
        List<String> known = new CopyOnWriteArrayList<>();
        EntryListener listener = (event, delivery) -> {
            if (!known.contains(event.eventId())) {
                early.add(event.eventId());
            }
            seen.add(event.eventId());
        };
        fixture.host.addListener(listener, Map.of("component.name", "x.L"), "b");
        for (String id : List.of("e1", "e2", "e3")) {
            HookDispatcher.Passage passage = fixture.host.passage();
            fixture.commit(id, "x1", false);
            PluginFixture.await("the reader of the journal waits", PassagesTest::isAwaited);
            known.add(id);
            passage.close();
            PluginFixture.await(id, () -> seen.contains(id));
        }
        assertThat(early).isEmpty();
    }

    private static boolean isAwaited() {
        return Thread.getAllStackTraces().values().stream()
                .flatMap(Stream::of)
                .anyMatch(frame -> frame.getClassName().equals(Passages.class.getName())
                        && frame.getMethodName().equals("awaitOpen"));
    }

    /** One that hangs takes nothing from those that began after it. */
    @Test
    void aYoungChangeIsAwaitedBesideOneThatHangs() throws Exception {
        HookDispatcher.Passage hangs = passages.begin();
        fixture.commit("e1", "x1", false);
        long before = fixture.store.lastSeq() - 1;
        try (JournalReader records = passages.read(fixture.store, before)) {
            assertThat(records.next(NOW)).isPresent();
            HookDispatcher.Passage young = passages.begin();
            fixture.commit("e2", "x2", false);
            CompletableFuture<Optional<JournalRecord>> given = new CompletableFuture<>();
            Thread unused = follow(records, given);
            PluginFixture.await("it waits", PassagesTest::isAwaited);
            assertThat(given).isNotDone();
            young.close();
            assertThat(given.get(30, TimeUnit.SECONDS)).isPresent();
        }
        hangs.close();
    }
}
