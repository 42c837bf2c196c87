/** The plugin {@code reports_stats}: keeps the number of matches in saved reports. Nothing here is exported. */
@NullMarked
package cc.dmart.plugin.reports_stats.internal;

import org.jspecify.annotations.NullMarked;
