/** Questions in SQL to tables and databases that are attached to an entry ({@code query.md} 7). */
@NullMarked
package cc.dmart.core.internal.asset;

import org.jspecify.annotations.NullMarked;
