/** What metas have by their class alone. */
@NullMarked
package cc.dmart.core.internal.meta;

import org.jspecify.annotations.NullMarked;
