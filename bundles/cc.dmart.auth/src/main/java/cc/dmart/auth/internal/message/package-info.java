/** What the server writes to its users. */
@NullMarked
package cc.dmart.auth.internal.message;

import org.jspecify.annotations.NullMarked;
