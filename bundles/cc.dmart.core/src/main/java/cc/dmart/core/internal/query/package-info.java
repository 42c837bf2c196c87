/** Query types: from the request to the page ({@code query.md} 1, 3). */
@NullMarked
package cc.dmart.core.internal.query;

import org.jspecify.annotations.NullMarked;
