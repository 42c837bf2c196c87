/**
 * The changes that a request can ask for ({@code http-api.md} 4.2): each is a command, such as {@link
 * cc.dmart.core.internal.entry.command.CreateCommand}, and {@link cc.dmart.core.internal.entry.command.EditPlan} is the way of all
 * that give an entry a new version. Of {@code entry} it uses {@code form}, {@code pipeline} and {@code rules}.
 */
@NullMarked
package cc.dmart.core.internal.entry.command;

import org.jspecify.annotations.NullMarked;
