package cc.dmart.core.internal.event.registration;

import static cc.dmart.core.internal.event.host.PluginFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.service.DeliveryService;
import cc.dmart.api.service.DeliveryService.Setup;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is laid down about plugins and what their services say ({@code plugins-events.md} 1.4). */
class PluginSetupsTest {
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
        setups.put("p", new Setup(json(config), DeliveryService.GRANTS));
        Map<String, Object> own = Map.of("dmart.event.spaces", "shop");
        EventFilter filter = EventFilter.of(new ServiceProps(setups.over("p", own)));
        assertThat(filter.matches(Occurrence.of(EventFilterTest.event(event)))).isEqualTo(expected.equals("yes"));
    }

    /** The old missed_entry.json names what the counter hears, not what switches it. */
    @Test
    void a20FiltersLeaveAListenerAloneThatHasItsOwn() {
        PluginSetups setups = new PluginSetups();
        setups.put(
                "p",
                new Setup(
                        json("{'ordinal':7,'filters':{'subpaths':['x'],'actions':['view','query']}}"),
                        DeliveryService.GRANTS));
        Map<String, Object> own = Map.of("dmart.event.own", true, "dmart.event.actions", "delete");
        ServiceProps over = new ServiceProps(setups.over("p", own));
        assertThat(EventFilter.of(over).matches(Occurrence.of(EventFilterTest.event("delete content /a"))))
                .isTrue();
        assertThat(over.integer("dmart.ordinal", 0)).isEqualTo(7);
    }
}
