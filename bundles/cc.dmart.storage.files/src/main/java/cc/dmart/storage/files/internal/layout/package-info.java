/** Where things are on disk: paths, file names, confined directories ({@code storage.md} 1). */
@NullMarked
package cc.dmart.storage.files.internal.layout;

import org.jspecify.annotations.NullMarked;
