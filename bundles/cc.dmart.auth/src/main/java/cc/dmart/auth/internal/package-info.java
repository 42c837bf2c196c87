/** Settings of the bundle; nothing here is exported. */
@NullMarked
package cc.dmart.auth.internal;

import org.jspecify.annotations.NullMarked;
