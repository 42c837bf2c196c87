/**
 * SPI of the store: entries, payloads and the change journal. Implemented by one storage bundle, called by {@code core}
 * only, which holds the entry locks ({@code design.md} 1, {@code storage.md}).
 */
@Export
@Version("1.1.0")
@NullMarked
package cc.dmart.api.storage;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
