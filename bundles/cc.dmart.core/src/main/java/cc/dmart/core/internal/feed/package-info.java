/** Keeps the index in step with the journal: documents of entries, live feed, rebuild ({@code query.md} 6). */
@NullMarked
package cc.dmart.core.internal.feed;

import org.jspecify.annotations.NullMarked;
