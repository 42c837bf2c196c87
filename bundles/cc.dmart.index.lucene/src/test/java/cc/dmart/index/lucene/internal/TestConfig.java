package cc.dmart.index.lucene.internal;

import java.lang.annotation.Annotation;
import java.nio.file.Path;

/** Settings for tests: a folder, the other defaults, commits only when asked. */
public record TestConfig(String data, int index_ram_mb, int index_filter_cache_mb, int index_commit_interval_ms)
        implements LuceneIndexConfig {
    public static LuceneIndexConfig of(Path folder) {
        return new TestConfig(folder.toString(), 48, 32, 3_600_000);
    }

    @Override
    public Class<? extends Annotation> annotationType() {
        return LuceneIndexConfig.class;
    }

    @Override
    public int index_column_cache_mb() {
        return 64;
    }
}
