/** The plugin {@code db_entries_count_history}: how the number of entries of every space grew. Nothing here is exported. */
@NullMarked
package cc.dmart.plugin.db_entries_count_history.internal;

import org.jspecify.annotations.NullMarked;
