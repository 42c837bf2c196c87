package cc.dmart.rest.internal.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The Prometheus text format 0.0.4. */
class PrometheusTextTest {
    private final PrometheusText text = new PrometheusText();

    private String written() {
        return new String(text.utf8(), StandardCharsets.UTF_8);
    }

    @Test
    void samplesOfANameStandTogether() {
        text.gauge("b", "second", 0.25);
        text.counter("a_total", "first\nof \\ two", 3, "x", "1");
        text.gauge("b", "second", Double.NaN, "y", "say \"hi\"\n\\", "z", "");
        text.counter("a_total", "first", 4, "x", "2");
        assertThat(written()).isEqualTo("""
                        # HELP a_total first\\nof \\\\ two
                        # TYPE a_total counter
                        a_total{x="1"} 3
                        a_total{x="2"} 4
                        # HELP b second
                        # TYPE b gauge
                        b 0.25
                        b{y="say \\"hi\\"\\n\\\\",z=""} NaN
                        """);
    }

    @Test
    void bucketsAddUp() {
        text.histogram("h", "times", new double[] {0.5, 1}, new long[] {2, 0, 3}, 9.5, "r", "/");
        assertThat(written()).isEqualTo("""
                        # HELP h times
                        # TYPE h histogram
                        h_bucket{r="/",le="0.5"} 2
                        h_bucket{r="/",le="1"} 2
                        h_bucket{r="/",le="+Inf"} 5
                        h_sum{r="/"} 9.5
                        h_count{r="/"} 5
                        """);
    }

    @Test
    void summaries() {
        text.summary("s", "times", 7, 1.5, 0.1, Double.POSITIVE_INFINITY);
        assertThat(written()).isEqualTo("""
                        # HELP s times
                        # TYPE s summary
                        s{quantile="0.5"} 0.1
                        s{quantile="0.99"} Inf
                        s_sum 1.5
                        s_count 7
                        """);
    }
}
