/** Senders of messages ({@code plugins-events.md} 5.5). */
@NullMarked
package cc.dmart.notify.internal;

import org.jspecify.annotations.NullMarked;
