package cc.dmart.index.lucene.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of the embedded index, PID {@code cc.dmart.index.lucene}. */
@ObjectClassDefinition(name = "DMART embedded index", pid = LuceneIndexConfig.PID)
public @interface LuceneIndexConfig {
    /** Configuration identity. */
    String PID = "cc.dmart.index.lucene";

    /** Folder of derived data; the index lives in its subfolder {@code index}. */
    @AttributeDefinition(description = "Folder of derived data; the index lives in its subfolder index")
    String data();

    /** Memory for documents that are not in a segment yet, in megabytes, 4..2048. */
    @AttributeDefinition(description = "Memory for documents that are not in a segment yet, in megabytes, 4..2048")
    int index_ram_mb() default 24;

    /** Memory for kept filters (access, folder, type, schema), in megabytes, 1..4096. */
    @AttributeDefinition(description = "Memory for kept filters, in megabytes, 1..4096")
    int index_filter_cache_mb() default 32;

    /** Memory for kept columns (sort keys, fields of aggregations), in megabytes, 1..4096. */
    @AttributeDefinition(description = "Memory for kept columns of sort keys and aggregations, in megabytes, 1..4096")
    int index_column_cache_mb() default 64;

    /** Time between two commits in milliseconds, 100..3600000: what was applied since is redone after a crash. */
    @AttributeDefinition(description = "Time between two commits in milliseconds, 100..3600000")
    int index_commit_interval_ms() default 10_000;
}
