/** How much of the store spaces and accounts take, and how much they may. */
@NullMarked
package cc.dmart.core.internal.quota;

import org.jspecify.annotations.NullMarked;
