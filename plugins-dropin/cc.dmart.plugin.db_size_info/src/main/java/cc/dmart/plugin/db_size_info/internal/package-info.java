/** The plugin {@code db_size_info}: how much disk every space takes. Nothing here is exported. */
@NullMarked
package cc.dmart.plugin.db_size_info.internal;

import org.jspecify.annotations.NullMarked;
