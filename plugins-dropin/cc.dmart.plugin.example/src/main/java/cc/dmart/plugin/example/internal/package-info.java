/** The example plugin: one hook, one listener. Nothing here is exported. */
@NullMarked
package cc.dmart.plugin.example.internal;

import org.jspecify.annotations.NullMarked;
