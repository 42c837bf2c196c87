/** Entries as comma separated values, out and in ({@code query.md} 8). */
@NullMarked
package cc.dmart.core.internal.csv;

import org.jspecify.annotations.NullMarked;
