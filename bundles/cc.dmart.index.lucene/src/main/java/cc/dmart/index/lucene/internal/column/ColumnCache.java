package cc.dmart.index.lucene.internal.column;

import java.io.IOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReader;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the columns of segments that are not small within a bound of memory, the least used go first. A segment never changes, so nothing
 * goes stale. Thread-safe, guarded by itself; a column is read outside the lock.
 */
public final class ColumnCache {
    /** Columns of smaller segments are not worth a place. */
    private static final int MIN_SEGMENT = 512;

    private static final int MAX_DEMANDS = 4096;

    /** Which column. */
    private record Key(IndexReader.CacheKey segment, String path) {}

    /**
     * A column.
     *
     * @param size bytes it had when they were counted last
     */
    private record Kept(Column column, long size) {}

    private final long maxBytes;
    private final Map<Key, Kept> columns = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<Key, Long> demand = new HashMap<>();
    /** One object, which a segment keeps once however often its columns are read. */
    private final IndexReader.ClosedListener closed = this::forget;

    private long bytes;

    /** @param maxBytes memory for all columns */
    public ColumnCache(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Whether a segment has columns at all. */
    static boolean isWorthIt(LeafReader reader) {
        return reader.maxDoc() >= MIN_SEGMENT && reader.getCoreCacheHelper() != null;
    }

    /**
     * Tells that so many documents were looked at without a column. Once as many were as a column costs to read, it is worth
     * it; what was asked long ago is forgotten.
     */
    synchronized void looked(LeafReader reader, String path, int documents) {
        IndexReader.CacheHelper helper = reader.getCoreCacheHelper();
        if (helper != null && isWorthIt(reader)) {
            demand.merge(new Key(helper.getKey(), path), (long) documents, Long::sum);
            if (demand.size() > MAX_DEMANDS) {
                demand.clear();
            }
        }
    }

    /** Whether a column is worth to be read at the next search. */
    synchronized boolean isWanted(LeafReader reader, String path) {
        IndexReader.CacheHelper helper = reader.getCoreCacheHelper();
        return helper != null && demand.getOrDefault(new Key(helper.getKey(), path), 0L) > reader.maxDoc();
    }

    /** The column if it is there. */
    synchronized @Nullable Column known(LeafReader reader, String path) {
        IndexReader.CacheHelper helper = reader.getCoreCacheHelper();
        Kept kept = helper == null ? null : columns.get(new Key(helper.getKey(), path));
        return kept == null ? null : kept.column;
    }

    /** The column, read now if it is not there. */
    Column column(LeafReader reader, String path) throws IOException {
        Column known = known(reader, path);
        if (known != null) {
            return known;
        }
        Column made = Column.read(reader, path);
        IndexReader.CacheHelper helper = reader.getCoreCacheHelper();
        if (helper != null) {
            keep(new Key(helper.getKey(), path), made, helper);
        }
        return made;
    }

    private void keep(Key key, Column made, IndexReader.CacheHelper helper) {
        synchronized (this) {
            demand.remove(key);
            put(key, made);
        }
        helper.addClosedListener(closed);
    }

    private void put(Key key, Column column) {
        long size = column.size();
        Kept before = columns.put(key, new Kept(column, size));
        bytes += size - (before == null ? 0 : before.size);
        Iterator<Kept> oldest = columns.values().iterator();
        while (bytes > maxBytes && oldest.hasNext()) {
            bytes -= oldest.next().size;
            oldest.remove();
        }
    }

    /** Tells that more was made of a column, which takes memory too. */
    synchronized void grown(LeafReader reader, String path, Column column) {
        IndexReader.CacheHelper helper = reader.getCoreCacheHelper();
        if (helper != null) {
            Key key = new Key(helper.getKey(), path);
            Kept kept = columns.get(key);
            if (kept != null && kept.column == column) {
                put(key, column);
            }
        }
    }

    private synchronized void forget(IndexReader.CacheKey segment) {
        Iterator<Map.Entry<Key, Kept>> all = columns.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<Key, Kept> each = all.next();
            if (each.getKey().segment == segment) {
                bytes -= each.getValue().size;
                all.remove();
            }
        }
    }

    /** Memory in use. */
    synchronized long bytes() {
        return bytes;
    }
}
