package cc.dmart.httptests.listening;

import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.plugin.DeliveryContext;
import cc.dmart.api.plugin.EntryListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts events and how old they are, and after every so many writes a line {@code count, nanoseconds since the first, median age
 * in microseconds, 99th percentile}. Properties: {@code out}, a file, and {@code every}. Thread-safe.
 */
public final class Meter implements EntryListener {
    private final AtomicLong heard = new AtomicLong();
    private volatile AtomicLongArray ages = new AtomicLongArray(1);
    private volatile Path out = Path.of("");
    private volatile long first;

    /** Called by Declarative Services. */
    public void activate(Map<String, Object> properties) {
        out = Path.of(properties.get("out").toString());
        ages = new AtomicLongArray((int) Long.parseLong(properties.get("every").toString()));
    }

    @Override
    public void onEvent(EntryEvent event, DeliveryContext delivery) throws IOException {
        Instant made = LocalDateTime.parse(event.timestamp()).toInstant(ZoneOffset.UTC);
        long age = Duration.between(made, Instant.now()).toNanos() / 1000;
        long count = heard.incrementAndGet();
        if (count == 1) {
            first = System.nanoTime();
        }
        ages.set((int) ((count - 1) % ages.length()), age);
        if (count % ages.length() == 0) {
            write(count, System.nanoTime() - first);
        }
    }

    private void write(long count, long nanos) throws IOException {
        long[] sorted = new long[ages.length()];
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] = ages.get(i);
        }
        Arrays.sort(sorted);
        String line =
                count + " " + nanos + " " + sorted[sorted.length / 2] + " " + sorted[sorted.length * 99 / 100] + "\n";
        Files.writeString(out, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
