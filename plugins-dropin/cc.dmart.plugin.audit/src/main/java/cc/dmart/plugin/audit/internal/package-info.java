/** The plugin {@code audit}: a line of the audit log for every change. Nothing here is exported. */
@NullMarked
package cc.dmart.plugin.audit.internal;

import org.jspecify.annotations.NullMarked;
