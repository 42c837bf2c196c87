/** Entries out and in as archives ({@code storage.md} 6). */
@NullMarked
package cc.dmart.core.internal.archive;

import org.jspecify.annotations.NullMarked;
