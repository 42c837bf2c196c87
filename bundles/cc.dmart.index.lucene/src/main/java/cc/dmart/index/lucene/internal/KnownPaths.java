package cc.dmart.index.lucene.internal;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The paths of documents, taken apart and encoded once: nearly every document has paths that another one had. Tells too what was
 * written of a path for the document in hand. Not thread-safe.
 */
final class KnownPaths {
    /** Paths that are kept from one document to the next: keys that somebody makes up at random would be ever more. */
    static final int MOST = 1 << 9;

    private final Map<String, Known> known = new HashMap<>();
    private long document;

    /** A path. */
    final class Known {
        private final byte[] bytes;
        private final @Nullable Known above;
        private long present;
        private long starred;

        private Known(String path, @Nullable Known above) {
            bytes = IndexTerms.path(path).getBytes(StandardCharsets.UTF_8);
            this.above = above;
        }

        /** As it stands in terms. */
        byte[] bytes() {
            return bytes;
        }

        /** The path that it is a member of. */
        @Nullable
        Known above() {
            return above;
        }

        /** Whether the document has something there. */
        boolean isPresent() {
            return present == document;
        }

        /** Notes that the document has something there; false if that is known. */
        boolean setPresent() {
            boolean first = !isPresent();
            present = document;
            return first;
        }

        /** Notes that the document has below what a star selects; false if that is known. */
        boolean setStarred() {
            boolean first = starred != document;
            starred = document;
            return first;
        }
    }

    /** Begins another document. */
    void next() {
        document++;
        if (known.size() > MOST) {
            known.clear();
        }
    }

    int size() {
        return known.size();
    }

    Known of(String path) {
        Known found = known.get(path);
        if (found == null) {
            int dot = path.lastIndexOf('.');
            found = new Known(path, dot > 0 ? of(path.substring(0, dot)) : null);
            known.put(path, found);
        }
        return found;
    }
}
