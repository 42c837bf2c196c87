package cc.dmart.api.index.testing;

import cc.dmart.api.index.EntryIndex;

/** The twin keeps the contract. */
class InMemoryEntryIndexTest extends EntryIndexContract {
    @Override
    protected EntryIndex open() {
        return new InMemoryEntryIndex();
    }
}
