/**
 * The hooks before a change, one after another ({@link cc.dmart.core.internal.event.hook.HookChain};
 * {@code plugins-events.md} 1.5, 2.5). May depend on {@code event}, {@code call} and {@code registration}.
 */
@NullMarked
package cc.dmart.core.internal.event.hook;

import org.jspecify.annotations.NullMarked;
