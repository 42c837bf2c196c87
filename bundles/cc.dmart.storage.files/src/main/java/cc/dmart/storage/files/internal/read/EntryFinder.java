package cc.dmart.storage.files.internal.read;

import cc.dmart.api.model.ContentType;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Entry;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.Payload;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.storage.files.internal.apply.Applier;
import cc.dmart.storage.files.internal.change.FileOp;
import cc.dmart.storage.files.internal.change.PayloadPart;
import cc.dmart.storage.files.internal.disk.Disk;
import cc.dmart.storage.files.internal.layout.Directories;
import cc.dmart.storage.files.internal.layout.FileNames;
import cc.dmart.storage.files.internal.layout.Layout;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Finds entries: from memory if their files still look as they did, else by reading them. A step that changes an entry and a
 * read of its files exclude each other, so that no reader meets half of it. Thread-safe; reads and steps of an entry are
 * guarded by one of a fixed number of monitors.
 */
public final class EntryFinder implements Applier.Watcher {
    private static final int STRIPES = 1024;

    private final EntryReader reader;
    private final EntryCache cache;
    private final Object[] stripes = new Object[STRIPES];
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();

    /**
     * Entries in a spaces folder.
     *
     * @param zone       of naive date-times
     * @param cacheBytes room of the cache
     */
    public EntryFinder(Disk disk, Layout layout, Directories directories, ZoneId zone, long cacheBytes) {
        reader = new EntryReader(disk, layout, directories, zone);
        cache = new EntryCache(cacheBytes);
        Arrays.setAll(stripes, i -> new Object());
    }

    /** The entry at an address; empty if there is none. */
    public Optional<StoredEntry> find(Locator at) {
        if (!at.isPossible()) {
            return Optional.empty(); // the files of a space are found by its name alone
        }
        try {
            return load(at).map(LoadedEntry::entry);
        } catch (IOException e) {
            throw DmartException.Unavailable.now("the entry cannot be read", e);
        }
    }

    private Optional<LoadedEntry> load(Locator at) throws IOException {
        EntryCache.@Nullable Weighed known = cache.get(at);
        if (known instanceof LoadedEntry loaded && reader.isCurrent(loaded)) {
            hits.increment();
            return Optional.of(loaded);
        }
        misses.increment();
        synchronized (stripe(at)) {
            Optional<LoadedEntry> found =
                    cache.get(at) instanceof WrittenEntry written ? reader.adopt(at, written) : Optional.empty();
            if (found.isEmpty()) {
                found = reader.read(at);
            }
            if (found.isPresent()) {
                cache.put(at, found.get());
            } else if (known != null) {
                cache.remove(at);
            }
            return found;
        }
    }

    /** Adds how often the cache helped and what it holds to the figures of the store. */
    public void figures(Map<String, Double> out) {
        out.put("cache_hits_total", (double) hits.sum());
        out.put("cache_misses_total", (double) misses.sum());
        out.put("cache_bytes", (double) cache.bytes());
    }

    private Object stripe(Locator at) {
        int h = at.hashCode();
        return stripes[(h ^ (h >>> 16)) & (STRIPES - 1)];
    }

    @Override
    public void around(FileOp op, Applier.Step step) throws IOException {
        if (op instanceof FileOp.Put put) {
            synchronized (stripe(put.at())) {
                EntryCache.@Nullable Weighed before = cache.remove(put.at());
                long start = now();
                step.run();
                if (isWhole(put)) {
                    cache.put(put.at(), new WrittenEntry(put, start, now(), Optional.empty()));
                } else if (before instanceof LoadedEntry known && keepsPayload(put, known)) {
                    cache.put(put.at(), new WrittenEntry(put, start, now(), Optional.of(known)));
                }
            }
        } else if (op instanceof FileOp.Remove || op instanceof FileOp.Move) {
            structural(op, step);
        } else if (op instanceof FileOp.Log log) {
            synchronized (stripe(log.at())) {
                cache.remove(log.at());
                step.run();
            }
        } else {
            step.run();
        }
    }

    private void structural(FileOp op, Applier.Step step) throws IOException {
        Locator at = op instanceof FileOp.Remove remove ? remove.at() : ((FileOp.Move) op).from();
        try {
            synchronized (stripe(at)) {
                forget(op);
                step.run();
            }
        } finally {
            forget(op);
        }
    }

    private void forget(FileOp op) {
        if (op instanceof FileOp.Remove remove) {
            cache.remove(remove.at());
        } else if (op instanceof FileOp.Move) {
            cache.clear();
        }
    }

    /** Whether the step says all there is to know of the entry. */
    private static boolean isWhole(FileOp.Put put) {
        JsonObject meta = put.meta().tree();
        Optional<Payload> payload = new Entry(put.at(), meta).payload();
        Optional<JsonValue> body = payload.flatMap(Payload::body);
        String shortname = put.at().shortname().value();
        if (put.payload() instanceof PayloadPart.Bytes bytes) {
            return bytes.fileName().equals(FileNames.jsonPayload(shortname))
                    && payload.flatMap(Payload::contentType)
                            .filter(ContentType.JSON::equals)
                            .isPresent()
                    && body.equals(Optional.of(new JsonString(bytes.fileName())));
        }
        return put.payload() instanceof PayloadPart.Keep
                && (body.isEmpty()
                        || (body.get() instanceof JsonString text && !FileNames.isPayloadOf(text.value(), shortname)));
    }

    /** Whether the payload is the one that was read with the version before. */
    private static boolean keepsPayload(FileOp.Put put, LoadedEntry known) {
        return put.payload() instanceof PayloadPart.Keep
                && known.payloadStamp().isFile()
                && known.entry().payloadFile().isPresent()
                && put.meta()
                        .tree()
                        .get("payload")
                        .flatMap(JsonValue::asObject)
                        .equals(known.entry().entry().meta().object("payload"));
    }

    private static long now() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }
}
