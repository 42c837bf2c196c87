package cc.dmart.auth.internal.store;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonObject;
import cc.dmart.auth.internal.AuthConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rows of one node, in memory and in {@code DMART_DATA/auth/rows.jsonl}. A disk that fails does not stop anybody from logging
 * in or being locked out: the rows then live in memory and the health check tells. References nothing ({@code design.md} 4).
 *
 * <p>Thread-safe: look-ups go to a concurrent map; file and changes are guarded by one lock.
 */
@Component(service = Rows.class, configurationPid = AuthConfig.PID, configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = AuthConfig.class)
public final class RowFile implements Rows {
    private static final Logger LOG = LoggerFactory.getLogger(RowFile.class);
    private static final int SLACK_LINES = 2000;
    private static final long PURGE_MS = 60_000;

    private final Map<String, Row> rows = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Clock clock;
    private final LineLog log;
    private long purgedAt;
    private volatile boolean healthy = true;

    /** Reads the stored rows. @throws IOException if the file cannot be opened */
    @Activate
    public RowFile(AuthConfig config) throws IOException {
        this(config, Clock.systemUTC());
    }

    /** The same with another clock. @throws IOException if the file cannot be opened */
    public RowFile(AuthConfig config, Clock clock) throws IOException {
        this.clock = clock;
        log = LineLog.open(Path.of(config.data(), "auth", "rows.jsonl"), this::replay);
        compact();
    }

    /** Closes the file. @throws IOException if the disk fails */
    @Deactivate
    public void close() throws IOException {
        lock.lock();
        try {
            log.close();
        } finally {
            lock.unlock();
        }
    }

    private void replay(JsonObject line) {
        String key = line.string("key").orElse("");
        long until = line.number("until").map(JsonNumber::longValue).orElse(0L);
        Optional<JsonObject> data = line.object("data");
        if (data.isPresent() && until > clock.millis()) {
            rows.put(key, new Row(data.get(), until));
        } else {
            rows.remove(key);
        }
    }

    @Override
    public Optional<Row> find(String key) {
        return live(key, clock.millis());
    }

    private Optional<Row> live(String key, long now) {
        return Optional.ofNullable(rows.get(key)).filter(row -> row.expiresAt() > now);
    }

    @Override
    public Optional<Row> change(String key, boolean forced, UnaryOperator<Optional<Row>> change) {
        lock.lock();
        try {
            Optional<Row> before = live(key, clock.millis());
            Optional<Row> after = change.apply(before);
            if (after.equals(before)) {
                return before;
            }
            if (after.isPresent()) {
                rows.put(key, after.get());
            } else {
                rows.remove(key);
            }
            write(line(key, after), forced);
            return before;
        } finally {
            lock.unlock();
        }
    }

    private static String line(String key, Optional<Row> row) {
        JsonObject.Builder out = JsonObject.builder().put("key", key);
        row.ifPresent(r -> out.put("until", r.expiresAt()).put("data", r.data()));
        return JsonCodec.writeString(out.build());
    }

    private void write(String line, boolean forced) {
        try {
            log.append(List.of(line), forced);
            healthy = true;
            compact();
        } catch (IOException e) {
            healthy = false;
            LOG.error("A row of the auth store could not be written and lives in memory only", e);
        }
    }

    /** Rewrites the file when most of it is history. */
    private void compact() throws IOException {
        purge();
        if (log.lines() > 2 * rows.size() + SLACK_LINES) {
            log.rewrite(rows.entrySet().stream()
                    .map(e -> line(e.getKey(), Optional.of(e.getValue())))
                    .toList());
        }
    }

    /** Forgets what has expired, now and then: most keys are written once and never looked at again. */
    private void purge() {
        long now = clock.millis();
        if (now - purgedAt >= PURGE_MS) {
            purgedAt = now;
            rows.values().removeIf(row -> row.expiresAt() <= now);
        }
    }

    @Override
    public boolean isHealthy() {
        return healthy;
    }
}
