/**
 * The search language: text to tree to index query ({@code query.md} 2). Used by queries and by the row filter of
 * permissions.
 */
@NullMarked
package cc.dmart.core.internal.search;

import org.jspecify.annotations.NullMarked;
