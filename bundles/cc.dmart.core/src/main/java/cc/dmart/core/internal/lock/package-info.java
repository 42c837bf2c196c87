/** Which entries are locked by whom: a table in memory that is a view of the change journal. */
@NullMarked
package cc.dmart.core.internal.lock;

import org.jspecify.annotations.NullMarked;
