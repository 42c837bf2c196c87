package cc.dmart.core.internal.event.delivery;

import static cc.dmart.core.internal.event.host.PluginFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.plugin.EntryListener;
import cc.dmart.core.internal.event.call.PluginState;
import cc.dmart.core.internal.event.call.States;
import cc.dmart.core.internal.event.call.Timers;
import cc.dmart.core.internal.event.host.PluginFixture;
import cc.dmart.core.internal.event.journal.JournalTap;
import cc.dmart.core.internal.event.journal.Passages;
import cc.dmart.core.internal.event.registration.PluginGate;
import cc.dmart.core.internal.event.registration.Registration;
import cc.dmart.core.internal.event.registration.ServiceProps;
import java.lang.reflect.Constructor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All the attempts at one event, with a breaker that waits milliseconds ({@code plugins-events.md} 2.4; A4). */
class DelivererTest {
    private final PluginFixture fixture = new PluginFixture();
    private final Timers timer = new Timers("deliverer-test");
    private final ExecutorService workers = Executors.newFixedThreadPool(2);
    private final DeadLetters dead = new DeadLetters(fixture.folder.resolve("dead"));
    private final PluginState state = States.hasty();
    private final Lanes lanes = new Lanes(0, Registration.Order.ENTRY);

    @AfterEach
    void close() {
        workers.shutdownNow();
        timer.close();
        fixture.close();
    }

    private Deliverer deliverer(Registration<EntryListener> listener) {
        return deliverer(listener, (one, seq) -> true);
    }

    private Deliverer deliverer(Registration<EntryListener> listener, DeliveryParts.Dependencies dependencies) {
        return new Deliverer(listener, state, lanes, workers::execute, parts(dependencies), () -> {});
    }

    private static Registration<EntryListener> named(EntryListener listener) {
        return named(listener, Map.of("component.name", "x.L"));
    }

    private static Registration<EntryListener> named(EntryListener listener, Map<String, Object> properties) {
        return Registration.of(listener, new ServiceProps(properties), "p", Duration.ofSeconds(5));
    }

    private DeliveryParts parts(DeliveryParts.Dependencies dependencies) {
        return new DeliveryParts(
                fixture.store,
                new Passages(),
                new JournalTap(fixture.store, new Passages()),
                new PluginGate(fixture.store, "dropped"),
                timer,
                dead,
                dependencies);
    }

    /** A request that calls the listener itself finds out that it ignores interrupts. */
    @Test
    void whatIsStuckIsFedNoMore() {
        List<String> told = new ArrayList<>();
        EntryListener listener = (event, delivery) -> told.add("called");
        Deliverer deliverer = new Deliverer(
                named(listener), state, lanes, Runnable::run, parts((one, seq) -> true), () -> told.add("stuck"));
        state.onStuck();
        deliverer.submit(lanes.add(1, List.of(PluginFixture.event("e1", "x1", ActionType.UPDATE))));
        assertThat(told).containsExactly("stuck");
        assertThat(lanes.position()).as("it is delivered to its next version").isZero();
    }

    /** Its jar is being replaced while it asks for another try. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsAskedForAgainAtTheEndStaysOpen(boolean fails) {
        List<Deliverer> self = new ArrayList<>();
        AtomicInteger calls = new AtomicInteger();
        EntryListener listener = (event, delivery) -> {
            calls.incrementAndGet();
            self.get(0).stop();
            delivery.retryAfter(Duration.ofMillis(1));
            if (fails) {
                throw new IllegalStateException("not now");
            }
        };
        Deliverer deliverer =
                new Deliverer(named(listener), state, lanes, Runnable::run, parts((one, seq) -> true), () -> {});
        self.add(deliverer);
        deliverer.submit(lanes.add(1, List.of(PluginFixture.event("e1", "x1", ActionType.UPDATE))));
        assertThat(calls).hasValue(1);
        assertThat(lanes.position()).as("the cursor does not pass it").isZero();
        assertThat(lanes.size()).isEqualTo(1);
    }

    @Test
    void tenAttemptsWithGrowingWaitsThenADeadLetter() {
        List<Integer> attempts = new CopyOnWriteArrayList<>();
        List<Long> times = new CopyOnWriteArrayList<>();
        EntryListener throwing = (event, delivery) -> {
            times.add(System.nanoTime());
            attempts.add(delivery.attempt());
            throw new IllegalStateException("always");
        };
        Map<String, Object> properties = Map.of("component.name", "x.L", "dmart.retry.delay.ms", 1);
        Registration<EntryListener> listener = named(throwing, properties);
        Deliverer deliverer = deliverer(listener);

        deliverer.submit(lanes.add(1, List.of(PluginFixture.event("e1", "x1", ActionType.UPDATE))));

        await("the letter", () -> dead.count("p.L") == 1);
        assertThat(attempts).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        for (int i = 1; i < times.size(); i++) { // each wait is at least what the policy says less its jitter
            double least = 0.8 * listener.retry().afterMillis(i) - 1;
            assertThat(times.get(i) - times.get(i - 1)).as("wait " + i).isGreaterThan((long)
                    (least * TimeUnit.MILLISECONDS.toNanos(1)));
        }
        JsonObject letter = dead.list("p.L", 0, 10).get(0);
        assertThat(letter.number("attempts").orElseThrow().longValue()).isEqualTo(10);
        assertThat(letter.string("error")).contains("java.lang.IllegalStateException: always");
        assertThat(letter.object("event").flatMap(e -> e.string("event_id"))).contains("e1");
        assertThat(state.failed()).isEqualTo(10);
        assertThat(state.dead()).isEqualTo(1);
        await("the cursor may pass it", () -> lanes.position() == 1);
    }

    /** What a plugin throws may fail itself, when its classes are gone. */
    private static final class Broken extends IllegalStateException {
        private static final long serialVersionUID = 1;

        @Override
        public String getMessage() {
            throw new NoClassDefFoundError("made up");
        }
    }

    private static final class BrokenInside extends IllegalStateException {
        private static final long serialVersionUID = 1;

        BrokenInside() {
            super("sound itself", new Broken());
        }
    }

    private static final class BrokenText extends IllegalStateException {
        private static final long serialVersionUID = 1;

        @Override
        public String getLocalizedMessage() {
            throw new NoClassDefFoundError("made up");
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {Broken.class, BrokenInside.class, BrokenText.class})
    void whatCannotBePrintedIsADeadLetterInTheEnd(Class<? extends IllegalStateException> kind) throws Exception {
        Constructor<? extends IllegalStateException> thrown = kind.getDeclaredConstructor();
        EntryListener throwing = (event, delivery) -> {
            throw thrown.newInstance();
        };
        Map<String, Object> properties = Map.of("component.name", "x.L", "dmart.retry.delay.ms", 1);
        Deliverer deliverer = deliverer(named(throwing, properties));
        deliverer.submit(lanes.add(1, List.of(PluginFixture.event("e1", "x1", ActionType.UPDATE))));
        await("the cursor may pass it", () -> lanes.position() == 1);
        JsonObject letter = dead.list("p.L", 0, 10).get(0);
        assertThat(letter.string("error").orElseThrow()).contains(kind.getName());
        assertThat(letter.number("attempts").orElseThrow().longValue()).isEqualTo(10);
        assertThat(state.dead()).isEqualTo(1);
    }

    @Test
    void anEventIsDeliveredAgainAfterAnErrorBesideTheListener() {
        AtomicInteger asked = new AtomicInteger();
        List<Integer> attempts = new CopyOnWriteArrayList<>();
        EntryListener listener = (event, delivery) -> attempts.add(delivery.attempt());
        Deliverer deliverer = deliverer(named(listener), (one, seq) -> {
            if (asked.incrementAndGet() == 1) {
                throw new NoClassDefFoundError("made up");
            }
            return true;
        });
        deliverer.submit(lanes.add(
                1,
                List.of(
                        PluginFixture.event("e1", "x1", ActionType.UPDATE),
                        PluginFixture.event("e2", "x1", ActionType.UPDATE))));
        await("the cursor may pass both", () -> lanes.position() == 1);
        assertThat(attempts).containsExactly(1, 1);
        assertThat(asked).hasValue(3);
    }
}
