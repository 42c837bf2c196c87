/** The embedded index: documents, queries, order of rows, generations ({@code query.md} 6, 9). */
@NullMarked
package cc.dmart.index.lucene.internal;

import org.jspecify.annotations.NullMarked;
