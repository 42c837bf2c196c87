/** The change journal: segments, group commit, readers, cursors, checkpoints ({@code design.md} 1). */
@NullMarked
package cc.dmart.storage.files.internal.journal;

import org.jspecify.annotations.NullMarked;
