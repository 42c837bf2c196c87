package cc.dmart.core.internal.event.journal;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.plugin.EntryListener;
import cc.dmart.api.storage.Change;
import cc.dmart.api.storage.JournalReader;
import cc.dmart.api.storage.JournalRecord;
import cc.dmart.core.internal.event.HookDispatcher;
import cc.dmart.core.internal.event.host.PluginFixture;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Listeners hear of a change when what the server keeps beside the files knows of it ({@code plugins-events.md} 2.4). */
class PassagesTest {
    private static final Duration NOW = Duration.ZERO;
    private static final long TWO_HOURS = 2 * 3600 * 1_000_000_000L;

    private final PluginFixture fixture = new PluginFixture();
    private final AtomicLong clock = new AtomicLong();
    private final AtomicLong step = new AtomicLong();
    private final Passages passages = new Passages(Duration.ofHours(1), () -> clock.getAndAdd(step.get()));

    @AfterEach
    void close() {
        fixture.close();
    }

    private static Change change(String id) {
        return new Change(List.of(), List.of(PluginFixture.event(id, "x1", ActionType.UPDATE)), false);
    }

    /** What is given when it is, by a thread that may have to wait. */
    private static CompletableFuture<Optional<JournalRecord>> next(JournalReader records) {
        CompletableFuture<Optional<JournalRecord>> given = new CompletableFuture<>();
        new Thread(() -> {
                    try {
                        given.complete(records.next(NOW));
                    } catch (InterruptedException e) {
                        given.completeExceptionally(e);
                    }
                })
                .start();
        return given;
    }

    private static void isGivenWhenItArrives(JournalReader records, HookDispatcher.Passage passage) throws Exception {
        CompletableFuture<Optional<JournalRecord>> given = next(records);
        PluginFixture.await("it waits, or was given", () -> isAwaited() || given.isDone());
        assertThat(given).as("before it arrives").isNotDone();
        passage.close();
        assertThat(given.get(30, TimeUnit.SECONDS)).isPresent();
    }

    /** However many nanoseconds it was on its way into the files: the time counts from when the journal shows it. */
    @ParameterizedTest
    @ValueSource(longs = {0, TWO_HOURS})
    void aChangeIsGivenWhenItHasArrivedAndNotBefore(long way) throws Exception {
        HookDispatcher.Passage passage = passages.begin(change("e1"));
        clock.addAndGet(way);
        try (JournalReader records = passages.read(fixture.store, fixture.store.lastSeq())) {
            fixture.commit("e1", "x1", false);
            isGivenWhenItArrives(records, passage);
        }
    }

    @Test
    void whatTheJournalDoesNotShowYetHoldsUpNobody() throws Exception {
        HookDispatcher.Passage passage = passages.begin(change("e2"));
        try (JournalReader records = passages.read(fixture.store, fixture.store.lastSeq())) {
            fixture.commit("e1", "x1", false);
            assertThat(next(records).get(30, TimeUnit.SECONDS)).isPresent();
            fixture.commit("e2", "x2", false);
            isGivenWhenItArrives(records, passage);
        }
    }

    @Test
    void whatHangsHoldsUpNobodyForLong() throws Exception {
        List<HookDispatcher.Passage> hang = List.of(passages.begin(change("e1")), passages.begin(change("e2")));
        fixture.commit("e1", "x1", false);
        fixture.commit("e2", "x2", false);
        step.set(TWO_HOURS); // between one look at the clock and the next
        try (JournalReader records = passages.read(fixture.store, fixture.store.lastSeq() - 2)) {
            assertThat(next(records).get(30, TimeUnit.SECONDS)).isPresent();
            assertThat(next(records).get(30, TimeUnit.SECONDS)).isPresent();
            assertThat(records.next(NOW)).isEmpty();
        }
        hang.forEach(HookDispatcher.Passage::close);
    }

    /** One that hangs takes nothing from those that the journal shows after it. */
    @Test
    void aYoungChangeIsAwaitedBesideOneThatHangs() throws Exception {
        HookDispatcher.Passage hangs = passages.begin(change("e1"));
        fixture.commit("e1", "x1", false);
        try (JournalReader records = passages.read(fixture.store, fixture.store.lastSeq() - 1)) {
            step.set(TWO_HOURS);
            assertThat(next(records).get(30, TimeUnit.SECONDS)).isPresent();
            step.set(0);
            HookDispatcher.Passage young = passages.begin(change("e2"));
            fixture.commit("e2", "x2", false);
            isGivenWhenItArrives(records, young);
        }
        hangs.close();
    }

    @Test
    void aChangeThatNobodyIsToldIsOnNoWay() throws Exception {
        passages.begin(new Change(List.of(), List.of(), true)).close();
        HookDispatcher.Passage open = passages.begin(new Change(List.of(), List.of(), true));
        fixture.space("['p']");
        try (JournalReader records = passages.read(fixture.store, fixture.store.lastSeq() - 1)) {
            assertThat(next(records).get(30, TimeUnit.SECONDS)).isPresent();
        }
        open.close();
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
        fixture.addListener(listener, Map.of("component.name", "x.L"), "b");
        for (String id : List.of("e1", "e2", "e3")) {
            EntryEvent event = PluginFixture.event(id, "x1", ActionType.UPDATE);
            HookDispatcher.Passage passage = fixture.host.passage(new Change(List.of(), List.of(event), false));
            fixture.commit(id, "x1", false);
            PluginFixture.await("the reader of the journal waits", () -> isAwaited() || seen.contains(id));
            known.add(id);
            passage.close();
            PluginFixture.await(id, () -> seen.contains(id));
        }
        assertThat(early).isEmpty();
    }

    private static boolean isAwaited() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getState() == Thread.State.TIMED_WAITING)
                .flatMap(thread -> Stream.of(thread.getValue()))
                .anyMatch(frame -> frame.getClassName().startsWith(Passages.class.getName())
                        && frame.getMethodName().equals("awaitArrival"));
    }
}
