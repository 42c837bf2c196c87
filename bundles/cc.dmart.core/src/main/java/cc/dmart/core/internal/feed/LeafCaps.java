package cc.dmart.core.internal.feed;

import cc.dmart.core.internal.CoreConfig;

/**
 * How much of one document the index keeps as values of fields ({@code query.md} 6.3); the rest is free text only. Thread-safe.
 *
 * @param leaves   values of a document, 100..100000
 * @param elements elements of an array, 10..100000
 * @param path     characters of a path, 64..1024; an engine looks at no more of it
 */
public record LeafCaps(int leaves, int elements, int path) {
    /** What the specification says. */
    public static final LeafCaps DEFAULT = new LeafCaps(2000, 1000, 512);

    private static final int MOST = 100_000;
    private static final int FEWEST_LEAVES = 100;
    private static final int FEWEST_ELEMENTS = 10;
    private static final int SHORTEST = 64;
    private static final int LONGEST = 1024;

    /** @throws IllegalArgumentException if one is out of its range */
    public LeafCaps {
        require("index_max_leaves", leaves, FEWEST_LEAVES, MOST);
        require("index_max_elements", elements, FEWEST_ELEMENTS, MOST);
        require("index_max_path", path, SHORTEST, LONGEST);
    }

    private static void require(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + ": " + least + ".." + most + " expected");
        }
    }

    /** With the settings {@code index_max_leaves}, {@code index_max_elements} and {@code index_max_path}. */
    public static LeafCaps of(CoreConfig config) {
        return new LeafCaps(config.index_max_leaves(), config.index_max_elements(), config.index_max_path());
    }
}
