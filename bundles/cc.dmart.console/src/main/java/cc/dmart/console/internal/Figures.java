package cc.dmart.console.internal;

import cc.dmart.api.service.MetricSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the parts of the server measure, by name and labels. For one thread. */
public final class Figures implements MetricSource.Sink {
    private final Map<String, Double> values = new TreeMap<>();

    /** The figures of now. */
    public static Figures of(List<MetricSource> sources) {
        Figures out = new Figures();
        sources.forEach(source -> source.measure(out));
        return out;
    }

    /** All values by name, labels in braces behind it. */
    public Map<String, Double> values() {
        return values;
    }

    /** A value without labels, or a dash if nothing measures it. */
    String value(String name) {
        Double value = values.get(name);
        return value == null ? "-" : text(value);
    }

    /** A number without a fraction where it has none. */
    static String text(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    private void put(String name, double value, String... labels) {
        StringBuilder key = new StringBuilder(name);
        for (int i = 0; i + 1 < labels.length; i += 2) {
            key.append(i == 0 ? "{" : ",").append(labels[i]).append('=').append(labels[i + 1]);
        }
        values.put(labels.length > 1 ? key.append('}').toString() : name, value);
    }

    @Override
    public void gauge(String name, String help, double value, String... labels) {
        put(name, value, labels);
    }

    @Override
    public void counter(String name, String help, double value, String... labels) {
        put(name, value, labels);
    }

    @Override
    public void histogram(String name, String help, double[] bounds, long[] counts, double sum, String... labels) {
        long count = 0;
        for (long one : counts) {
            count += one;
        }
        put(name + "_count", (double) count, labels);
        put(name + "_sum", sum, labels);
    }

    @Override
    public void summary(String name, String help, long count, double sum, double p50, double p99, String... labels) {
        put(name + "_count", (double) count, labels);
        put(name + "_p50", p50, labels);
        put(name + "_p99", p99, labels);
    }
}
