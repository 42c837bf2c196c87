package cc.dmart.core.internal.event.delivery;

import static cc.dmart.core.internal.event.host.PluginFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.JsonObject;
import cc.dmart.core.internal.CoreThreads;
import cc.dmart.core.internal.event.host.PluginFixture;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever becomes of one dead letter, the others of its listener may be delivered again. */
class LetterRetriesTest {
    private final PluginFixture fixture = new PluginFixture();
    private final DeadLetters dead = fixture.dead();
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final AtomicBoolean failing = new AtomicBoolean(true);

    /** Fails as a system does that has no more threads. */
    private final class Threads extends AbstractExecutorService {
        private final ExecutorService real = CoreThreads.workers("letters-test", 1);

        @Override
        public void execute(Runnable task) {
            if (failing.get()) {
                throw new OutOfMemoryError("made up: unable to create native thread");
            }
            real.execute(task);
        }

        @Override
        public void shutdown() {
            real.shutdown();
        }

        @Override
        public List<Runnable> shutdownNow() {
            return real.shutdownNow();
        }

        @Override
        public boolean isShutdown() {
            return real.isShutdown();
        }

        @Override
        public boolean isTerminated() {
            return real.isTerminated();
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
            return real.awaitTermination(timeout, unit);
        }
    }

    private final LetterRetries retries = new LetterRetries(dead, name -> new Threads());

    @AfterEach
    void close() {
        retries.close();
        fixture.close();
    }

    private ListenerRunner listener() {
        fixture.addListener(
                (event, delivery) -> seen.add(event.eventId()),
                Map.of("dmart.plugin", "p", "component.name", "x.L"),
                "b");
        return fixture.runners().get(0);
    }

    private void letter(String id) {
        JsonObject event = PluginFixture.event(id, "x1", ActionType.UPDATE).toJson();
        dead.add("p.L", JsonObject.builder().put("event", event).build());
    }

    @Test
    void lettersWithoutAThreadAreToldAndStay() {
        ListenerRunner runner = listener();
        letter("e1");
        letter("e2");
        assertThat(retries.begin(runner, Set.of())).as("none was begun").isZero();
        assertThat(dead.count("p.L")).isEqualTo(2);
        failing.set(false);
        assertThat(retries.begin(runner, Set.of())).isEqualTo(2);
        await("both", () -> seen.size() == 2);
        assertThat(seen).containsExactly("e1", "e2");
    }

    @Test
    void whatIsBegunAfterTheEndStays() {
        failing.set(false);
        ListenerRunner runner = listener();
        letter("e1");
        retries.close();
        int unused = retries.begin(runner, Set.of());
        await("it is put back", () -> dead.takeOut("p.L", Set.of()).letters().size() == 1);
        assertThat(seen).isEmpty();
    }
}
