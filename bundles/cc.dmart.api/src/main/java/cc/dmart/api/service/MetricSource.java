package cc.dmart.api.service;

import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What a part of the server measures, asked when an operator looks ({@code plugins-events.md} 2.8). Each part registers its own.
 * Thread-safe.
 */
@ConsumerType
public interface MetricSource {
    /** Tells the values of this moment; must be quick and throws nothing. */
    void measure(Sink sink);

    /**
     * Takes values in. Names are those of the Prometheus text format, with the unit at the end; labels are name and value in
     * turn. For one thread.
     */
    @ProviderType
    interface Sink {
        /** A value that goes up and down. */
        void gauge(String name, String help, double value, String... labels);

        /** The same for a whole number. */
        default void gauge(String name, String help, long value, String... labels) {
            gauge(name, help, (double) value, labels);
        }

        /** A value that only goes up until the next start; its name ends with {@code _total}. */
        void counter(String name, String help, double value, String... labels);

        /** The same for a whole number. */
        default void counter(String name, String help, long value, String... labels) {
            counter(name, help, (double) value, labels);
        }

        /**
         * Durations in buckets.
         *
         * @param bounds upper bounds of the buckets in seconds, ascending, without the infinite one
         * @param counts how many fell into each bucket alone; one more than bounds
         * @param sum    seconds in all
         */
        void histogram(String name, String help, double[] bounds, long[] counts, double sum, String... labels);

        /**
         * Durations with the median and the 99th percentile of the last ones.
         *
         * @param count how many there were in all
         * @param sum   seconds in all
         * @param p50   in seconds
         * @param p99   in seconds
         */
        void summary(String name, String help, long count, double sum, double p50, double p99, String... labels);
    }
}
