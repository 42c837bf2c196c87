package cc.dmart.deploy.internal;

import cc.dmart.api.service.MetricSource;
import cc.dmart.api.service.PluginService;
import cc.dmart.api.service.PluginStatus;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The plugins in figures. Thread-safe. */
@Component
public final class PluginMetrics implements MetricSource {
    private final PluginService plugins;

    /** Figures of these plugins. */
    @Activate
    public PluginMetrics(@Reference PluginService plugins) {
        this.plugins = plugins;
    }

    @Override
    public void measure(Sink sink) {
        Map<PluginStatus.State, Integer> counts = new EnumMap<>(PluginStatus.State.class);
        for (PluginStatus.State state : PluginStatus.State.values()) {
            counts.put(state, 0);
        }
        plugins.plugins().forEach(plugin -> counts.merge(plugin.state(), 1, Integer::sum));
        counts.forEach((state, count) -> sink.gauge(
                "dmart_plugins",
                "Plugins by state",
                count,
                "state",
                state.name().toLowerCase(Locale.ROOT)));
    }
}
