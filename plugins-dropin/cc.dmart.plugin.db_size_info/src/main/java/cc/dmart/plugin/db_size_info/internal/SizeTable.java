package cc.dmart.plugin.db_size_info.internal;

import cc.dmart.api.file.DurableFile;
import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.plugin.DmartApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last measurement of the spaces, kept over restarts. Thread-safe, guarded by its monitor. */
@Component(service = SizeTable.class)
public final class SizeTable {
    private static final Logger LOG = LoggerFactory.getLogger(SizeTable.class);
    private static final Duration COOL_DOWN = Duration.ofSeconds(60);
    private static final int RESTS = 20;

    /**
     * A measurement.
     *
     * @param rows  one object for each space, by name
     * @param ended when it ended
     * @param took  how long it took
     */
    record Measured(List<JsonValue> rows, Instant ended, Duration took) {
        Measured {
            rows = List.copyOf(rows);
        }
    }

    private final DmartApi api;
    private Measured last = new Measured(List.of(), Instant.EPOCH, Duration.ZERO);

    /** The table in the folder of the plugin. */
    @Activate
    public SizeTable(@Reference DmartApi api) {
        this.api = api;
        Path file = file();
        if (Files.exists(file)) {
            try {
                JsonObject stored = JsonCodec.parseObject(Files.readAllBytes(file));
                last = new Measured(
                        stored.array("data").map(a -> a.stream().toList()).orElse(List.of()),
                        Instant.ofEpochMilli(number(stored, "ended_ms")),
                        Duration.ofMillis(number(stored, "took_ms")));
            } catch (IOException | DmartException.Invalid e) {
                LOG.warn("The last sizes cannot be read", e);
            }
        }
    }

    private static long number(JsonObject from, String name) {
        return from.number(name).map(JsonNumber::longValue).orElse(0L);
    }

    private Path file() {
        return api.folder().resolve("sizes.json");
    }

    /** The last measurement. */
    synchronized Measured last() {
        return last;
    }

    /** Whether another measurement is due: not within a minute, nor for twenty times as long as one takes. */
    synchronized boolean isOld(Instant now) {
        Duration rest = last.took().multipliedBy(RESTS);
        Instant due = last.ended().plus(rest.compareTo(COOL_DOWN) > 0 ? rest : COOL_DOWN);
        return !now.isBefore(due);
    }

    /** Waits until there is a measurement newer than another. */
    synchronized void awaitAfter(Measured older, Duration longest) throws InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        for (long left = longest.toMillis();
                !last.ended().isAfter(older.ended()) && left > 0;
                left = (end - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
    }

    /** Keeps a measurement. @throws IOException if the disk fails */
    synchronized void put(Measured measured) throws IOException {
        JsonObject stored = JsonObject.builder()
                .put("data", new JsonArray(new ArrayList<>(measured.rows())))
                .put("ended_ms", measured.ended().toEpochMilli())
                .put("took_ms", measured.took().toMillis())
                .build();
        DurableFile.replace(file(), JsonCodec.write(stored));
        last = measured;
        notifyAll();
    }
}
