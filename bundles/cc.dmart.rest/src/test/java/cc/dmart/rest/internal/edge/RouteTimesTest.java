package cc.dmart.rest.internal.edge;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.service.MetricSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is counted of a route. */
class RouteTimesTest {
    private final List<String> seen = new ArrayList<>();

    private final MetricSource.Sink sink = new MetricSource.Sink() {
        @Override
        public void gauge(String name, String help, double value, String... labels) {
            seen.add(name + Arrays.toString(labels) + value);
        }

        @Override
        public void counter(String name, String help, double value, String... labels) {
            seen.add(name + Arrays.toString(labels) + value);
        }

        @Override
        public void histogram(String name, String help, double[] bounds, long[] counts, double sum, String... labels) {
            seen.add(name + Arrays.toString(labels) + sum + Arrays.toString(counts));
        }

        @Override
        public void summary(
                String name, String help, long count, double sum, double p50, double p99, String... labels) {
            throw new AssertionError();
        }
    };

    @Test
    void bucketsAndStatuses() {
        Traffic traffic = new Traffic();
        RouteTimes times = traffic.of("GET", "/a/{b}");
        assertThat(traffic.of("GET", "/a/{b}")).isSameAs(times);
        times.measure(sink);
        assertThat(seen).isEmpty();
        times.ended(200, 500_000);
        times.ended(200, 500_001);
        times.ended(404, 31_000_000_000L);
        times.ended(0, 0);
        times.measure(sink);
        assertThat(seen)
                .containsExactly(
                        "dmart_http_request_seconds[method, GET, route, /a/{b}]31.001000001"
                                + "[2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]",
                        "dmart_http_requests_total[method, GET, route, /a/{b}, status, 100]1.0",
                        "dmart_http_requests_total[method, GET, route, /a/{b}, status, 200]2.0",
                        "dmart_http_requests_total[method, GET, route, /a/{b}, status, 404]1.0");
    }
}
