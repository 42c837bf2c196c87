package cc.dmart.console.internal;

import cc.dmart.api.model.JsonObject;
import cc.dmart.api.service.HealthIndicator;
import cc.dmart.api.service.MetricSource;
import cc.dmart.api.service.SystemService;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** {@code dmart:status}, {@code dmart:health} and {@code dmart:metrics}. Thread-safe. */
@Component(
        service = StatusCommands.class,
        property = {
            "osgi.command.scope=dmart",
            "osgi.command.function=status",
            "osgi.command.function=health",
            "osgi.command.function=metrics"
        })
public final class StatusCommands {
    private static final double MEGABYTE = 1 << 20;

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    volatile List<MetricSource> sources = List.of();

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    volatile List<HealthIndicator> indicators = List.of();

    private final SystemService system;

    /** Commands about this server. */
    @Activate
    public StatusCommands(@Reference SystemService system) {
        this.system = system;
    }

    /** The server at a glance. */
    @Descriptor("tells how the server is doing")
    public String status() {
        JsonObject manifest = system.manifest(Operator.CALLER);
        JsonObject details = manifest.object("service_details").orElse(JsonObject.EMPTY);
        Figures figures = Figures.of(sources);
        Table out = new Table("FIGURE", "VALUE");
        out.row("version", manifest.string("version").orElse(""));
        out.row("running for", details.string("running_for").orElse(""));
        out.row("health", worst());
        out.row("plugins", String.join(" ", manifest.strings("plugins")));
        out.row("journal", figures.value("dmart_journal_first_seq") + " to " + figures.value("dmart_journal_last_seq"));
        out.row("index documents", figures.value("dmart_index_documents"));
        out.row("index lag", figures.value("dmart_index_lag"));
        out.row("sessions", figures.value("dmart_sessions"));
        out.row("locks", figures.value("dmart_locks"));
        out.row("requests running", figures.value("dmart_http_requests_running"));
        out.row("heap", megabytes(figures, "jvm_memory_used_bytes{area=heap}"));
        out.row("free for spaces", megabytes(figures, "dmart_storage_spaces_free_bytes"));
        return out.toString();
    }

    private static String megabytes(Figures figures, String name) {
        Double value = figures.values().get(name);
        return value == null ? "-" : Math.round(value / MEGABYTE) + " MiB";
    }

    private String worst() {
        return indicators.stream()
                .map(HealthIndicator::state)
                .max(Comparator.naturalOrder())
                .map(StatusCommands::word)
                .orElse("-");
    }

    private static String word(HealthIndicator.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    /** The parts and their states. */
    @Descriptor("tells how each part of the server is doing")
    public String health() {
        Table out = new Table("PART", "STATE", "DETAIL");
        indicators.stream()
                .sorted(Comparator.comparing(HealthIndicator::name))
                .forEach(part -> out.row(part.name(), word(part.state()), part.detail()));
        return out.toString();
    }

    /** Every value that is measured. */
    @Descriptor("prints all that is measured")
    public String metrics() {
        return metrics("");
    }

    /** Values whose name begins so. */
    @Descriptor("prints what is measured under names that begin so")
    public String metrics(@Descriptor("beginning of names, such as dmart_plugin") String prefix) {
        Table out = new Table("NAME", "VALUE");
        Figures.of(sources).values().forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                out.row(name, Figures.text(value));
            }
        });
        return out.toString();
    }
}
