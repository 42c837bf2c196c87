package cc.dmart.core.internal.event.host;

import static cc.dmart.core.internal.event.host.PluginFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.plugin.EntryListener;
import cc.dmart.api.service.HealthIndicator;
import cc.dmart.core.internal.event.call.PluginState;
import cc.dmart.core.internal.event.delivery.ListenerRunner;
import cc.dmart.core.internal.event.delivery.Runners;
import cc.dmart.core.internal.event.registration.PluginServices;
import cc.dmart.core.internal.event.registration.Registration;
import java.lang.reflect.Proxy;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;

class DeliveryTest {
    private final PluginFixture fixture = new PluginFixture();
    private final List<String> seen = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        fixture.close();
    }

    private EntryListener add(EntryListener listener, Object... properties) {
        Map<String, Object> map = new HashMap<>(Map.of("dmart.plugin", "p", "component.name", "x.L"));
        for (int i = 0; i < properties.length; i += 2) {
            map.put((String) properties[i], properties[i + 1]);
        }
        fixture.host.addListener(listener, map, "b");
        return listener;
    }

    private EntryListener recorder() {
        return (event, delivery) -> seen.add(event.eventId() + "@" + event.seq());
    }

    @Test
    void newListenerHearsFromNowOnAndSilentChangesAreNotTold() {
        fixture.commit("before", "x1", false);
        add(recorder());
        fixture.commit("silent", "x1", true);
        fixture.commit("after", "x1", false);
        await("event", () -> !seen.isEmpty());
        assertThat(seen).containsExactly("after@" + fixture.store.lastSeq());
        await("cursor", () -> fixture.store.cursor("p.L").orElse(0) == fixture.store.lastSeq());
    }

    @Test
    void replacementGoesOnWhereTheOldOneStopped() {
        EntryListener old = add(recorder());
        fixture.commit("e1", "x1", false);
        await("e1", () -> seen.size() == 1);
        fixture.host.removeListener(old);
        fixture.commit("e2", "x1", false);
        add(recorder());
        await("e2", () -> seen.size() == 2);
        assertThat(seen).extracting(s -> s.substring(0, 2)).containsExactly("e1", "e2");
    }

    @Test
    void successorOfTheSameNameWaitsForTheOldOneToGo() {
        List<String> later = new CopyOnWriteArrayList<>();
        EntryListener old = add(recorder());
        add((event, delivery) -> later.add(event.eventId()));
        fixture.commit("e1", "x1", false);
        await("e1", () -> seen.size() == 1);
        assertThat(later).isEmpty();
        fixture.host.removeListener(old);
        fixture.commit("e2", "x1", false);
        await("e2", () -> later.size() == 1);
        assertThat(seen).hasSize(1);
        assertThat(later).containsExactly("e2");
    }

    private static EntryListener numbers(Map<String, List<Integer>> byEntry) {
        return (event, delivery) -> byEntry.computeIfAbsent(
                        event.shortname().orElseThrow(), n -> new CopyOnWriteArrayList<>())
                .add(Integer.valueOf(event.eventId()));
    }

    @Test
    void everyEventArrivesAndEachEntryKeepsItsOrderWhileTheListenerIsReplaced() {
        Map<String, List<Integer>> byEntry = new ConcurrentHashMap<>();
        EntryListener current = add(numbers(byEntry));
        for (int i = 0; i < 3000; i++) {
            fixture.commit(Integer.toString(i), "x" + i % 7, false);
            if (i % 1000 == 500) {
                fixture.host.removeListener(current);
                current = add(numbers(byEntry));
            }
        }
        await(
                "all events",
                () -> byEntry.values().stream()
                                .mapToLong(l -> l.stream().distinct().count())
                                .sum()
                        == 3000);
        byEntry.forEach((name, numbers) ->
                assertThat(numbers.stream().distinct().toList()).as(name).isSorted());
    }

    @Test
    void failingEventIsTriedAgainAndHoldsUpItsOwnEntryOnly() {
        AtomicInteger attempts = new AtomicInteger();
        add(
                (event, delivery) -> {
                    if (event.eventId().equals("bad") && delivery.attempt() < 3) {
                        attempts.set(delivery.attempt());
                        throw new IllegalStateException("not yet");
                    }
                    seen.add(event.eventId() + delivery.attempt());
                },
                "dmart.retry.delay.ms",
                20);
        fixture.commit("bad", "x1", false);
        fixture.commit("same", "x1", false);
        fixture.commit("other", "x2", false);
        await("all", () -> seen.size() == 3);
        assertThat(seen).containsExactly("other1", "bad3", "same1");
        assertThat(attempts).hasValue(2);
    }

    @Test
    void hopelessEventIsGivenUp() {
        add(
                (event, delivery) -> {
                    if (event.eventId().equals("bad")) {
                        throw new NoClassDefFoundError("broken");
                    }
                    seen.add(event.eventId());
                },
                "dmart.retry.delay.ms",
                1,
                "dmart.retry.max",
                3);
        fixture.commit("bad", "x1", false);
        fixture.commit("next", "x1", false);
        await("next", () -> seen.contains("next"));
        PluginState state = fixture.host.runners().get(0).state();
        assertThat(state.failed()).isEqualTo(3);
        assertThat(state.dead()).isEqualTo(1);
        await("cursor", () -> fixture.store.cursor("p.L").orElse(0) == fixture.store.lastSeq());
    }

    @Test
    void bestEffortIsTriedOnceAndKeepsNoCursor() {
        add(
                (event, delivery) -> {
                    seen.add(event.eventId());
                    throw new IllegalStateException("broken");
                },
                "dmart.delivery",
                "besteffort");
        fixture.commit("e1", "x1", false);
        fixture.commit("e2", "x1", false);
        await("both", () -> seen.size() == 2);
        assertThat(seen).containsExactly("e1", "e2");
        assertThat(fixture.store.cursor("p.L")).isEmpty();
    }

    @Test
    void slowCallIsInterruptedAndTriedAgain() {
        add(
                (event, delivery) -> {
                    seen.add(event.eventId() + delivery.attempt());
                    if (delivery.attempt() == 1) {
                        new CountDownLatch(1).await();
                    }
                },
                "dmart.timeout.ms",
                50,
                "dmart.retry.delay.ms",
                1);
        fixture.commit("e", "x1", false);
        await("second attempt", () -> seen.contains("e2"));
        assertThat(fixture.host.runners().get(0).isActive()).isTrue();
    }

    @Test
    void hangingListenerIsStuckAndHoldsUpNobodyElse() {
        AtomicBoolean end = new AtomicBoolean();
        EntryListener hanging = add(
                (event, delivery) -> {
                    while (!end.get()) {
                        Thread.onSpinWait();
                    }
                },
                "dmart.timeout.ms",
                50,
                "dmart.plugin",
                "hanging");
        add(recorder());
        fixture.commit("e1", "x1", false);
        fixture.commit("e2", "x1", false);
        await("others", () -> seen.size() == 2);
        await("stuck", () -> !fixture.host.active().contains("hanging"));
        assertThat(fixture.host.active()).containsExactly("p");
        assertThat(new PluginHealth(fixture.host).state()).isEqualTo(HealthIndicator.State.WARN);
        end.set(true);
        fixture.host.removeListener(hanging);
        List<String> again = new CopyOnWriteArrayList<>();
        add((event, delivery) -> again.add(event.eventId()), "dmart.plugin", "hanging");
        await("redelivery after the jar was replaced", () -> again.size() == 2);
        assertThat(new PluginHealth(fixture.host).state()).isEqualTo(HealthIndicator.State.OK);
        assertThat(again).containsExactly("e1", "e2");
    }

    /** 2.5: more is at stake than the plugin. */
    @ParameterizedTest
    @ValueSource(strings = {"durable", "inline"})
    void aListenerThatTheMemoryDoesNotSufficeForMakesTheCheckFail(String delivery) {
        EntryListener greedy = add(
                (event, context) -> {
                    throw new OutOfMemoryError("made up");
                },
                "dmart.delivery",
                delivery);
        assertThat(new PluginHealth(fixture.host).state()).isEqualTo(HealthIndicator.State.OK);
        fixture.host.afterInline(List.of(fixture.commit("e1", "x1", false)));
        await("it has failed", () -> new PluginHealth(fixture.host).state() == HealthIndicator.State.DOWN);
        fixture.host.removeListener(greedy);
        assertThat(new PluginHealth(fixture.host).state()).isEqualTo(HealthIndicator.State.OK);
    }

    @Test
    void inlineListenerIsCalledBeforeTheReplyAndOnlyOnce() {
        add(recorder(), "dmart.delivery", "inline");
        EntryEvent event = fixture.commit("e1", "x1", false);
        fixture.host.afterInline(List.of(event));
        assertThat(seen).hasSize(1);
        await("cursor", () -> fixture.store.cursor("p.L").orElse(0) == fixture.store.lastSeq());
        assertThat(seen).hasSize(1);
    }

    @Test
    void inlineListenerThatFailsIsFedFromTheJournal() {
        AtomicInteger calls = new AtomicInteger();
        add(
                (event, delivery) -> {
                    if (calls.incrementAndGet() == 1) {
                        throw new IllegalStateException("broken");
                    }
                    seen.add(event.eventId());
                },
                "dmart.delivery",
                "inline");
        fixture.host.afterInline(List.of(fixture.commit("e1", "x1", false)));
        await("second call", () -> seen.size() == 1);
        assertThat(calls).hasValue(2);
    }

    @Test
    void removalWaitsForTheCallThatRuns() throws InterruptedException {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        EntryListener listener = add((event, delivery) -> {
            entered.countDown();
            release.await();
            seen.add(event.eventId());
        });
        fixture.commit("e1", "x1", false);
        entered.await();
        Thread remover = new Thread(() -> fixture.host.removeListener(listener));
        remover.start();
        await("waiting", () -> remover.getState() == Thread.State.TIMED_WAITING);
        release.countDown();
        remover.join();
        assertThat(seen).containsExactly("e1");
        assertThat(fixture.store.cursor("p.L")).hasValue(fixture.store.lastSeq());
    }

    /** A jar says by a header that its listeners want the past; one that was there before goes on where it was. */
    @Test
    void aListenerThatAsksForThePastHearsItOnce() {
        fixture.commit("e1", "x1", false);
        fixture.commit("e2", "x1", false);
        EntryListener first = add(recorder(), Registration.FROM_BEGINNING, true);
        await("the past", () -> seen.size() == 2);
        fixture.host.removeListener(first);
        fixture.commit("e3", "x1", false);
        add(recorder(), Registration.FROM_BEGINNING, true);
        await("e3", () -> seen.size() == 3);
        assertThat(seen).extracting(s -> s.substring(0, 2)).containsExactly("e1", "e2", "e3");
    }

    @ParameterizedTest
    @CsvSource({"beginning, true", "end, false", ", false"})
    void theHeaderOfTheJarBecomesAProperty(String header, boolean fromBeginning) {
        Dictionary<String, String> headers =
                FrameworkUtil.asDictionary(header == null ? Map.of() : Map.of("Dmart-Replay", header));
        Bundle bundle = proxy(Bundle.class, Map.of("getHeaders", headers));
        ServiceReference<?> reference =
                proxy(ServiceReference.class, Map.of("getBundle", bundle, "getPropertyKeys", new String[0]));
        assertThat(PluginServices.properties(reference).containsKey(Registration.FROM_BEGINNING))
                .isEqualTo(fromBeginning);
    }

    private static <T> T proxy(Class<T> type, Map<String, Object> answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (p, method, args) -> answers.get(method.getName())));
    }

    /** What waits for a slow listener stays in the journal, not in memory. */
    @Test
    void readingPausesAtAThousandWaitingEvents() {
        CountDownLatch goOn = new CountDownLatch(1);
        add((event, delivery) -> {
            goOn.await();
            seen.add(event.eventId());
        });
        List<String> others = new CopyOnWriteArrayList<>();
        add((event, delivery) -> others.add(event.eventId()), "dmart.plugin", "other");
        for (int i = 0; i < 1500; i++) {
            fixture.commit(Integer.toString(i), "x" + i, false);
        }
        await("the other listener has it all", () -> others.size() == 1500);
        ListenerRunner slow = fixture.host.runners().get(0);
        assertThat(slow.listener().name()).isEqualTo("p.L");
        assertThat(Runners.waiting(slow)).isEqualTo(1000);
        assertThat(slow.lag()).isEqualTo(1500);
        goOn.countDown();
        await("all of it", () -> seen.size() == 1500);
        assertThat(seen).doesNotHaveDuplicates();
        await("no lag", () -> slow.lag() == 0);
    }

    /** {@code what keeps its order | entry of the second event | whether that waits for the first}. */
    @ParameterizedTest
    @CsvSource({"entry, x1, true", "entry, x2, false", "space, x2, true", "none, x1, false"})
    void orderIsKeptPerLane(String ordered, String second, boolean waits) {
        CountDownLatch passed = new CountDownLatch(1);
        add(
                (event, delivery) -> {
                    if (event.eventId().equals("first") && waits && delivery.attempt() == 1) {
                        throw new IllegalStateException("not yet");
                    } else if (event.eventId().equals("first") && !waits) {
                        passed.await();
                    }
                    seen.add(event.eventId());
                    passed.countDown();
                },
                "dmart.ordered",
                ordered,
                "dmart.retry.delay.ms",
                100);
        fixture.commit("first", "x1", false);
        fixture.commit("second", second, false);
        await("both", () -> seen.size() == 2);
        assertThat(seen).containsExactly(waits ? new String[] {"first", "second"} : new String[] {"second", "first"});
    }
}
