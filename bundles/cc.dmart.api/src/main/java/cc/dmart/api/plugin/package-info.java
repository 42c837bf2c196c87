/**
 * SPI of plugins: hooks, listeners and what they are given ({@code plugins-events.md} 2). Interfaces marked consumer are
 * implemented by plugins and found by whiteboard; the others are implemented by {@code core}.
 */
@Export
@Version("1.2.0")
@NullMarked
package cc.dmart.api.plugin;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
