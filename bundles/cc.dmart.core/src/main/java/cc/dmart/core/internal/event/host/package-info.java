/**
 * Hooks and listeners as the framework shows them ({@link cc.dmart.core.internal.event.host.PluginHost}): found, let in or made to
 * wait, and what operators see and do of them ({@link cc.dmart.core.internal.event.host.DeliveryServiceImpl};
 * {@code plugins-events.md} 1.5, 2.6, 2.8). Outermost: may depend on all other packages of events, and none of them on it.
 */
@NullMarked
package cc.dmart.core.internal.event.host;

import org.jspecify.annotations.NullMarked;
