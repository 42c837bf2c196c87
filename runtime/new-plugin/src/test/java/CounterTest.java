package @package@;

import static org.junit.jupiter.api.Assertions.assertEquals;

import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.plugin.testing.TestDelivery;
import cc.dmart.api.plugin.testing.TestEvents;
import org.junit.jupiter.api.Test;

class CounterTest {
    @Test
    void countsAnEventOnceHoweverOftenItComes() {
        Counter counter = new Counter();
        EntryEvent event = TestEvents.created(
                Locator.of("shop", "pens", "blue", ResourceType.CONTENT), "{'payload':{'body':{'colour':'blue'}}}");
        counter.onEvent(event, new TestDelivery());
        counter.onEvent(event, new TestDelivery(2));
        assertEquals(1, counter.count());
        assertEquals("shop/pens/blue", counter.last());
    }
}
