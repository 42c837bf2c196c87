package cc.dmart.rest.internal.metrics;

import cc.dmart.api.service.MetricSource;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes values in the Prometheus text format 0.0.4: all samples of a name together, whichever part they came from, names in
 * order. For one thread.
 */
final class PrometheusText implements MetricSource.Sink {
    private static final String[] NONE = {};

    private final Map<String, StringBuilder> families = new TreeMap<>();

    private StringBuilder family(String name, String help, String type) {
        return families.computeIfAbsent(
                name,
                n -> new StringBuilder("# HELP ")
                        .append(n)
                        .append(' ')
                        .append(escaped(help, false))
                        .append("\n# TYPE ")
                        .append(n)
                        .append(' ')
                        .append(type)
                        .append('\n'));
    }

    @Override
    public void gauge(String name, String help, double value, String... labels) {
        sample(family(name, help, "gauge"), name, labels, NONE, value);
    }

    @Override
    public void counter(String name, String help, double value, String... labels) {
        sample(family(name, help, "counter"), name, labels, NONE, value);
    }

    @Override
    public void histogram(String name, String help, double[] bounds, long[] counts, double sum, String... labels) {
        StringBuilder out = family(name, help, "histogram");
        long total = 0;
        for (int i = 0; i < counts.length; i++) {
            total += counts[i];
            String bound = i < bounds.length ? number(bounds[i]) : "+Inf";
            sample(out, name + "_bucket", labels, new String[] {"le", bound}, (double) total);
        }
        sample(out, name + "_sum", labels, NONE, sum);
        sample(out, name + "_count", labels, NONE, (double) total);
    }

    @Override
    public void summary(String name, String help, long count, double sum, double p50, double p99, String... labels) {
        StringBuilder out = family(name, help, "summary");
        sample(out, name, labels, new String[] {"quantile", "0.5"}, p50);
        sample(out, name, labels, new String[] {"quantile", "0.99"}, p99);
        sample(out, name + "_sum", labels, NONE, sum);
        sample(out, name + "_count", labels, NONE, (double) count);
    }

    private static void sample(StringBuilder out, String name, String[] labels, String[] more, double value) {
        out.append(name);
        if (labels.length + more.length > 0) {
            out.append('{');
            labels(out, labels, "");
            labels(out, more, labels.length > 0 ? "," : "");
            out.append('}');
        }
        out.append(' ').append(number(value)).append('\n');
    }

    private static void labels(StringBuilder out, String[] labels, String first) {
        String separator = first;
        for (int i = 0; i + 1 < labels.length; i += 2) {
            out.append(separator)
                    .append(labels[i])
                    .append("=\"")
                    .append(escaped(labels[i + 1], true))
                    .append('"');
            separator = ",";
        }
    }

    private static String number(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            return Long.toString((long) value);
        }
        return Double.isNaN(value) ? "NaN" : Double.toString(value).replace("Infinity", "Inf");
    }

    private static String escaped(String text, boolean quoted) {
        String out = text.replace("\\", "\\\\").replace("\n", "\\n");
        return quoted ? out.replace("\"", "\\\"") : out;
    }

    /** What was written. */
    byte[] utf8() {
        StringBuilder out = new StringBuilder();
        families.values().forEach(out::append);
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }
}
