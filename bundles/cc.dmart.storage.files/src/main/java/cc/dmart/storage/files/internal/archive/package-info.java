/** Zip archives of spaces: written entry by entry, unpacked into a staging folder ({@code storage.md} 6). */
@NullMarked
package cc.dmart.storage.files.internal.archive;

import org.jspecify.annotations.NullMarked;
