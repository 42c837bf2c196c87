/** Search language, planner, query types and the feed of the index ({@code query.md}). */
@NullMarked
package cc.dmart.core.internal.query;

import org.jspecify.annotations.NullMarked;
