/**
 * The data model: entries, names, enums, JSON trees and the errors of the product. Implemented here, used by every
 * bundle and by plugins. Wire and disk names of every enum constant and meta field are defined in this package only.
 */
@Export
@Version("1.0.0")
@NullMarked
package cc.dmart.api.model;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
