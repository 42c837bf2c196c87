package cc.dmart.core.internal.entry.pipeline;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.storage.Change;
import cc.dmart.api.storage.ChangeOp;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.lock.EntryLock;
import java.util.List;

/** What taking and ending a lock leaves behind: a history line and an event ({@code plugins-events.md} 1.3, 4.6). Thread-safe. */
public final class LockSteps {
    /** Lock type of a lock that ended by itself. */
    private static final String EXPIRED = "expired";

    private LockSteps() {}

    /** Whose lock it is and for how many seconds. */
    public record Terms(String owner, long period) {}

    /** The change that tells of a lock that is taken or ended. */
    public static Change told(
            ChangeFacts facts, Caller caller, ActionType action, StoredEntry entry, String lockType, Terms terms) {
        return told(facts, caller, action, entry.at(), entry.entry().meta(), lockType, terms);
    }

    /** The change that tells of a lock that ended by itself. */
    public static Change expired(ChangeFacts facts, StoredEntry entry, EntryLock lock) {
        Caller owner = Caller.system(lock.owner());
        return told(facts, owner, ActionType.UNLOCK, entry, EXPIRED, new Terms(lock.owner(), 0));
    }

    /** The same of an entry whose address is about to change. */
    static Change told(
            ChangeFacts facts,
            Caller caller,
            ActionType action,
            Locator at,
            JsonObject meta,
            String lockType,
            Terms terms) {
        String time = facts.now();
        JsonObject attributes = JsonObject.builder()
                .put("lock_type", lockType)
                .put("lock_period", terms.period())
                .put("owner_shortname", terms.owner())
                .build();
        JsonObject diff = JsonObject.builder()
                .put(
                        "lock_type",
                        JsonObject.builder()
                                .put("old", "null")
                                .put("new", lockType)
                                .build())
                .build();
        return new Change(
                List.of(new ChangeOp.AppendHistory(at, facts.history(caller, at, meta, diff, time))),
                List.of(facts.event(caller, action, at, meta, attributes, time)),
                false);
    }
}
