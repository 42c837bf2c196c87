/**
 * Taking and ending locks of entries, by request and by time ({@code plugins-events.md} 4.6); the table of them is in {@code
 * core.internal.lock}, and what other changes owe them in {@code pipeline}. {@link
 * cc.dmart.core.internal.entry.lock.LockServiceImpl} is the way in. It stands on {@code command}, and no other package of
 * {@code entry} uses it.
 */
@NullMarked
package cc.dmart.core.internal.entry.lock;

import org.jspecify.annotations.NullMarked;
