package cc.dmart.core.internal.event.host;

import static cc.dmart.core.internal.event.host.PluginFixture.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.plugin.EntryListener;
import cc.dmart.api.service.ListenerStatus;
import cc.dmart.core.internal.event.delivery.DeadLetters;
import cc.dmart.core.internal.event.delivery.ListenerRunner;
import cc.dmart.core.internal.event.delivery.Runners;
import cc.dmart.core.internal.event.job.JobRunner;
import cc.dmart.core.internal.event.job.Jobs;
import cc.dmart.core.internal.event.registration.Registration;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of events that are given up, and how an operator brings them back ({@code plugins-events.md} 2.4; A4). */
class DeadLetterTest {
    private final PluginFixture fixture = new PluginFixture();
    private final JobRunner jobs = Jobs.runner(fixture.folder.resolve("jobs"), fixture.setups);
    private final DeliveryServiceImpl service = new DeliveryServiceImpl(fixture.host, jobs, fixture.store);
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final AtomicBoolean broken = new AtomicBoolean(true);
    private final AtomicReference<CountDownLatch> gate = new AtomicReference<>(new CountDownLatch(0));
    private final AtomicInteger waiting = new AtomicInteger();

    @AfterEach
    void close() {
        service.close();
        jobs.close();
        fixture.close();
    }

    private void add(EntryListener listener, Object... properties) {
        Map<String, Object> map = new HashMap<>(Map.of("dmart.plugin", "p", "component.name", "x.L"));
        for (int i = 0; i < properties.length; i += 2) {
            map.put((String) properties[i], properties[i + 1]);
        }
        fixture.host.addListener(listener, map, "b");
    }

    private EntryListener fragile() {
        return (event, delivery) -> {
            waiting.incrementAndGet();
            gate.get().await();
            waiting.decrementAndGet();
            if (broken.get()) {
                throw new IllegalStateException("broken " + event.eventId());
            }
            seen.add(event.eventId() + (delivery.isReplay() ? " again" : ""));
        };
    }

    private void bury(String... ids) {
        add(fragile(), "dmart.retry.max", 1);
        for (String id : ids) {
            fixture.commit(id, "x1", false);
        }
        await("all dead", () -> fixture.host.dead().count("p.L") == ids.length);
        broken.set(false);
    }

    private static List<String> ids(List<JsonObject> letters) {
        return letters.stream()
                .map(l -> l.object("event").orElseThrow().string("event_id").orElseThrow())
                .toList();
    }

    @Test
    void a4AListenerThatAlwaysThrowsIsHeldBackWhileOthersAreServed() {
        List<Instant> attempts = new CopyOnWriteArrayList<>();
        add(
                (event, delivery) -> {
                    attempts.add(Instant.now());
                    throw new IllegalStateException("always");
                },
                "dmart.retry.delay.ms",
                2,
                "dmart.retry.maxDelay.ms",
                40);
        fixture.host.addListener((event, delivery) -> seen.add(event.eventId()), Map.of("dmart.plugin", "other"), "b");
        for (int i = 0; i < 4; i++) {
            fixture.commit("e" + i, "x1", false);
        }
        await("the other listener", () -> seen.size() == 4);
        // the breaker opens after five failures in a row and holds the rest of the attempts back for half a minute
        // (DelivererTest has all ten)
        await("five attempts", () -> attempts.size() == 5);
        assertThat(status().breaker()).isEqualTo("OPEN");
        assertThat(status().retrying()).isEqualTo(1);
        Registration.Retry standard = new Registration.Retry(10, 1000, 2, 600_000);
        assertThat(List.of(1, 2, 3, 9, 10))
                .map(n -> standard.afterMillis(n))
                .containsExactly(1000.0, 2000.0, 4000.0, 256_000.0, 512_000.0);
        assertThat(fixture.host.runners().get(0).listener().retry().attempts()).isEqualTo(10);
    }

    private ListenerStatus status() {
        return service.listeners().stream()
                .filter(l -> l.name().equals("p.L"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void lettersAreListedWithEventAttemptsAndReason() {
        bury("e1", "e2", "e3");
        assertThat(ids(service.deadLetters("p.L", 0, 10))).containsExactly("e1", "e2", "e3");
        assertThat(ids(service.deadLetters("p.L", 1, 1))).containsExactly("e2");
        JsonObject first = service.deadLetters("p.L", 0, 1).get(0);
        assertThat(first.string("error")).contains("java.lang.IllegalStateException: broken e1");
        assertThat(first.string("trace").orElseThrow()).contains("DeadLetterTest");
        assertThat(first.number("attempts").orElseThrow().longValue()).isEqualTo(1);
        assertThat(service.withDeadLetters()).containsExactly("p.L");
        assertThat(service.deadLetterCount("p.L")).isEqualTo(3);
        assertThat(service.deadLetterCount("p.Other")).isZero();
        assertThat(status().dead()).isEqualTo(3);
    }

    @Test
    void lettersOutliveTheServer() {
        bury("e1", "e2");
        DeadLetters again = new DeadLetters(fixture.folder.resolve("journal/dead"));
        assertThat(again.count("p.L")).isEqualTo(2);
        assertThat(ids(again.list("p.L", 0, 10))).containsExactly("e1", "e2");
    }

    @Test
    void aRetryDeliversAgainAndTakesTheLetterAway() {
        bury("e1", "e2", "e3");
        assertThat(service.retry("p.L", Set.of("e2", "unknown"))).isEqualTo(1);
        await("e2", () -> seen.contains("e2 again"));
        await("its letter is gone", () -> status().dead() == 2);
        assertThat(ids(service.deadLetters("p.L", 0, 10))).containsExactly("e1", "e3");
        assertThat(service.retry("p.L", Set.of())).isEqualTo(2);
        await("the rest", () -> seen.size() == 3);
        assertThat(seen).containsExactly("e2 again", "e1 again", "e3 again");
        await("no letter", () -> service.withDeadLetters().isEmpty());
        assertThat(service.deadLetters("p.L", 0, 10)).isEmpty();
    }

    @Test
    void aRetryThatFailsIsALetterAgain() {
        bury("e1", "e2");
        broken.set(true);
        service.retry("p.L", Set.of("e1"));
        await("dead again", () -> status().failed() == 3);
        assertThat(ids(service.deadLetters("p.L", 0, 10))).containsExactly("e1", "e2");
        assertThat(status().dead()).isEqualTo(2);
        await("it may be tried once more", () -> service.retry("p.L", Set.of("e1")) == 1);
    }

    private List<String> onDisk() {
        return ids(new DeadLetters(fixture.folder.resolve("journal/dead")).list("p.L", 0, 10));
    }

    /** The request is answered, and a letter that was not taken may be tried again. */
    @Test
    void aRetryDoesNotWaitForRoom() throws Exception {
        bury("e1", "e2");
        CountDownLatch goOn = fill();
        assertThat(CompletableFuture.supplyAsync(() -> service.retry("p.L", Set.of("e1")))
                        .get(10, TimeUnit.SECONDS))
                .isEqualTo(1);
        service.close();
        DeliveryServiceImpl next = new DeliveryServiceImpl(fixture.host, jobs, fixture.store);
        await("it is put back", () -> next.retry("p.L", Set.of("e1")) == 1);
        goOn.countDown();
        await("delivered", () -> seen.contains("e1 again"));
        next.close();
        assertThat(seen).hasSize(1001);
    }

    private CountDownLatch fill() {
        CountDownLatch goOn = new CountDownLatch(1);
        gate.set(goOn);
        for (int i = 0; i < 1000; i++) {
            fixture.commit("busy" + i, "x1", false);
        }
        ListenerRunner runner = fixture.host.runners().get(0);
        await("no room", () -> Runners.isFull(runner));
        return goOn;
    }

    @Test
    void aListenerWithoutRoomHoldsUpNoOther() {
        bury("e1", "e2");
        AtomicBoolean down = new AtomicBoolean(true);
        fixture.host.addListener(
                (event, delivery) -> {
                    if (down.get()) {
                        throw new IllegalStateException("down");
                    }
                    seen.add("other " + event.eventId());
                },
                Map.of("dmart.plugin", "o", "component.name", "x.L", "dmart.retry.max", 1),
                "b");
        fixture.commit("e3", "x3", false);
        await("dead", () -> fixture.host.dead().count("o.L") == 1);
        down.set(false);
        CountDownLatch goOn = fill();
        assertThat(service.retry("p.L", Set.of("e1"))).isEqualTo(1);
        assertThat(service.retry("p.L", Set.of("e2"))).isEqualTo(1);
        assertThat(service.retry("o.L", Set.of())).isEqualTo(1);
        await("the other", () -> seen.contains("other e3"));
        goOn.countDown();
        await("both", () -> seen.containsAll(List.of("e1 again", "e2 again")));
    }

    @Test
    void aLetterThatIsDiscardedWhileItWaitsForRoomIsNotDelivered() {
        bury("e1", "e2");
        CountDownLatch goOn = fill();
        assertThat(service.retry("p.L", Set.of())).isEqualTo(2);
        assertThat(service.discard("p.L", Set.of("e1"))).isEqualTo(1);
        goOn.countDown();
        await("the other letter", () -> seen.contains("e2 again"));
        assertThat(seen).doesNotContain("e1 again");
    }

    @Test
    void aLetterThatIsDiscardedBeforeItsTurnIsNotDelivered() {
        bury("e1", "e2", "e3");
        CountDownLatch goOn = new CountDownLatch(1);
        gate.set(goOn);
        assertThat(service.retry("p.L", Set.of())).isEqualTo(3);
        ListenerRunner runner = fixture.host.runners().get(0);
        await("all are taken in", () -> waiting.get() == 1 && Runners.waiting(runner) == 3);
        assertThat(service.discard("p.L", Set.of("e2"))).isEqualTo(1);
        goOn.countDown();
        await("the last", () -> seen.contains("e3 again"));
        assertThat(seen).containsExactly("e1 again", "e3 again");
    }

    @Test
    void aLetterThatCannotBeReadHoldsUpNoOther() {
        add(fragile(), "dmart.retry.max", 1);
        Runners.bury(
                fixture.host.dead(), "p.L", PluginFixture.json("{'event':{'event_id':'bad','action':'nonsense'}}"));
        fixture.commit("e1", "x1", false);
        await("dead", () -> fixture.host.dead().count("p.L") == 2);
        broken.set(false);
        assertThat(service.retry("p.L", Set.of())).isEqualTo(2);
        await("the one behind it", () -> seen.contains("e1 again"));
        await("it is put back", () -> service.retry("p.L", Set.of("bad")) == 1);
    }

    /** What dies before the retry has worked finds the letter again. */
    @Test
    void aLetterIsOnDiskUntilItsRetryHasWorked() {
        bury("e1", "e2");
        CountDownLatch goOn = new CountDownLatch(1);
        gate.set(goOn);
        assertThat(service.retry("p.L", Set.of("e1"))).isEqualTo(1);
        await("the retry runs", () -> waiting.get() == 1);
        assertThat(onDisk()).containsExactly("e1", "e2");
        assertThat(service.retry("p.L", Set.of("e1"))).as("it is out already").isZero();
        goOn.countDown();
        await("delivered", () -> seen.contains("e1 again"));
        await("its letter is gone", () -> onDisk().equals(List.of("e2")));
        assertThat(status().dead()).isEqualTo(1);
    }

    @Test
    void aLetterThatIsDiscardedWhileItIsOutIsGoneOnce() {
        bury("e1", "e2");
        CountDownLatch goOn = new CountDownLatch(1);
        gate.set(goOn);
        service.retry("p.L", Set.of("e1"));
        await("the retry runs", () -> waiting.get() == 1);
        assertThat(service.discard("p.L", Set.of("e1"))).isEqualTo(1);
        goOn.countDown();
        await("delivered", () -> seen.contains("e1 again"));
        assertThat(ids(service.deadLetters("p.L", 0, 10))).containsExactly("e2");
        assertThat(status().dead()).isEqualTo(1);
    }

    @Test
    void discardedLettersAreGone() {
        bury("e1", "e2");
        assertThat(service.discard("p.L", Set.of("e1"))).isEqualTo(1);
        assertThat(ids(service.deadLetters("p.L", 0, 10))).containsExactly("e2");
    }

    @Test
    void namesThatAreNoListenersAreRefused() {
        assertThatThrownBy(() -> service.deadLetters("../cursors/x", 0, 1)).isInstanceOf(DmartException.NotFound.class);
        assertThatThrownBy(() -> service.retry("nobody.L", Set.of())).isInstanceOf(DmartException.NotFound.class);
        assertThatThrownBy(() -> service.replay("nobody.L", 0)).isInstanceOf(DmartException.NotFound.class);
    }

    @Test
    void replayGivesWhatIsInTheJournalAgain() {
        broken.set(false);
        add(fragile());
        long before = fixture.store.lastSeq();
        fixture.commit("e1", "x1", false);
        fixture.commit("e2", "x1", false);
        await("both", () -> seen.size() == 2);
        service.replay("p.L", before + 1);
        await("again", () -> seen.size() == 3);
        assertThat(seen).containsExactly("e1", "e2", "e2 again");
        service.replay("p.L", Instant.now().minus(Duration.ofHours(1)));
        await("both again", () -> seen.size() == 5);
        assertThat(seen.subList(3, 5)).containsExactly("e1 again", "e2 again");
        assertThat(fixture.store.cursor("p.L").orElse(0)).isLessThanOrEqualTo(fixture.store.lastSeq());
    }

    @Test
    void aListenerMayAskForAnotherTryOrGiveUpItself() {
        add((event, delivery) -> {
            if (event.eventId().equals("later") && delivery.attempt() < 3) {
                delivery.retryAfter(Duration.ofMillis(1));
                return;
            }
            if (event.eventId().equals("never")) {
                delivery.drop("of no use");
                throw new IllegalStateException("ignored");
            }
            seen.add(event.eventId() + delivery.attempt());
        });
        fixture.commit("later", "x1", false);
        fixture.commit("never", "x2", false);
        fixture.commit("plain", "x2", false);
        await("both", () -> seen.size() == 2);
        assertThat(seen).containsExactlyInAnyOrder("later3", "plain1");
        assertThat(status().failed()).isZero();
        assertThat(service.withDeadLetters()).isEmpty();
    }

    @Test
    void readingIsToldToThoseWhoNameItAndNeverKept() {
        add((event, delivery) -> seen.add(event.action().wire()), "dmart.event.actions", "view");
        fixture.host.addListener((event, delivery) -> seen.add("not asked"), Map.of("dmart.plugin", "changes"), "b");
        assertThat(fixture.host.wants(ActionType.VIEW)).isTrue();
        assertThat(fixture.host.wants(ActionType.QUERY)).isFalse();
        fixture.host.told(List.of(PluginFixture.event("v", "x1", ActionType.VIEW)));
        await("view", () -> seen.size() == 1);
        assertThat(seen).containsExactly("view");
    }

    @Test
    void matchingTellsWhoWouldHear() {
        add(fragile(), "dmart.event.subpaths", "products");
        fixture.host.addListener((e, d) -> {}, Map.of("dmart.plugin", "q", "dmart.event.spaces", "site"), "b");
        fixture.host.addHook(c -> {}, Map.of("dmart.plugin", "h", "component.name", "H"), "b");
        assertThat(service.matching(PluginFixture.event("e", "x1", ActionType.UPDATE)))
                .containsExactly("h.H", "p.L");
    }

    @Test
    void s2_8_spacesAreToldByThePluginsThatTheyName() {
        fixture.space("['p','q','p']");
        fixture.store.put(Locator.ofSpace(new SpaceName("attic")), PluginFixture.json("{'active_plugins':['p']}"));
        assertThat(service.spacesByPlugin()).isEqualTo(Map.of("p", List.of("attic", "shop"), "q", List.of("shop")));
    }
}
