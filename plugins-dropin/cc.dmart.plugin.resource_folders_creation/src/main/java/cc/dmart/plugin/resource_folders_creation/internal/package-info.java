/** The plugin {@code resource_folders_creation}: folders that every new space and account has. Nothing here is exported. */
@NullMarked
package cc.dmart.plugin.resource_folders_creation.internal;

import org.jspecify.annotations.NullMarked;
