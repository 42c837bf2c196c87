/** Applying changes to the files, the first time, again after a failure, and at redo. */
@NullMarked
package cc.dmart.storage.files.internal.apply;

import org.jspecify.annotations.NullMarked;
