package cc.dmart.core.internal.event.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.plugin.EntryListener;
import cc.dmart.api.service.ListenerStatus;
import cc.dmart.core.internal.event.job.JobRunner;
import cc.dmart.core.internal.event.job.Jobs;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators see and do of listeners that are gone ({@code plugins-events.md} 2.4). */
class GoneListenersTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    @TempDir
    Path folder;

    @Test
    void anOperatorSeesWhoIsGoneAndForgetsIt() {
        PluginFixture fixture = new PluginFixture();
        JobRunner jobs = Jobs.runner(folder.resolve("jobs"), fixture.setups);
        try (fixture) {
            DeliveryServiceImpl service = new DeliveryServiceImpl(fixture.host, jobs, fixture.store);
            fixture.store.advance("old.Listener", 0);
            fixture.host.addListener((e, d) -> {}, Map.of("dmart.plugin", "p", "component.name", "L"), "b");
            fixture.commit("e1", "x1", false);
            fixture.host.orphans().look(fixture.host.admission().names(), NOW);
            List<ListenerStatus> gone = service.listeners().stream()
                    .filter(l -> l.state().equals("GONE"))
                    .toList();
            assertThat(gone).extracting(ListenerStatus::name).containsExactly("old.Listener");
            assertThat(gone.get(0).plugin()).isEqualTo("old");
            assertThat(gone.get(0).lag()).isEqualTo(fixture.store.lastSeq());
            assertThat(gone.get(0).problem())
                    .isEqualTo("not there since 2026-03-01T10:00:00Z; the journal is kept for it until"
                            + " 2026-03-08T10:00:00Z");
            for (String name : List.of("p.L", "nobody.L", "locks")) {
                assertThatThrownBy(() -> service.forget(name)).isInstanceOf(DmartException.NotFound.class);
            }
            service.forget("old.Listener");
            assertThat(fixture.store.cursors()).containsOnlyKeys("p.L");
            assertThat(service.listeners()).extracting(ListenerStatus::name).containsExactly("p.L");
            service.close();
        } finally {
            jobs.close();
        }
    }

    @Test
    void aListenerIsMissedTheMomentItIsGone() {
        PluginFixture fixture = new PluginFixture();
        JobRunner jobs = Jobs.runner(folder.resolve("jobs"), fixture.setups);
        try (fixture) {
            DeliveryServiceImpl service = new DeliveryServiceImpl(fixture.host, jobs, fixture.store);
            EntryListener first = (e, d) -> {};
            fixture.host.addListener(first, Map.of("dmart.plugin", "a.b", "component.name", "x.One"), "b");
            fixture.host.addListener((e, d) -> {}, Map.of("dmart.plugin", "a.b", "component.name", "x.Two"), "b");
            fixture.store.advance("a.Other", 0);
            fixture.store.advance("locks", 0);
            assertThat(service.missing("a.b")).isEmpty();
            fixture.host.removeListener(first);
            assertThat(service.missing("a.b")).containsExactly("a.b.One");
            assertThat(service.missing("a")).containsExactly("a.Other");
            assertThat(service.missing("locks")).isEmpty();
            service.forget("a.b.One");
            assertThat(service.missing("a.b")).isEmpty();
            assertThat(fixture.store.cursors()).containsOnlyKeys("a.b.Two", "a.Other", "locks");
            service.close();
        } finally {
            jobs.close();
        }
    }
}
