/** Proposed changes that somebody else approves. */
@NullMarked
package cc.dmart.core.internal.alteration;

import org.jspecify.annotations.NullMarked;
