/** The health check: what is broken or odd in the files of a space ({@code storage.md} 5.3, 5.4). */
@NullMarked
package cc.dmart.core.internal.health;

import org.jspecify.annotations.NullMarked;
