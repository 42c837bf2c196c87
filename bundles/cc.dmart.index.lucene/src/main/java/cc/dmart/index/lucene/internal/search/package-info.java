/** Hits of a question: which, in what order, and how many ({@code query.md} 3, 4). */
@NullMarked
package cc.dmart.index.lucene.internal.search;

import org.jspecify.annotations.NullMarked;
