/** From query trees to queries of the engine, and the filters that searches share ({@code query.md} 2, 5.2). */
@NullMarked
package cc.dmart.index.lucene.internal.query;

import org.jspecify.annotations.NullMarked;
