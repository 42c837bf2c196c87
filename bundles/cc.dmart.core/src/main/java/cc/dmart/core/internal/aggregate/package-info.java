/** Aggregations: groups and reducers over what an index hands over ({@code query.md} 4). */
@NullMarked
package cc.dmart.core.internal.aggregate;

import org.jspecify.annotations.NullMarked;
