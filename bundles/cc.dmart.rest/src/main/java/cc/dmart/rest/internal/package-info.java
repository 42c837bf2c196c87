/** The HTTP edge: settings shared by its parts. */
@NullMarked
package cc.dmart.rest.internal;

import org.jspecify.annotations.NullMarked;
