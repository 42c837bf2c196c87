/**
 * What the rest of the core sees of plugins ({@code plugins-events.md} 1, 2): the calls around a change
 * ({@link cc.dmart.core.internal.event.HookDispatcher}), which plugins there are
 * ({@link cc.dmart.core.internal.event.InstalledPlugins}), and for whom plugin code runs
 * ({@link cc.dmart.core.internal.event.Acting}). Depends on no package below it. Those come in this order, each uses those before it
 * alone: {@code call}, {@code registration}; {@code hook}, {@code journal}, {@code job}; {@code delivery}, {@code board};
 * {@code host}.
 */
@NullMarked
package cc.dmart.core.internal.event;

import org.jspecify.annotations.NullMarked;
