package cc.dmart.core.internal.access;

import cc.dmart.api.index.DocumentKind;
import cc.dmart.api.index.EntryIndex;
import cc.dmart.api.index.ExactField;
import cc.dmart.api.index.FieldTest;
import cc.dmart.api.index.IndexPage;
import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.index.IndexRequest;
import cc.dmart.api.model.Entry;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.api.storage.StoredEntry;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Finds the accounts, groups and roles of the management space that name another record. Thread-safe. */
interface RecordSearch {
    /**
     * Tests entries one after the other until one fails.
     *
     * @param field a list of names; empty to test all entries of the type
     * @param name  what must be in the list
     * @return whether none failed
     */
    boolean all(ResourceType type, String field, String name, Predicate<Entry> test);

    /** One over an index; what is stored decides in the end. */
    static RecordSearch of(EntryStore store, EntryIndex index, SpaceName space) {
        return (type, field, name, test) -> {
            IndexQuery ofType = IndexQuery.Exact.of(ExactField.TYPE, type.wire());
            IndexQuery query = field.isEmpty()
                    ? ofType
                    : new IndexQuery.And(List.of(ofType, new IndexQuery.Field(field, FieldTest.Equal.ofText(name))));
            index.await();
            int size = 500;
            for (int offset = 0; ; offset += size) {
                IndexPage page = index.search(new IndexRequest(
                        space, DocumentKind.ENTRY, query, new IndexQuery.All(), List.of(), offset, size, false));
                for (Locator hit : page.hits()) {
                    Optional<Entry> entry = store.find(hit)
                            .map(StoredEntry::entry)
                            .filter(e ->
                                    field.isEmpty() || e.meta().strings(field).contains(name));
                    if (entry.isPresent() && !test.test(entry.get())) {
                        return false;
                    }
                }
                if (page.hits().size() < size) {
                    return true;
                }
            }
        };
    }
}
