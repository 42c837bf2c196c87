/**
 * Calls of plugin code ({@code plugins-events.md} 2.5): within a time budget ({@link cc.dmart.core.internal.event.call.GuardedCalls}),
 * with a state that leaves a plugin alone that fails or hangs ({@link cc.dmart.core.internal.event.call.PluginState}), and timers.
 * Depends on nothing else of events.
 */
@NullMarked
package cc.dmart.core.internal.event.call;

import org.jspecify.annotations.NullMarked;
