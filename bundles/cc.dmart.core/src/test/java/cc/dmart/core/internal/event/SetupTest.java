package cc.dmart.core.internal.event;

import static cc.dmart.core.internal.event.PluginFixture.await;
import static cc.dmart.core.internal.event.PluginFixture.call;
import static cc.dmart.core.internal.event.PluginFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.JsonBool;
import cc.dmart.api.service.DeliveryService;
import cc.dmart.api.service.DeliveryService.Setup;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The earlier {@code config.json} as override, grants and dependencies ({@code plugins-events.md} 1.4, 1.5, 2.5; A20). */
class SetupTest {
    private final PluginFixture fixture = new PluginFixture();
    private final PluginHost host = fixture.host;
    private final List<String> seen = new CopyOnWriteArrayList<>();

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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'filters':{'subpaths':['__ALL__'],'resource_types':[],'schema_shortnames':['__ALL__'],'actions':['update']}}"
                        + " | update content /a | yes",
                "{'filters':{'subpaths':['products'],'resource_types':['content'],'schema_shortnames':['__ALL__'],"
                        + "'actions':['update']}} | update content /a | no",
                "{'filters':{'subpaths':['__ALL__'],'resource_types':['content'],'schema_shortnames':[],"
                        + "'actions':['__ALL__']}} | update content /a order | no",
                "{'filters':{'subpaths':['__ALL__'],'resource_types':['ticket'],'schema_shortnames':[],"
                        + "'actions':['__ALL__']}} | update ticket /a order | yes",
                "{'filters':{'subpaths':['__ALL__'],'resource_types':['comment'],'schema_shortnames':['__ALL__'],"
                        + "'actions':['attach']}} | create comment /a/b | yes",
                "{'filters':{'subpaths':['__ALL__'],'resource_types':[],'schema_shortnames':['__ALL__'],'actions':[]}}"
                        + " | update content /a | no",
                "{} | update content /a | yes",
                "{} | view content /a | no",
                "{'filters':{'actions':['__ALL__']}} | view content /a | yes",
            })
    void a20FiltersOfAConfigFileWinOverTheAnnotation(String config, String event, String expected) {
        PluginSetups setups = new PluginSetups();
        setups.put("p", setup(config));
        Map<String, Object> own = Map.of("dmart.event.spaces", "shop");
        EventFilter filter = EventFilter.of(new ServiceProps(setups.over("p", own)));
        assertThat(filter.matches(Occurrence.of(EventFilterTest.event(event)))).isEqualTo(expected.equals("yes"));
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
        assertThat(host.engine().waiting().get(0).why()).isEqualTo("it needs plugin first");
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
        assertThat(host.engine().waiting())
                .extracting(w -> w.listener().plugin() + ": " + w.why())
                .containsExactly("a: it needs plugin b", "b: it needs plugin a");
    }
}
