/** What holds for every request, whoever serves it: identification, common headers, origins, readiness, limits. */
@NullMarked
package cc.dmart.rest.internal.edge;

import org.jspecify.annotations.NullMarked;
