/** Hooks before a change and delivery to listeners after it ({@code plugins-events.md} 1, 2). */
@NullMarked
package cc.dmart.core.internal.event;

import org.jspecify.annotations.NullMarked;
