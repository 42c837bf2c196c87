package cc.dmart.core.internal.feed;

import cc.dmart.api.index.ExactField;
import cc.dmart.api.index.IndexDocument;
import cc.dmart.api.index.Leaf;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A short text that is another one whenever a document is: by it one can ask an index whether it holds a document just so. Sets
 * have no order, lists have. Thread-safe.
 */
final class Fingerprint {
    private static final long SEED = 0xCBF29CE484222325L;
    private static final long PRIME = 0x100000001B3L;

    private Fingerprint() {}

    /** The document with its fingerprint as a term of {@link ExactField#CONTENT}. */
    static IndexDocument sealed(IndexDocument document) {
        Map<ExactField, Collection<String>> exact = new EnumMap<>(ExactField.class);
        exact.putAll(document.exact());
        exact.put(ExactField.CONTENT, List.of(of(document)));
        return new IndexDocument(
                document.at(), document.kind(), exact, document.leaves(), document.present(), document.text());
    }

    /** The fingerprint of a document without one. */
    static String of(IndexDocument document) {
        long sum =
                mixed(text(text(SEED, document.at().toString()), document.kind().name()));
        for (Map.Entry<ExactField, Collection<String>> terms : document.exact().entrySet()) {
            for (String value : terms.getValue()) {
                sum += mixed(text(text(SEED, terms.getKey().name()), value));
            }
        }
        for (Leaf leaf : document.leaves()) {
            long hash = text(text(text(SEED, leaf.kind().name()), leaf.path()), leaf.text());
            sum += mixed((hash ^ leaf.micros()) * PRIME);
        }
        for (String path : document.present()) {
            sum += mixed(text(PRIME, path));
        }
        long words = SEED;
        for (String value : document.text()) {
            words = text(words, value);
        }
        return Long.toUnsignedString(sum + mixed(words), Character.MAX_RADIX);
    }

    private static long text(long seed, String text) {
        long hash = seed;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * PRIME;
        }
        return (hash ^ 0x1FFFF) * PRIME;
    }

    private static long mixed(long hash) {
        long x = (hash ^ (hash >>> 32)) * 0xD6E8FEB86659FD93L;
        return x ^ (x >>> 29);
    }
}
