package cc.dmart.plugin.data_assets.internal;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DataAssetResult;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.PayloadFile;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.plugin.DataAssetEngine;
import cc.dmart.api.plugin.DmartApi;
import cc.dmart.plugin.data_assets.worker.Request;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Statements in worker processes, one for each: it gets copies of the files in a folder of its own, which is deleted with it. The
 * process starts while the files are copied. Thread-safe.
 */
@Component(configurationPid = "dmart.plugin.data_assets") // made anew with another configuration
public final class DataAssets implements DataAssetEngine {
    private static final Logger LOG = LoggerFactory.getLogger(DataAssets.class);
    private static final Set<ResourceType> TYPES = EnumSet.of(
            ResourceType.CSV, ResourceType.JSONL, ResourceType.PARQUET, ResourceType.SQLITE, ResourceType.DUCKDB);
    private static final int MAX_RESULT = 10 << 20;
    private static final long START_MILLIS = 20_000;
    private static final int BLOCK = 1 << 16;

    /** Lays down the files of the workers. */
    interface Preparation {
        WorkerFiles lay() throws IOException;
    }

    private final Settings settings;
    private final Preparation preparation;
    private final Path folder;
    private volatile boolean closed;
    private final Semaphore places;
    private final Set<Worker> running = ConcurrentHashMap.newKeySet();
    private final Object turn = new Object();
    private volatile List<WorkerFiles> laid = List.of();

    /** With the configuration of the plugin. @throws IOException if its folder cannot be emptied */
    @Activate
    public DataAssets(@Reference DmartApi api, BundleContext context) throws IOException {
        this(
                Settings.of(api),
                api.folder(),
                () -> BundleFiles.lay(context.getBundle(), api.folder().resolve("worker")));
    }

    DataAssets(Settings settings, Path folder, Preparation preparation) throws IOException {
        this.settings = settings;
        this.preparation = preparation;
        this.folder = folder.resolve("running");
        Folders.delete(this.folder); // of a process that was killed
        places = new Semaphore(settings.processes(), true);
    }

    @Override
    public boolean opens(ResourceType type) {
        return TYPES.contains(type);
    }

    @Override
    public DataAssetResult run(ResourceType type, List<Asset> assets, String sql, Limits limits) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limits.millis());
        boolean entered = false;
        try {
            entered = places.tryAcquire(limits.millis(), TimeUnit.MILLISECONDS);
            if (!entered) {
                throw DmartException.Unavailable.now("Too many others ask data assets", null);
            }
            long millis = Math.max(1, left(end));
            return inFolder(
                    files(), type, assets, sql, limits.rows(), millis); // the first one lays them, in nobody's time
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw DmartException.Unavailable.now("Interrupted", e);
        } catch (IOException e) {
            LOG.error("Data assets cannot be asked", e);
            throw DmartException.Unavailable.now("Data assets cannot be asked", e);
        } finally {
            if (entered) {
                places.release();
            }
        }
    }

    private static long left(long end) {
        return TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
    }

    private WorkerFiles files() throws IOException {
        synchronized (turn) {
            if (laid.isEmpty()) {
                laid = List.of(preparation.lay());
            }
            return laid.get(0);
        }
    }

    /** In so many milliseconds, of which the start of a process takes none. */
    private DataAssetResult inFolder(
            WorkerFiles files, ResourceType type, List<Asset> assets, String sql, int rows, long millis)
            throws IOException {
        Path own = Files.createTempDirectory(Files.createDirectories(folder), "q"); // for its owner alone
        try (Worker worker = Worker.start(files, settings.memoryMb(), own)) {
            running.add(worker);
            try {
                if (closed) {
                    throw DmartException.Unavailable.now("The plugin ends", null);
                }
                long begun = System.nanoTime();
                copy(assets, own, begun + TimeUnit.MILLISECONDS.toNanos(millis));
                long rest = millis - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
                List<String> names = assets.stream().map(Asset::name).toList();
                worker.awaitReady(START_MILLIS);
                return answer(
                        worker,
                        new Request(type.wire(), names, sql, Math.max(1, rest), rows, MAX_RESULT, settings.memoryMb()));
            } finally {
                running.remove(worker);
            }
        } finally {
            empty(own);
        }
    }

    /** What is left is cleared at the next start, and no reason to withhold an answer. */
    private static void empty(Path own) {
        try {
            Folders.delete(own);
        } catch (IOException e) {
            LOG.warn("The folder of a statement cannot be emptied: {}", e.toString());
        }
    }

    private static void copy(List<Asset> assets, Path folder, long end) throws IOException {
        byte[] block = new byte[BLOCK];
        for (int i = 0; i < assets.size(); i++) {
            PayloadFile file = assets.get(i).file();
            try (InputStream in = Channels.newInputStream(file.open());
                    var out = Files.newOutputStream(folder.resolve(Request.file(i)))) {
                for (int n = in.read(block); n >= 0; n = in.read(block)) {
                    if (left(end) < 0) {
                        throw late();
                    }
                    out.write(block, 0, n);
                }
            }
        }
    }

    private static DataAssetResult answer(Worker worker, Request request) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(request.millis());
        Worker.Answer answer;
        try {
            answer = worker.ask(request);
        } catch (IOException e) {
            LOG.debug("A worker ended: {}", e.toString());
            throw left(end) <= 0 ? late() : refused("The statement takes too much memory");
        }
        if (!answer.done()) {
            throw refused(new String(answer.text(), StandardCharsets.UTF_8));
        }
        List<JsonObject> rows = JsonCodec.parse(answer.text(), JsonCodec.MAX_STORED_DEPTH)
                .asArray()
                .map(all -> all.stream().flatMap(row -> row.asObject().stream()).toList())
                .orElse(List.of());
        return new DataAssetResult(rows, answer.cut());
    }

    private static DmartException late() {
        return refused("The statement takes too long");
    }

    private static DmartException refused(String message) {
        return DmartException.Invalid.request(ErrorCode.INVALID_DATA, message);
    }

    /** Ends all processes. */
    @Deactivate
    public void close() {
        closed = true;
        running.forEach(Worker::kill);
    }

    /**
     * The configuration of the plugin.
     *
     * @param memoryMb  of the engine for one statement, 32..16384
     * @param processes at the same time, 1..64
     */
    record Settings(int memoryMb, int processes) {
        Settings {
            check("memory_mb", memoryMb, 32, 16_384);
            check("processes", processes, 1, 64);
        }

        static Settings of(DmartApi api) {
            return new Settings(number(api, "memory_mb", 256), number(api, "processes", 2));
        }

        private static int number(DmartApi api, String key, int standard) {
            try {
                return api.config(key)
                        .flatMap(value -> value instanceof JsonNumber number
                                ? Optional.of(number.decimal().intValue())
                                : value.asString().map(Integer::valueOf)) // of the environment
                        .orElse(standard);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("data_assets needs a number as " + key, e);
            }
        }

        private static void check(String key, int value, int min, int max) {
            if (value < min || value > max) {
                throw new IllegalArgumentException("data_assets needs " + key + " from " + min + " to " + max);
            }
        }
    }
}
