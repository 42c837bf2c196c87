package cc.dmart.rest.internal.edge;

import cc.dmart.api.service.MetricSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import org.osgi.service.component.annotations.Component;

/** Counts the requests of each route. Thread-safe. */
@Component(service = {Traffic.class, MetricSource.class})
public final class Traffic implements MetricSource {
    /** Routes of plugins come and go; beyond so many they are counted as one. */
    private static final int MAX_ROUTES = 2000;

    private final ConcurrentMap<String, RouteTimes> routes = new ConcurrentHashMap<>();
    private final RouteTimes other = new RouteTimes("any", "other");
    private final LongAdder begun = new LongAdder();
    private final LongAdder ended = new LongAdder();

    /** The times of a route; the same object for the same route. */
    public RouteTimes of(String method, String route) {
        String key = method + " " + route;
        RouteTimes known = routes.get(key);
        if (known != null) {
            return known;
        }
        return routes.size() < MAX_ROUTES ? routes.computeIfAbsent(key, k -> new RouteTimes(method, route)) : other;
    }

    void begin() {
        begun.increment();
    }

    void end(Exchange exchange, int status, long tookNanos) {
        RouteTimes times = exchange.route();
        (times == null ? other : times).ended(status, tookNanos);
        ended.increment();
    }

    @Override
    public void measure(Sink sink) {
        long done = ended.sum();
        sink.gauge("dmart_http_requests_running", "Requests that are being served", Math.max(0, begun.sum() - done));
        routes.values().forEach(times -> times.measure(sink));
        other.measure(sink);
    }
}
