/** Use cases of the server; nothing here is exported. */
@NullMarked
package cc.dmart.core.internal;

import org.jspecify.annotations.NullMarked;
