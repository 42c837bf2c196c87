package cc.dmart.index.lucene.internal.document;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * The paths of documents, taken apart and encoded once: nearly every document has paths that another one had. Tells too what was
 * written of a path for the document in hand. Not thread-safe.
 */
final class KnownPaths {
    /** Paths that are kept from one document to the next: keys that somebody makes up at random would be ever more. */
    static final int MOST = 1 << 9;
    /** Characters of all of them; more are not kept either. */
    static final int MOST_CHARACTERS = 1 << 16;

    private final Map<String, Known> known = new HashMap<>();
    private int characters;
    private long document;

    /** A path. */
    final class Known {
        private final byte[] bytes;
        private final @Nullable Known above;
        private long present;
        private long starred;

        private Known(String path, @Nullable Known above) {
            bytes = encoded(path);
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
        if (known.size() > MOST || characters > MOST_CHARACTERS) {
            known.clear();
            characters = 0;
        }
    }

    int size() {
        return known.size();
    }

    /** A path as it stands in terms; half a character becomes what it becomes in questions and values. */
    static byte[] encoded(String path) {
        BytesRef out = new BytesRef(IndexTerms.path(path));
        return Arrays.copyOf(out.bytes, out.length);
    }

    /** A path that is known already. */
    @Nullable
    Known find(String path) {
        return known.get(path);
    }

    Known of(String path) {
        Known found = known.get(path);
        return found == null ? learned(path) : found;
    }

    /** One step after another, as a name may hold as many dots as somebody likes. */
    private Known learned(String path) {
        Deque<String> unknown = new ArrayDeque<>();
        Known found = null;
        int dot = path.length();
        while (found == null && dot > 0) {
            String each = path.substring(0, dot);
            found = known.get(each);
            if (found == null) {
                unknown.push(each);
                dot = each.lastIndexOf('.');
            }
        }
        if (unknown.isEmpty()) {
            unknown.push(path); // the path without a name
        }
        for (String each : unknown) {
            found = new Known(each, found);
            known.put(each, found);
            characters += each.length();
        }
        return Objects.requireNonNull(found);
    }
}
