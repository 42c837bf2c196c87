/**
 * SPI of the search index: documents, query trees, pages. Implemented by an index bundle, called by {@code core} only. Trees
 * arrive parsed and resolved; an engine never parses text of a user ({@code query.md} 9).
 */
@Export
@Version("1.0.0")
@NullMarked
package cc.dmart.api.index;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
