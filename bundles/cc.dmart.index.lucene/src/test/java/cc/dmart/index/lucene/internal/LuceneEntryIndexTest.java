package cc.dmart.index.lucene.internal;

import cc.dmart.api.index.EntryIndex;
import cc.dmart.api.index.testing.EntryIndexContract;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** The embedded index keeps the contract. */
class LuceneEntryIndexTest extends EntryIndexContract {
    @TempDir
    Path data;

    private final List<LuceneEntryIndex> opened = new ArrayList<>();

    @Override
    protected EntryIndex open() {
        LuceneEntryIndex index = new LuceneEntryIndex(TestConfig.of(data));
        index.begin(0).publish(0);
        opened.add(index);
        return index;
    }

    @AfterEach
    void closeAll() {
        opened.forEach(LuceneEntryIndex::close);
    }
}
