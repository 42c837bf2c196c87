/** The plugin {@code git_history}: keeps every change of the spaces in a Git repository. Nothing here is exported. */
@NullMarked
package cc.dmart.plugin.git_history.internal;

import org.jspecify.annotations.NullMarked;
