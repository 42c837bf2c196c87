package cc.dmart.core.internal.event.delivery;

import static cc.dmart.core.internal.event.host.PluginFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.plugin.EntryListener;
import cc.dmart.api.storage.Journal;
import cc.dmart.core.internal.event.call.Timers;
import cc.dmart.core.internal.event.host.PluginFixture;
import cc.dmart.core.internal.event.journal.JournalTap;
import cc.dmart.core.internal.event.journal.Passages;
import cc.dmart.core.internal.event.registration.PluginGate;
import cc.dmart.core.internal.event.registration.Registration;
import cc.dmart.core.internal.event.registration.ServiceProps;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Listeners are fed again after an error in the threads that read the journal for them. */
class FeedErrorTest {
    private final PluginFixture fixture = new PluginFixture();
    private final Timers timer = new Timers("feed-error-test");
    private final AtomicInteger reads = new AtomicInteger();
    private final List<String> seen = new CopyOnWriteArrayList<>();

    private int failing;
    private JournalTap tap;
    private Journal journal;

    @BeforeEach
    void journal() {
        journal = (Journal) Proxy.newProxyInstance(
                Journal.class.getClassLoader(), new Class<?>[] {Journal.class}, (proxy, method, args) -> {
                    if (method.getName().equals("read") && reads.incrementAndGet() == failing) {
                        throw new NoClassDefFoundError("made up");
                    }
                    try {
                        return method.invoke(fixture.store, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        tap = new JournalTap(journal, new Passages());
    }

    @AfterEach
    void close() {
        tap.close();
        timer.close();
        fixture.close();
    }

    /** The first to read is the thread of the listener, the second that of all. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aListenerIsFedAgainAfterAnErrorOfTheReader(int read) {
        failing = read;
        EntryListener listener = (event, delivery) -> seen.add(event.eventId());
        DeliveryParts parts = new DeliveryParts(
                journal,
                new Passages(),
                tap,
                new PluginGate(fixture.store, "dropped"),
                timer,
                new DeadLetters(fixture.folder.resolve("dead")),
                (one, seq) -> true);
        Map<String, Object> properties = Map.of("component.name", "x.L");
        ListenerRunner runner = new ListenerRunner(
                Registration.of(listener, new ServiceProps(properties), "p", Duration.ofSeconds(5)), parts);
        runner.start();
        fixture.commit("e1", "x1", false);
        await("e1", () -> seen.contains("e1"));
        fixture.commit("e2", "x1", false);
        await("e2", () -> seen.contains("e2"));
        assertThat(reads.get()).isGreaterThan(read);
        runner.stop(Duration.ofSeconds(1));
    }
}
