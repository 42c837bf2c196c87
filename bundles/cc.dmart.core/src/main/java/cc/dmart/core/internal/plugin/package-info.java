/** What plugins call ({@code plugins-events.md} 2.2). */
@NullMarked
package cc.dmart.core.internal.plugin;

import org.jspecify.annotations.NullMarked;
