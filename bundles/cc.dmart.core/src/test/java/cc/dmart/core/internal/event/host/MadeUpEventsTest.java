package cc.dmart.core.internal.event.host;

import static cc.dmart.core.internal.event.host.PluginFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.storage.Change;
import cc.dmart.core.internal.event.delivery.ListenerRunner;
import cc.dmart.core.internal.event.delivery.Runners;
import cc.dmart.core.internal.event.job.JobRunner;
import cc.dmart.core.internal.event.job.Jobs;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an operator has told again, or makes up ({@code plugins-events.md} 2.4, 2.7). */
class MadeUpEventsTest {
    private final PluginFixture fixture = new PluginFixture("listed", 300);
    private final JobRunner jobs = Jobs.runner(fixture.folder.resolve("jobs"), fixture.setups);
    private final DeliveryServiceImpl service = new DeliveryServiceImpl(fixture.host, jobs, fixture.store);
    private final List<String> seen = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        service.close();
        jobs.close();
        fixture.close();
    }

    private void listener(String plugin) {
        fixture.space("['p','q']");
        fixture.host.addListener(
                (event, delivery) -> seen.add(plugin + " " + event.eventId() + (delivery.isReplay() ? " again" : "")),
                Map.of("dmart.plugin", plugin, "component.name", "x.L"),
                "b");
    }

    /** An event of a space that is not there and of which nobody knows who was listed. */
    private static EntryEvent ofNowhere(String id) {
        EntryEvent event = PluginFixture.event(id, "x1", ActionType.UPDATE);
        return EntryEvent.fromJson(event.toJson().with("space_name", new JsonString("attic")));
    }

    @Test
    void whatWasToldOnceRatherThanLostIsNotToldAgain() {
        listener("p");
        fixture.store.commit(new Change(List.of(), List.of(ofNowhere("gone")), false));
        fixture.commit("e1", "x1", false);
        await("both", () -> seen.size() == 2);
        assertThat(seen).containsExactlyInAnyOrder("p gone", "p e1");
        service.replay("p.L", 0);
        await("the replay", () -> seen.contains("p e1 again"));
        assertThat(seen).doesNotContain("p gone again");
    }

    @Test
    void whatIsMadeUpIsToldToThoseWhoAreListed() {
        listener("p");
        assertThat(service.fire(ofNowhere("f1"))).isEmpty();
        assertThat(service.fire(PluginFixture.event("f2", "x1", ActionType.UPDATE)))
                .containsExactly("p.L");
        await("f2", () -> !seen.isEmpty());
        assertThat(seen).containsExactly("p f2 again");
    }

    @Test
    void oneWithoutRoomIsNotAmongThoseWhoWereTold() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        fixture.space("['p','q']");
        fixture.host.addListener(
                (event, delivery) -> goOn.await(), Map.of("dmart.plugin", "p", "component.name", "x.L"), "b");
        for (int i = 0; i < 1000; i++) {
            fixture.commit("busy" + i, "x1", false);
        }
        ListenerRunner full = fixture.host.runners().get(0);
        await("no room", () -> Runners.isFull(full));
        listener("q");
        CompletableFuture<List<String>> told =
                CompletableFuture.supplyAsync(() -> service.fire(PluginFixture.event("f", "x2", ActionType.UPDATE)));
        assertThat(told.get(60, TimeUnit.SECONDS)).containsExactly("q.L");
        await("the other", () -> seen.contains("q f again"));
        goOn.countDown();
    }
}
