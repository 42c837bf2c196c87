package cc.dmart.index.lucene.internal;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.NRTCachingDirectory;

/**
 * Keeps small fresh segments in memory until a commit: most are merged before. The engine's own class leaves out the list of
 * fields, which is one more file per refresh. Thread-safe.
 */
final class FreshDirectory extends NRTCachingDirectory {
    private static final double MAX_SEGMENT_MB = 4;
    private static final double MAX_CACHED_MB = 24;

    FreshDirectory(Path folder) throws IOException {
        super(FSDirectory.open(folder), MAX_SEGMENT_MB, MAX_CACHED_MB);
    }

    @Override
    protected boolean doCacheWrite(String name, IOContext context) {
        return super.doCacheWrite(name, context)
                || (name.endsWith(".fnm") && ramBytesUsed() < (long) MAX_CACHED_MB << 20);
    }
}
