/** What the server measures, as Prometheus reads it. */
@NullMarked
package cc.dmart.rest.internal.metrics;

import org.jspecify.annotations.NullMarked;
