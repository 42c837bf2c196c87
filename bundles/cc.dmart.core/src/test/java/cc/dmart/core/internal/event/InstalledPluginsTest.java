package cc.dmart.core.internal.event;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.JsonObject;
import cc.dmart.api.service.PluginStatus;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InstalledPluginsTest {
    @Test
    void aPluginIsNamedWhenAllOfItIsThereAndNotWithItsFirstService() {
        List<PluginStatus> dropped = List.of(
                plugin("starting", PluginStatus.State.UNSATISFIED),
                plugin("routes_only", PluginStatus.State.ACTIVE),
                plugin("audit", PluginStatus.State.ACTIVE));
        assertThat(InstalledPlugins.active(List.of("audit", "built_in", "starting"), dropped))
                .containsExactly("audit", "built_in", "routes_only");
    }

    private static PluginStatus plugin(String name, PluginStatus.State state) {
        return new PluginStatus(
                name, "1.0.0", state, name + ".jar", "", "", List.of(), Set.of(), JsonObject.EMPTY, List.of());
    }
}
