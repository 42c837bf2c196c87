package cc.dmart.rest.internal.edge;

import cc.dmart.api.service.MetricSource.Sink;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

/** How many requests of one route there were, how they ended and how long they took. Thread-safe, without a lock. */
public final class RouteTimes {
    private static final double[] BOUNDS = {
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30
    };
    private static final long[] BOUND_NANOS = new long[BOUNDS.length];
    private static final int FIRST_STATUS = 100;
    private static final int LAST_STATUS = 599;

    static {
        for (int i = 0; i < BOUNDS.length; i++) {
            BOUND_NANOS[i] = Math.round(BOUNDS[i] * 1e9);
        }
    }

    private final String method;
    private final String route;
    private final LongAdder[] buckets = new LongAdder[BOUNDS.length + 1];
    private final LongAdder nanos = new LongAdder();
    private final AtomicReferenceArray<LongAdder> statuses = new AtomicReferenceArray<>(LAST_STATUS - FIRST_STATUS + 1);

    RouteTimes(String method, String route) {
        this.method = method;
        this.route = route;
        for (int i = 0; i < buckets.length; i++) {
            buckets[i] = new LongAdder();
        }
    }

    /** A request ended. */
    void ended(int status, long tookNanos) {
        int bucket = 0;
        while (bucket < BOUND_NANOS.length && tookNanos > BOUND_NANOS[bucket]) {
            bucket++;
        }
        buckets[bucket].increment();
        nanos.add(tookNanos);
        counter(Math.min(LAST_STATUS, Math.max(FIRST_STATUS, status)) - FIRST_STATUS)
                .increment();
    }

    private LongAdder counter(int at) {
        LongAdder known = statuses.get(at);
        if (known != null) {
            return known;
        }
        LongAdder made = new LongAdder();
        return statuses.compareAndSet(at, null, made) ? made : statuses.get(at);
    }

    /** Tells all that was counted; nothing of a route that nobody asked for. */
    void measure(Sink sink) {
        long[] counts = new long[buckets.length];
        long total = 0;
        for (int i = 0; i < counts.length; i++) {
            counts[i] = buckets[i].sum();
            total += counts[i];
        }
        if (total == 0) {
            return;
        }
        sink.histogram(
                "dmart_http_request_seconds",
                "Time from the first byte of a request to the last of its reply",
                BOUNDS,
                counts,
                nanos.sum() / 1e9,
                "method",
                method,
                "route",
                route);
        for (int i = 0; i < statuses.length(); i++) {
            LongAdder counter = statuses.get(i);
            if (counter != null) {
                sink.counter(
                        "dmart_http_requests_total",
                        "Requests by route and status",
                        counter.sum(),
                        "method",
                        method,
                        "route",
                        route,
                        "status",
                        Integer.toString(i + FIRST_STATUS));
            }
        }
    }
}
