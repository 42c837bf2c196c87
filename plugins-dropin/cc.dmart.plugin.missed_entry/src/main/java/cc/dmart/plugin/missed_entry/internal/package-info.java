/** The plugin {@code missed_entry}: counts what is asked for and not there. Nothing here is exported. */
@NullMarked
package cc.dmart.plugin.missed_entry.internal;

import org.jspecify.annotations.NullMarked;
