/** The OpenAPI document, made from the classes that serve the routes, and the page that shows it. */
@NullMarked
package cc.dmart.rest.internal.docs;

import org.jspecify.annotations.NullMarked;
