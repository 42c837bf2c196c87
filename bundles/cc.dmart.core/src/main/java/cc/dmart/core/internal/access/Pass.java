package cc.dmart.core.internal.access;

/** Whether a grant lets a request through; asked for one key after another, from the root down, until one does. */
@FunctionalInterface
interface Pass {
    /** Where the key of a grant was found at a level. */
    enum Place {
        /** The level itself, in all spaces. */
        EVERYWHERE,
        /** The wildcard form of the level. */
        WILDCARD,
        /** The level itself, in the space. */
        HERE
    }

    /**
     * Asks.
     *
     * @param level without a leading slash; the root is {@code /}
     */
    boolean test(Place place, String level, Grant grant);
}
