package cc.dmart.console.internal;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.service.DeliveryService;
import cc.dmart.api.service.PluginService;
import cc.dmart.api.service.PluginStatus;
import java.util.TreeSet;
import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code dmart:plugins}, {@code dmart:enable} and {@code dmart:disable}. Thread-safe. */
@Component(
        service = PluginCommands.class,
        property = {
            "osgi.command.scope=dmart",
            "osgi.command.function=plugins",
            "osgi.command.function=enable",
            "osgi.command.function=disable"
        })
public final class PluginCommands {
    private final PluginService plugins;
    private final DeliveryService delivery;

    /** Commands about these plugins. */
    @Activate
    public PluginCommands(@Reference PluginService plugins, @Reference DeliveryService delivery) {
        this.plugins = plugins;
        this.delivery = delivery;
    }

    /** All of them. */
    @Descriptor("lists the plugins")
    public String plugins() {
        Table out = new Table("PLUGIN", "VERSION", "STATE", "SOURCE", "PROBLEM");
        for (PluginStatus plugin : plugins.plugins()) {
            String problem =
                    plugin.problems().isEmpty() ? "" : plugin.problems().get(0);
            out.row(plugin.name(), plugin.version(), plugin.state(), plugin.source(), problem);
        }
        return out.isEmpty() ? "no plugins" : out.toString();
    }

    /** One of them. */
    @Descriptor("tells about one plugin")
    public String plugins(@Descriptor("name of the plugin") String name) {
        return Operator.say(() -> {
            PluginStatus plugin = plugins.plugins().stream()
                    .filter(p -> p.name().equals(name))
                    .findFirst()
                    .orElseThrow(DmartException.NotFound::entry);
            Table out = new Table("PLUGIN", plugin.name());
            out.row("version", plugin.version())
                    .row("state", plugin.state())
                    .row("source", plugin.source())
                    .row("sha256", plugin.sha256())
                    .row("routes", String.join(" ", plugin.routes()))
                    .row("grants", String.join(" ", new TreeSet<>(plugin.grants())))
                    .row("config", plugin.config());
            plugin.problems().forEach(problem -> out.row("problem", problem));
            Table listeners = DeliveryCommands.table(delivery.listeners().stream()
                    .filter(l -> l.plugin().equals(name))
                    .toList());
            return listeners.isEmpty() ? out.toString() : out + "\n" + listeners;
        });
    }

    /** Starts one. */
    @Descriptor("switches a plugin on")
    public String enable(@Descriptor("name of the plugin") String name) {
        return Operator.say(() -> {
            plugins.enable(name);
            return "enabled " + name;
        });
    }

    /** Stops one. */
    @Descriptor("switches a plugin off, over restarts too")
    public String disable(@Descriptor("name of the plugin") String name) {
        return Operator.say(() -> {
            plugins.disable(name);
            return "disabled " + name;
        });
    }
}
