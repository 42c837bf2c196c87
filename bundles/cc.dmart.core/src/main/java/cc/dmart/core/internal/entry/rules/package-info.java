/**
 * What must be true of a new version of an entry ({@code storage.md} 3, {@code security.md} 1): metas, payloads, accounts, tickets,
 * unique fields. {@link cc.dmart.core.internal.entry.rules.ChangeRules} has them all and {@link
 * cc.dmart.core.internal.entry.rules.Guard} those that need the locks. Of {@code entry} it uses {@code form} and
 * {@code pipeline}; it makes no change.
 */
@NullMarked
package cc.dmart.core.internal.entry.rules;

import org.jspecify.annotations.NullMarked;
