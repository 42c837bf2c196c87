package cc.dmart.core.internal.query;

import cc.dmart.api.index.EntryIndex;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Tests that share one world and hold over the reference index and, in a class of their own, over the embedded one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class WithQueryWorld {
    @TempDir
    static Path folder;

    QueryWorld world;

    /** Whether the index is the embedded one. */
    boolean isEmbedded() {
        return false;
    }

    @BeforeAll
    void open() {
        world = isEmbedded() ? QueryWorld.over(Lucene.open(folder)) : QueryWorld.inMemory();
    }

    @AfterAll
    void close() {
        EntryIndex index = world.index;
        world.close();
        if (isEmbedded()) {
            Lucene.close(index);
        }
    }
}
