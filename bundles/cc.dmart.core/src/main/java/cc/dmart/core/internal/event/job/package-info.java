/**
 * Jobs by cron or interval ({@link cc.dmart.core.internal.event.job.JobRunner}; {@code plugins-events.md} 2.7). May depend on
 * {@code call} and {@code registration}.
 */
@NullMarked
package cc.dmart.core.internal.event.job;

import org.jspecify.annotations.NullMarked;
