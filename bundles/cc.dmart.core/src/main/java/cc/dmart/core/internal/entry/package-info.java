/** The change pipeline and the use cases of single entries ({@code design.md} 1, {@code storage.md} 3). */
@NullMarked
package cc.dmart.core.internal.entry;

import org.jspecify.annotations.NullMarked;
