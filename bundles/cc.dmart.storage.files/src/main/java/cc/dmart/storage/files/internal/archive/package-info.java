/** Zip archives of spaces: written entry by entry, read without being unpacked ({@code storage.md} 6). */
@NullMarked
package cc.dmart.storage.files.internal.archive;

import org.jspecify.annotations.NullMarked;
