/** The scalars at a path, laid out by document and by order, for searches that look at many ({@code query.md} 3.1). */
@NullMarked
package cc.dmart.index.lucene.internal.column;

import org.jspecify.annotations.NullMarked;
