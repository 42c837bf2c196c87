package cc.dmart.core.internal.query;

import cc.dmart.api.index.EntryIndex;
import cc.dmart.api.index.IndexRequest;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.WireRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Records of what the index finds, read some at a time. */
final class RecordRows implements QueryRows.Rows {
    private static final int AT_ONCE = 32;

    private final EntryIndex index;
    private final IndexRequest request;
    private final Function<List<Locator>, List<WireRecord>> page;

    /** @param page makes records of some hits; those whose entry is gone are left out */
    RecordRows(EntryIndex index, IndexRequest request, Function<List<Locator>, List<WireRecord>> page) {
        this.index = index;
        this.request = request;
        this.page = page;
    }

    @Override
    public <E extends Exception> void each(QueryRows.Taker<E> taker) throws E {
        index.await();
        List<Locator> some = new ArrayList<>(AT_ONCE);
        index.list(request, at -> {
            some.add(at);
            if (some.size() == AT_ONCE) {
                hand(some, taker);
            }
        });
        hand(some, taker);
    }

    private <E extends Exception> void hand(List<Locator> some, QueryRows.Taker<E> taker) throws E {
        for (WireRecord record : page.apply(some)) {
            taker.take(record);
        }
        some.clear();
    }
}
