/** The plugin {@code data_assets}, on the side of the server: processes, their time and their number. Nothing here is exported. */
@NullMarked
package cc.dmart.plugin.data_assets.internal;

import org.jspecify.annotations.NullMarked;
