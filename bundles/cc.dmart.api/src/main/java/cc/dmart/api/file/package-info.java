/** Files that survive crashes, power failures and interrupted threads. Used by every bundle that keeps files of its own. */
@Export
@Version("1.0.0")
@NullMarked
package cc.dmart.api.file;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
