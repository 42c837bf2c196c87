/**
 * What the journal shows to listeners and when: behind what is on its way ({@link cc.dmart.core.internal.event.journal.Passages}),
 * read once for all that keep up ({@link cc.dmart.core.internal.event.journal.JournalTap}), kept for those that are gone
 * ({@link cc.dmart.core.internal.event.journal.OrphanCursors}; {@code plugins-events.md} 2.4). May depend on {@code event}, {@code call}
 * and {@code registration}.
 */
@NullMarked
package cc.dmart.core.internal.event.journal;

import org.jspecify.annotations.NullMarked;
