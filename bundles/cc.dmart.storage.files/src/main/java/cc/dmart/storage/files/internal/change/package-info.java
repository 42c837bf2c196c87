/** A change as bytes: what the journal holds and what is applied to the files. */
@NullMarked
package cc.dmart.storage.files.internal.change;

import org.jspecify.annotations.NullMarked;
