/**
 * Services of plugins that a request asks by name: guards and actions of workflows
 * ({@link cc.dmart.core.internal.event.board.TransitionBoard}) and senders of messages
 * ({@link cc.dmart.core.internal.event.board.NotifierBoard}; {@code plugins-events.md} 5.5). May depend on {@code event}, {@code call},
 * {@code registration} and {@code hook}.
 */
@NullMarked
package cc.dmart.core.internal.event.board;

import org.jspecify.annotations.NullMarked;
