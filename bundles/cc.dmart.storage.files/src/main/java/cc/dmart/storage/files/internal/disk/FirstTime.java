package cc.dmart.storage.files.internal.disk;

import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Remembers of which paths was told, so that a log has each once. Thread-safe. */
public final class FirstTime {
    private static final int MAX = 1000;

    private final Set<Path> told = ConcurrentHashMap.newKeySet();

    /** Whether it is asked for a path for the first time. */
    public boolean is(Path path) {
        if (told.size() >= MAX) {
            told.clear();
        }
        return told.add(path);
    }
}
