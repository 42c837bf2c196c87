package cc.dmart.console.internal.health;

import cc.dmart.api.service.DeliveryService;
import cc.dmart.api.service.ListenerStatus;
import cc.dmart.api.service.PluginService;
import cc.dmart.api.service.PluginStatus;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Warns of plugins that failed and of hooks and listeners that hang ({@code plugins-events.md} 2.8). Thread-safe. */
@Component(property = {HealthCheck.NAME + "=plugins", HealthCheck.TAGS + "=plugins"})
public final class PluginsCheck implements HealthCheck {
    private final PluginService plugins;
    private final DeliveryService delivery;

    /** A check of these plugins. */
    @Activate
    public PluginsCheck(@Reference PluginService plugins, @Reference DeliveryService delivery) {
        this.plugins = plugins;
        this.delivery = delivery;
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        for (PluginStatus plugin : plugins.plugins()) {
            boolean bad = plugin.state() == PluginStatus.State.FAILED || plugin.state() == PluginStatus.State.STUCK;
            if (bad) {
                String problem =
                        plugin.problems().isEmpty() ? "" : plugin.problems().get(0);
                log.warn("{} is {}: {}", plugin.name(), plugin.state(), problem);
            }
        }
        for (ListenerStatus listener : delivery.listeners()) {
            if (listener.state().equals("STUCK")) {
                log.warn("{} hangs: {}", listener.name(), listener.problem());
            }
        }
        log.info("{} plugins", plugins.plugins().size());
        return new Result(log);
    }
}
