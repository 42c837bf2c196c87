/** Classes of which {@code HotDeployIT} makes jars of plugins. */
@NullMarked
package cc.dmart.itest.plugin;

import org.jspecify.annotations.NullMarked;
