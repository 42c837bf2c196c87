package cc.dmart.core.internal.access;

import cc.dmart.api.index.DocumentKind;
import cc.dmart.api.index.EntryIndex;
import cc.dmart.api.index.ExactField;
import cc.dmart.api.index.FieldTest;
import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.index.IndexRequest;
import cc.dmart.api.model.Entry;
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
     * Tests entries one after the other until one fails, those that were there when it began.
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
            IndexRequest request = IndexRequest.unfiltered(space, DocumentKind.ENTRY, query, 0, Integer.MAX_VALUE);
            index.await();
            try {
                index.list(request, hit -> {
                    Optional<Entry> entry = store.find(hit)
                            .map(StoredEntry::entry)
                            .filter(e ->
                                    field.isEmpty() || e.meta().strings(field).contains(name));
                    if (entry.isPresent() && !test.test(entry.get())) {
                        throw new Failed();
                    }
                });
                return true;
            } catch (Failed e) {
                return false;
            }
        };
    }

    /** Ends a walk. */
    final class Failed extends Exception {
        private static final long serialVersionUID = 1;

        private Failed() {
            super("A test failed", null, false, false);
        }
    }
}
