/**
 * The forms in which entries, payloads and errors go out of the house, and in which they are compared and named: records of the
 * wire ({@link cc.dmart.core.internal.entry.form.WireForm}), differences for the history, and nothing of a secret in any of them
 * ({@link cc.dmart.core.internal.entry.form.Secrets}). It knows of no change under way and uses no other package of {@code entry};
 * queries, profiles and exports use it too.
 */
@NullMarked
package cc.dmart.core.internal.entry.form;

import org.jspecify.annotations.NullMarked;
