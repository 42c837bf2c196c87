package cc.dmart.core.internal.event.registration;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.plugin.testing.TestEvents;
import cc.dmart.api.storage.testing.InMemoryEntryStore;
import cc.dmart.core.internal.event.host.PluginFixture;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who is told what happened in a space that is gone ({@code plugins-events.md} 1.2, 1.3, 1.4). */
class PluginGateTest {
    private final InMemoryEntryStore store = new InMemoryEntryStore();
    private final PluginGate gate = new PluginGate(store, "listed");

    private static Registration<String> plugin(String name) {
        return Registration.of("s", new ServiceProps(Map.of()), name, Duration.ofSeconds(1));
    }

    private static EntryEvent deletion(String space) {
        JsonObject entry = PluginFixture.json("{'entry':{'shortname':'" + space + "','active_plugins':['p']}}");
        return TestEvents.event(ActionType.DELETE, Locator.ofSpace(new SpaceName(space)), entry);
    }

    private static EntryEvent change(String space) {
        return TestEvents.updated(Locator.of(space, "products", "x1", ResourceType.CONTENT), "{}");
    }

    @Test
    void theListOfASpaceThatIsThereCounts() {
        store.put(Locator.ofSpace(new SpaceName("shop")), PluginFixture.json("{'active_plugins':['q']}"));
        gate.note(deletion("shop"));
        assertThat(gate.isOpen(plugin("p"), change("shop"), true)).isFalse();
        assertThat(gate.isOpen(plugin("q"), change("shop"), true)).isTrue();
        assertThat(gate.isOpen(plugin("q"), deletion("shop"), true)).isTrue();
    }

    @Test
    void aPluginHearsOfTheDeletionOfASpaceThatListedIt() {
        assertThat(gate.isOpen(plugin("p"), deletion("shop"), true)).isTrue();
        assertThat(gate.isOpen(plugin("q"), deletion("shop"), true)).isFalse();
    }

    @Test
    void whatIsToldLateIsNotLost() {
        assertThat(gate.isOpen(plugin("q"), change("shop"), true))
                .as("nobody knows")
                .isTrue();
        assertThat(gate.isOpen(plugin("q"), change("shop"), false))
                .as("nobody knows, and it was told once")
                .isFalse();
        gate.note(deletion("shop"));
        gate.note(change("attic"));
        assertThat(gate.isOpen(plugin("p"), change("shop"), false)).isTrue();
        assertThat(gate.isOpen(plugin("p"), change("shop"), true)).isTrue();
        assertThat(gate.isOpen(plugin("q"), change("shop"), true)).isFalse();
    }

    @Test
    void beforeASpaceIsThereNobodyIsCalled() {
        assertThat(gate.isOpen(plugin("p"), "shop")).isFalse();
    }
}
