package cc.dmart.core.internal.lock;

import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import java.time.Instant;

/**
 * A timed claim of an account on an entry ({@code plugins-events.md} 4.6). Thread-safe.
 *
 * @param at       the entry
 * @param owner    who holds it
 * @param lockTime when it was taken or last extended, as it is told on the wire
 * @param until    when it ends
 * @param seq      the journal record that says so
 */
public record EntryLock(Locator at, String owner, String lockTime, Instant until, long seq) {

    /** The form of {@code attributes.locked} ({@code http-api.md} 4.1). */
    public JsonObject toJson() {
        return JsonObject.builder()
                .put("owner_shortname", owner)
                .put("lock_time", lockTime)
                .build();
    }

    /** Whether an account holds it. */
    public boolean isOf(String account) {
        return owner.equals(account);
    }

    /** The same lock after its entry was moved. */
    EntryLock movedTo(Locator other) {
        return new EntryLock(other, owner, lockTime, until, seq);
    }
}
