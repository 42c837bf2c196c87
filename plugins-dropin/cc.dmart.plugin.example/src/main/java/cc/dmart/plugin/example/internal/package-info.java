/** The example plugin: two hooks, a listener, an action of a workflow. Nothing here is exported. */
@NullMarked
package cc.dmart.plugin.example.internal;

import org.jspecify.annotations.NullMarked;
