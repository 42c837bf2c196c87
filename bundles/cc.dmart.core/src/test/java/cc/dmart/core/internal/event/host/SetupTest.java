package cc.dmart.core.internal.event.host;

import static cc.dmart.core.internal.event.host.PluginFixture.await;
import static cc.dmart.core.internal.event.host.PluginFixture.call;
import static cc.dmart.core.internal.event.host.PluginFixture.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonBool;
import cc.dmart.api.plugin.BeforeHook;
import cc.dmart.api.plugin.EntryListener;
import cc.dmart.api.service.DeliveryService;
import cc.dmart.api.service.DeliveryService.Setup;
import cc.dmart.api.service.JobStatus;
import cc.dmart.core.internal.event.HookDispatcher;
import cc.dmart.core.internal.event.delivery.ListenerRunner;
import cc.dmart.core.internal.event.delivery.Runners;
import cc.dmart.core.internal.event.job.JobRunner;
import cc.dmart.core.internal.event.job.Jobs;
import cc.dmart.core.internal.event.registration.PluginSetups;
import cc.dmart.core.internal.event.registration.Registration;
import cc.dmart.core.internal.event.registration.ServiceProps;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The earlier {@code config.json} as override, grants and dependencies ({@code plugins-events.md} 1.4, 1.5, 2.5; A20). */
class SetupTest {
    private final PluginFixture fixture = new PluginFixture();
    private final PluginHost host = fixture.host;
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final AtomicInteger tries = new AtomicInteger();

    @AfterEach
    void close() {
        fixture.close();
    }

    private static Setup setup(String config) {
        return new Setup(json(config), DeliveryService.GRANTS);
    }

    private void add(String plugin, Object... more) {
        Map<String, Object> map = new java.util.HashMap<>(Map.of("dmart.plugin", plugin, "component.name", "L"));
        for (int i = 0; i < more.length; i += 2) {
            map.put((String) more[i], more[i + 1]);
        }
        host.addListener((event, delivery) -> seen.add(plugin + " " + event.eventId()), map, "b");
    }

    @Test
    void a20TheOtherKeysOfAConfigFileCountToo() {
        PluginSetups setups = new PluginSetups();
        setups.put(
                "p",
                setup("{'shortname':'p','is_active':true,'type':'hook','listen_time':'after','ordinal':7,"
                        + "'concurrent':false,'dependencies':['q'],'always_active':true,'dmart.retry.max':3,"
                        + "'attributes':{'threshold':5}}"));
        Registration<String> read = Registration.of(
                "s", new ServiceProps(setups.over("p", Map.of())), "p", java.time.Duration.ofSeconds(1));
        assertThat(read.ordinal()).isEqualTo(7);
        assertThat(read.delivery()).isEqualTo(Registration.Delivery.INLINE);
        assertThat(read.dependsOn()).containsExactly("q");
        assertThat(read.alwaysActive()).isTrue();
        assertThat(read.retry().attempts()).isEqualTo(3);
    }

    @Test
    void aChangedConfigurationCountsForTheNextEvent() {
        add("p");
        fixture.commit("e1", "x1", false);
        await("e1", () -> seen.size() == 1);
        host.setup("p", setup("{'filters':{'subpaths':['elsewhere']}}"));
        fixture.commit("e2", "x1", false);
        host.setup("p", setup("{}"));
        fixture.commit("e3", "x1", false);
        await("e3", () -> seen.contains("p e3"));
        assertThat(seen).doesNotHaveDuplicates().contains("p e1", "p e3");
    }

    @Test
    void aPluginThatIsSwitchedOffIsNotCalled() {
        add("p");
        host.setup("p", setup("{'is_active':false}"));
        assertThat(host.runners()).isEmpty();
        host.setup("p", setup("{'is_active':true}"));
        assertThat(host.runners()).hasSize(1);
    }

    @Test
    void hooksAndAlwaysActiveNeedTheirGrants() {
        host.addHook(
                c -> c.propose(c.proposed().orElseThrow().attributes().with("seen", JsonBool.TRUE)),
                Map.of("dmart.plugin", "h"),
                "b");
        host.setup("h", new Setup(json("{}"), Set.of()));
        assertThat(host.before(call("{}")).proposed().orElseThrow().attributes().has("seen"))
                .isFalse();
        host.setup("h", new Setup(json("{}"), Set.of("before_hooks")));
        assertThat(host.before(call("{}")).proposed().orElseThrow().attributes().has("seen"))
                .isTrue();
        PluginSetups setups = new PluginSetups();
        setups.put("p", new Setup(json("{'always_active':true}"), Set.of()));
        assertThat(setups.over("p", Map.of())).doesNotContainKey("dmart.alwaysActive");
    }

    @Test
    void aListenerComesAfterThoseItDependsOn() {
        add("second", "dmart.dependsOn", "first");
        assertThat(host.runners()).isEmpty();
        assertThat(host.admission().waiting().get(0).why()).isEqualTo("it needs plugin first");
        host.addListener(
                (event, delivery) -> {
                    if (delivery.attempt() < 3) {
                        throw new IllegalStateException("not yet");
                    }
                    seen.add("first " + event.eventId());
                },
                Map.of("dmart.plugin", "first", "component.name", "L", "dmart.retry.delay.ms", 5),
                "b");
        assertThat(host.runners()).hasSize(2);
        fixture.commit("e1", "x1", false);
        await("both", () -> seen.size() == 2);
        assertThat(seen).containsExactly("first e1", "second e1");
    }

    @Test
    void plugsThatWaitForEachOtherBothSaySo() {
        add("a", "dmart.dependsOn", "b");
        add("b", "dmart.dependsOn", "a");
        assertThat(why())
                .containsExactly(
                        "a: it needs plugin b; they wait for each other: a -> b -> a",
                        "b: it needs plugin a; they wait for each other: b -> a -> b");
        add("c", "dmart.dependsOn", "a");
        assertThat(why()).contains("c: it needs plugin a");
        add("old", "dmart.dependsOn", List.of("redis_db_update", "action_log"));
        assertThat(host.runners()).as("A20: the server itself is there").hasSize(1);
        add("self", "dmart.dependsOn", "self");
        assertThat(why()).contains("self: it needs plugin self; they wait for each other: self -> self");
    }

    /** Something of a plugin that cannot be let in is no reason for its jobs to miss what was laid down. */
    @Test
    void jobsFollowWhateverBecomesOfTheRest() {
        JobRunner jobs = Jobs.runner(fixture.folder.resolve("jobs"), fixture.setups);
        DeliveryServiceImpl service = new DeliveryServiceImpl(host, jobs, fixture.store);
        AtomicBoolean broken = new AtomicBoolean();
        Object property = new Object() {
            @Override
            public String toString() {
                if (broken.get()) {
                    throw new IllegalStateException("made up");
                }
                return "a";
            }
        };
        add("p", "dmart.event.subpaths", property);
        Jobs.add(jobs, c -> {}, Map.of("dmart.plugin", "p", "component.name", "J", "dmart.cron", "0 4 * * *"));
        broken.set(true);
        assertThatThrownBy(() -> service.setup("p", setup("{'dmart.cron':'0 5 * * *'}")))
                .isInstanceOf(IllegalStateException.class);
        assertThat(jobs.status()).extracting(JobStatus::schedule).containsExactly("0 5 * * *");
        service.setup("p", setup("{'dmart.cron':'0 5 * * *'}"));
        assertThat(host.setup("p", setup("{'dmart.cron':'0 5 * * *'}"))).isFalse();
        service.close();
        jobs.close();
    }

    private List<String> why() {
        return host.admission().waiting().stream()
                .map(w -> w.registration().plugin() + ": " + w.why())
                .toList();
    }

    private BeforeHook hook(String plugin, Object... more) {
        Map<String, Object> map = new java.util.HashMap<>(Map.of("dmart.plugin", plugin, "component.name", "H"));
        for (int i = 0; i < more.length; i += 2) {
            map.put((String) more[i], more[i + 1]);
        }
        BeforeHook hook = c -> seen.add(plugin);
        host.setup(plugin, setup("{}"));
        host.addHook(hook, map, "b");
        return hook;
    }

    /** 1.5 a: hooks too. */
    @Test
    void aHookWaitsForThePluginsThatItNeeds() {
        BeforeHook waiting = hook("second", "dmart.dependsOn", List.of("first", "third"));
        hook("fourth", "dmart.dependsOn", "second");
        HookDispatcher.Call unused = host.before(call("{}"));
        assertThat(seen).isEmpty();
        assertThat(why()).containsExactly("second: it needs plugin first", "fourth: it needs plugin second");
        hook("first");
        assertThat(why()).contains("second: it needs plugin third");
        add("third");
        assertThat(host.admission().waiting()).isEmpty();
        unused = host.before(call("{}"));
        assertThat(seen).containsExactlyInAnyOrder("first", "second", "fourth");
        host.removeHook(waiting);
        hook("gone", "dmart.dependsOn", "nobody");
        host.setup("gone", setup("{'is_active':false}"));
        assertThat(host.admission().waiting()).isEmpty();
    }

    private EntryListener inline(String plugin, boolean works, Object... more) {
        Map<String, Object> map = new java.util.HashMap<>(Map.of(
                "dmart.plugin", plugin, "component.name", "L", "dmart.delivery", "inline", "dmart.retry.delay.ms", 1));
        for (int i = 0; i < more.length; i += 2) {
            map.put((String) more[i], more[i + 1]);
        }
        EntryListener listener = (event, delivery) -> {
            if (!works && tries.incrementAndGet() < 3) {
                throw new IllegalStateException("not yet");
            }
            seen.add(plugin + " " + event.eventId());
        };
        host.addListener(listener, map, "b");
        return listener;
    }

    /** 1.5 b: before the reply too, whatever the ordinals say. */
    @Test
    void anInlineListenerComesAfterThoseItDependsOn() {
        add("first");
        host.setup("first", setup("{'concurrent':false}"));
        inline("second", true, "dmart.dependsOn", "first", "dmart.ordinal", 1);
        host.afterInline(List.of(fixture.commit("e1", "x1", false)));
        assertThat(seen).containsExactly("first e1", "second e1");
    }

    @Test
    void anInlineListenerWaitsForOneThatFailedOrIsFedFromTheJournal() {
        inline("first", false);
        inline("second", true, "dmart.dependsOn", "first");
        host.afterInline(List.of(fixture.commit("e1", "x1", false)));
        await("both", () -> seen.size() == 2);
        assertThat(seen).containsExactly("first e1", "second e1");
        add("durable");
        inline("third", true, "dmart.dependsOn", "durable");
        host.afterInline(List.of(fixture.commit("e2", "x1", false)));
        await("all", () -> seen.size() == 6);
        assertThat(seen.indexOf("third e2")).isGreaterThan(seen.indexOf("durable e2"));
    }

    /** A failed one is tried again from the journal; the next of its entry does not overtake it. */
    @Test
    void anInlineListenerKeepsTheOrderOfAnEntry() {
        host.addListener(
                (event, delivery) -> {
                    if (event.eventId().equals("e1") && delivery.attempt() < 3) {
                        throw new IllegalStateException("not yet");
                    }
                    seen.add(event.eventId());
                },
                Map.of(
                        "dmart.plugin",
                        "p",
                        "component.name",
                        "L",
                        "dmart.delivery",
                        "inline",
                        "dmart.retry.delay.ms",
                        100),
                "b");
        EntryEvent first = fixture.commit("e1", "x1", false).withSeq(fixture.store.lastSeq());
        host.afterInline(List.of(first));
        ListenerRunner runner = host.runners().get(0);
        await("it is read", () -> Runners.waiting(runner) == 1);
        EntryEvent second = fixture.commit("e2", "x1", false).withSeq(fixture.store.lastSeq());
        host.afterInline(List.of(second));
        await("both", () -> seen.size() == 2);
        assertThat(seen).containsExactly("e1", "e2");
    }
}
