/** Web applications of the operator that come from this server. */
@NullMarked
package cc.dmart.rest.internal.app;

import org.jspecify.annotations.NullMarked;
