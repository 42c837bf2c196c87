/** Workflows of tickets: what their JSON says, whether it is sound, and which transition a step takes. */
@NullMarked
package cc.dmart.core.internal.ticket;

import org.jspecify.annotations.NullMarked;
