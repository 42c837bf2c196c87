package cc.dmart.api.index;

import cc.dmart.api.model.Locator;

/**
 * Takes the hits of {@link EntryIndex#list} one after another, by one thread.
 *
 * @param <E> what it throws to end the walk
 */
@FunctionalInterface
public interface HitVisitor<E extends Exception> {
    /** One hit. */
    void hit(Locator at) throws E;
}
