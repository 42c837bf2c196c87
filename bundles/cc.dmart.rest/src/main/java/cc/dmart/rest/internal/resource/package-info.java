/** JAX-RS resources, one family of paths each, and what the whiteboard needs around them. */
@NullMarked
package cc.dmart.rest.internal.resource;

import org.jspecify.annotations.NullMarked;
