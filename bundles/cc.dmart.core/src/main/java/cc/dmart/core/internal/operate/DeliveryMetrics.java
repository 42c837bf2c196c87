package cc.dmart.core.internal.operate;

import cc.dmart.api.service.DeliveryService;
import cc.dmart.api.service.JobStatus;
import cc.dmart.api.service.ListenerStatus;
import cc.dmart.api.service.MetricSource;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Hooks, listeners and jobs in figures ({@code plugins-events.md} 2.8). Thread-safe. */
@Component
public final class DeliveryMetrics implements MetricSource {
    private final DeliveryService delivery;

    /** Figures of this delivery. */
    @Activate
    public DeliveryMetrics(@Reference DeliveryService delivery) {
        this.delivery = delivery;
    }

    @Override
    public void measure(Sink sink) {
        delivery.listeners().forEach(listener -> measure(sink, listener));
        delivery.jobs().forEach(job -> measure(sink, job));
    }

    private static void measure(Sink sink, ListenerStatus of) {
        String[] label = {"listener", of.name()};
        sink.summary(
                "dmart_plugin_delivery_seconds",
                "Time of calls of hooks and listeners",
                of.delivered() + of.failed(),
                of.seconds(),
                of.p50Millis() / 1e3,
                of.p99Millis() / 1e3,
                label);
        sink.counter("dmart_plugin_failures_total", "Calls that failed", of.failed(), label);
        sink.gauge("dmart_plugin_lag", "Changes that a listener has not dealt with yet", of.lag(), label);
        sink.gauge("dmart_plugin_retrying", "Events that wait for another try", of.retrying(), label);
        sink.gauge("dmart_plugin_dead", "Events that were given up and are kept", of.dead(), label);
        sink.counter("dmart_plugin_dropped_total", "Best-effort events that were not delivered", of.dropped(), label);
        sink.gauge("dmart_plugin_breaker_state", "0 closed, 1 on trial, 2 open", breaker(of.breaker()), label);
        sink.gauge("dmart_plugin_active", "Whether it is called", of.state().equals("ACTIVE") ? 1 : 0, label);
    }

    private static int breaker(String state) {
        return switch (state) {
            case "OPEN" -> 2;
            case "TRIAL" -> 1;
            default -> 0;
        };
    }

    private static void measure(Sink sink, JobStatus of) {
        sink.gauge("dmart_job_running", "Whether a job runs", of.running() ? 1 : 0, "job", of.name());
        of.next()
                .ifPresent(next -> sink.gauge(
                        "dmart_job_next_timestamp_seconds",
                        "When it is due",
                        next.toEpochMilli() / 1e3,
                        "job",
                        of.name()));
        if (!of.runs().isEmpty()) {
            JobStatus.Run last = of.runs().get(0);
            sink.gauge("dmart_job_last_seconds", "Time of the last run", last.millis() / 1e3, "job", of.name());
            sink.gauge(
                    "dmart_job_last_success",
                    "Whether the last run went well",
                    last.error().isEmpty() ? 1 : 0,
                    "job",
                    of.name());
            sink.gauge(
                    "dmart_job_last_timestamp_seconds",
                    "When the last run began",
                    last.began().toEpochMilli() / 1e3,
                    "job",
                    of.name());
        }
    }
}
