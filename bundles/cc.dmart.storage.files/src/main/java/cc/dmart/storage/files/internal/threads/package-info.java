/** The threads of the bundle. */
@NullMarked
package cc.dmart.storage.files.internal.threads;

import org.jspecify.annotations.NullMarked;
