/** Values that must be unique in a folder: which, and how the index knows them. */
@NullMarked
package cc.dmart.core.internal.unique;

import org.jspecify.annotations.NullMarked;
