/**
 * Files that survive crashes, power failures and interrupted threads. For bundles of the server and for plugins that keep files of
 * their own.
 */
@Export
@Version("1.0.0")
@NullMarked
package cc.dmart.api.file;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
