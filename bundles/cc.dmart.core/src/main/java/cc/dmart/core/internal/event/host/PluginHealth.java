package cc.dmart.core.internal.event.host;

import cc.dmart.api.service.HealthIndicator;
import cc.dmart.core.internal.event.call.PluginState;
import cc.dmart.core.internal.event.delivery.ListenerRunner;
import cc.dmart.core.internal.event.hook.HookChain;
import java.util.List;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** How the calls of hooks and listeners go ({@code plugins-events.md} 2.5). Thread-safe. */
@Component
public final class PluginHealth implements HealthIndicator {
    private final PluginHost host;

    /** Of the plugins of the moment. */
    @Activate
    public PluginHealth(@Reference PluginHost host) {
        this.host = host;
    }

    @Override
    public String name() {
        return "plugin_calls"; // the health checks have a line of plugins
    }

    /** A stuck plugin is worth a look, and no reason to send requests elsewhere; a server without memory is. */
    @Override
    public State state() {
        List<PluginState> all = Stream.concat(
                        host.chain().hooks().stream().map(HookChain.Hook::state),
                        host.engine().runners().stream().map(ListenerRunner::state))
                .toList();
        if (all.stream().anyMatch(PluginState::isOutOfMemory)) {
            return State.DOWN;
        }
        return all.stream().anyMatch(PluginState::isStuck) ? State.WARN : State.OK;
    }
}
