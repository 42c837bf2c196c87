/** The plugin {@code local_notification}: tells owners what others did with their entries. Nothing here is exported. */
@NullMarked
package cc.dmart.plugin.local_notification.internal;

import org.jspecify.annotations.NullMarked;
