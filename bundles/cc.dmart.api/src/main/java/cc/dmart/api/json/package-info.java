/**
 * The one JSON codec: bytes to {@code cc.dmart.api.model.JsonValue} and back, and the envelopes of the wire. Used by every
 * bundle; the parser library stays inside.
 */
@Export
@Version("1.0.0")
@NullMarked
package cc.dmart.api.json;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
