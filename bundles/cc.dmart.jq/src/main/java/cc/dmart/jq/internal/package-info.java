/** The side of the server: processes, their time and their number ({@code query.md} 3.8). */
@NullMarked
package cc.dmart.jq.internal;

import org.jspecify.annotations.NullMarked;
