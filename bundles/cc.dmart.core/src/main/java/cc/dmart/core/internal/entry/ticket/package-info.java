/**
 * Tickets that go from state to state ({@code plugins-events.md} 4): {@link
 * cc.dmart.core.internal.entry.ticket.ProgressCommand} takes a step for {@link
 * cc.dmart.core.internal.entry.ticket.TicketServiceImpl} and for timers. What a workflow is, is in {@code core.internal.ticket}. It
 * stands on {@code command}, and no other package of {@code entry} uses it.
 */
@NullMarked
package cc.dmart.core.internal.entry.ticket;

import org.jspecify.annotations.NullMarked;
