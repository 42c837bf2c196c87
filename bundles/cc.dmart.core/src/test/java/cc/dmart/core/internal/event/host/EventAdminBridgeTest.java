package cc.dmart.core.internal.event.host;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.plugin.testing.TestDelivery;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;

class EventAdminBridgeTest {
    private final List<Event> posted = new ArrayList<>();

    private final class Admin implements EventAdmin {
        @Override
        public void postEvent(Event event) {
            posted.add(event);
        }

        @Override
        public void sendEvent(Event event) {
            throw new AssertionError("nobody waits for handlers");
        }
    }

    private Event told(EntryEvent event) {
        new EventAdminBridge(new Admin()).onEvent(event, new TestDelivery());
        return posted.get(0);
    }

    @Test
    void anEventIsPostedWithItsMembersAsProperties() {
        Event event = told(PluginFixture.event("e1", "x1", ActionType.PROGRESS_TICKET)
                .withSeq(7)
                .withAttributes(PluginFixture.json("{'state':'done'}")));
        assertThat(event.getTopic()).isEqualTo("cc/dmart/event/shop/progress_ticket");
        assertThat(event.getProperty("seq")).isEqualTo(7L);
        assertThat(event.getProperty("depth")).isEqualTo(0L);
        assertThat(event.getProperty("time")).isEqualTo("2026-01-01T00:00:00");
        assertThat(event.containsProperty("timestamp")).isFalse();
        assertThat(event.getProperty("attributes")).isEqualTo("{\"state\":\"done\"}");
        assertThat(Map.of("event_id", "e1", "space_name", "shop", "subpath", "/products", "shortname", "x1"))
                .allSatisfy((name, value) -> assertThat(event.getProperty(name)).isEqualTo(value));
    }

    @Test
    void aSpaceWhoseNameIsNoPartOfATopicIsWrittenWithUnderscores() {
        EntryEvent strange = EntryEvent.fromJson(PluginFixture.json(
                "{'space_name':'a.b/\u0645','subpath':'/','action_type':'create','user_shortname':'lina'}"));
        assertThat(told(strange).getTopic()).isEqualTo("cc/dmart/event/a_b__/create");
        assertThat(posted.get(0).getProperty("space_name")).isEqualTo("a.b/\u0645");
    }

    /** The bridge is there only for handlers that may hear of it. */
    @ParameterizedTest
    @CsvSource({
        "cc/dmart/event/shop/create, true",
        "cc/dmart/event/*, true",
        "cc/dmart/*, true",
        "cc/*, true",
        "*, true",
        "org/osgi/framework/*, false",
        "cc/other/*, false",
    })
    void handlers(String topic, boolean wanted) throws InvalidSyntaxException {
        assertThat(FrameworkUtil.createFilter(EventAdminBridge.OF_OURS).matches(Map.of("event.topics", topic)))
                .isEqualTo(wanted);
    }
}
