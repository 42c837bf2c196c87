/** The embedded index: its generations on disk, what is written and when it is committed ({@code query.md} 6, 9). */
@NullMarked
package cc.dmart.index.lucene.internal;

import org.jspecify.annotations.NullMarked;
