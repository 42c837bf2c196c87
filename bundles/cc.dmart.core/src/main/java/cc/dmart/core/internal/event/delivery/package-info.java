/**
 * Events on their way to listeners ({@code plugins-events.md} 2.4): who is fed
 * ({@link cc.dmart.core.internal.event.delivery.DeliveryEngine}), the cursor of each and what waits for it
 * ({@link cc.dmart.core.internal.event.delivery.ListenerRunner}), retries and dead letters
 * ({@link cc.dmart.core.internal.event.delivery.DeadLetters}). May depend on {@code event}, {@code call}, {@code registration} and
 * {@code journal}; knows nothing of hooks and of who waits to be let in.
 */
@NullMarked
package cc.dmart.core.internal.event.delivery;

import org.jspecify.annotations.NullMarked;
