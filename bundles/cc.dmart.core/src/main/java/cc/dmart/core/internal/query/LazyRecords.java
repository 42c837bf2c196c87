package cc.dmart.core.internal.query;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.EntryQuery;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** Records of hits that are read some at a time, anew for each iteration. Thread-safe; an iterator is not. */
final class LazyRecords implements Iterable<WireRecord> {
    private static final int AT_ONCE = 100;

    private final RecordPage page;
    private final Caller caller;
    private final EntryQuery query;
    private final List<Locator> hits;

    LazyRecords(RecordPage page, Caller caller, EntryQuery query, List<Locator> hits) {
        this.page = page;
        this.caller = caller;
        this.query = query;
        this.hits = hits;
    }

    @Override
    public Iterator<WireRecord> iterator() {
        return new Iterator<>() {
            private int next;
            private Iterator<WireRecord> read = List.<WireRecord>of().iterator();

            @Override
            public boolean hasNext() {
                while (!read.hasNext() && next < hits.size()) {
                    int to = Math.min(hits.size(), next + AT_ONCE);
                    read = page.of(caller, query, hits.subList(next, to)).iterator();
                    next = to;
                }
                return read.hasNext();
            }

            @Override
            public WireRecord next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return read.next();
            }
        };
    }
}
