package cc.dmart.api.storage.testing;

/** The twin keeps the contract. */
final class InMemoryEntryStoreTest extends EntryStoreContract {
    private final InMemoryEntryStore store = new InMemoryEntryStore();

    @Override
    protected Stores open() {
        return new Stores(store, store, store);
    }
}
