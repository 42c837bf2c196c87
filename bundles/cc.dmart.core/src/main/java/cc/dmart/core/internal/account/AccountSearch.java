package cc.dmart.core.internal.account;

import cc.dmart.api.index.DocumentKind;
import cc.dmart.api.index.EntryIndex;
import cc.dmart.api.index.ExactField;
import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.index.IndexRequest;
import cc.dmart.api.model.User;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.core.internal.ManagementSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Looks for what lies in the folder of the accounts. Thread-safe. */
final class AccountSearch {
    private final EntryStore store;
    private final EntryIndex index;
    private final ManagementSpace management;

    AccountSearch(EntryStore store, EntryIndex index, ManagementSpace management) {
        this.store = store;
        this.index = index;
        this.management = management;
    }

    /**
     * What the index proposes, as it is stored: the caller decides, since an index that lags behind a changed file must let nobody in.
     *
     * @param most that are read
     */
    Stream<User> find(int most, IndexQuery... wanted) {
        index.await();
        List<IndexQuery> all = new ArrayList<>(List.of(wanted));
        all.add(IndexQuery.Exact.of(ExactField.SUBPATH, ManagementSpace.USERS.slashed()));
        IndexQuery query = new IndexQuery.And(all);
        return index
                .search(IndexRequest.unfiltered(management.space(), DocumentKind.ENTRY, query, 0, most))
                .hits()
                .stream()
                .flatMap(hit -> store.find(hit).stream())
                .map(found -> new User(found.entry()));
    }
}
