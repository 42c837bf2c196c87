package cc.dmart.index.lucene.internal;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.index.IndexBatch;
import cc.dmart.api.index.IndexDocument;
import cc.dmart.api.index.IndexRequest;
import cc.dmart.api.index.testing.InMemoryEntryIndex;
import cc.dmart.api.model.Locator;
import java.nio.file.Path;
import java.util.List;

/** An empty index and the reference that is told the same. Not thread-safe. */
public final class BothIndexes implements AutoCloseable {
    public final LuceneEntryIndex index;
    public final InMemoryEntryIndex twin = new InMemoryEntryIndex();

    public BothIndexes(Path folder) {
        index = new LuceneEntryIndex(TestConfig.of(folder));
        index.begin(0).publish(0);
    }

    public void put(List<IndexDocument> documents) {
        apply(new IndexBatch(0, List.of(), List.of(), documents));
    }

    public void delete(List<Locator> documents) {
        apply(new IndexBatch(0, documents, List.of(), List.of()));
    }

    private void apply(IndexBatch batch) {
        twin.apply(batch);
        index.apply(batch);
        index.await();
    }

    public void requireSame(IndexRequest request) {
        assertThat(index.search(request)).as(request.toString()).isEqualTo(twin.search(request));
    }

    @Override
    public void close() {
        index.close();
    }
}
