/** A service of its own that knows the users of a DMART server. */
@NullMarked
package cc.dmart.microservice;

import org.jspecify.annotations.NullMarked;
