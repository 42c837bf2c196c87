package cc.dmart.core.internal.query;

import cc.dmart.api.index.EntryIndex;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;

/** The same joins over the embedded index. */
class JqAndJoinLuceneTest extends JqAndJoinTest {
    @TempDir
    static Path folder;

    @Override
    QueryWorld world() {
        return QueryWorld.over(Lucene.open(folder));
    }

    @Override
    @AfterAll
    void close() {
        EntryIndex index = world.index;
        super.close();
        Lucene.close(index);
    }
}
