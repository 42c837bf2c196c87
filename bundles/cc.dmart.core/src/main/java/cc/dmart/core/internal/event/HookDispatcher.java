package cc.dmart.core.internal.event;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Entry;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.storage.Change;
import java.util.List;
import java.util.Optional;

/** Calls plugins around a change. Never called under an entry lock. Thread-safe. */
public interface HookDispatcher {
    /**
     * A change that hooks may look at.
     *
     * @param at         where it happens; for a move the source
     * @param current    the stored entry; empty for a create
     * @param proposed   the request's record; empty where there is nothing to alter
     * @param attributes attributes of the before-event ({@code plugins-events.md} 1.3), and under {@link #NOTES} what hooks noted
     * @param query      the body of {@code /managed/query}; empty unless it is a question
     */
    record Call(
            Caller caller,
            ActionType action,
            Locator at,
            Optional<Entry> current,
            Optional<WireRecord> proposed,
            JsonObject attributes,
            Optional<JsonObject> query) {

        /** A change, or a look at an entry. */
        public Call(
                Caller caller,
                ActionType action,
                Locator at,
                Optional<Entry> current,
                Optional<WireRecord> proposed,
                JsonObject attributes) {
            this(caller, action, at, current, proposed, attributes, Optional.empty());
        }

        /** The same as a hook left it. */
        public Call left(Optional<WireRecord> record, JsonObject told) {
            return new Call(caller, action, at, current, record, told, query);
        }

        /** What hooks noted for the later event, by plugin. */
        public JsonObject notes() {
            return attributes.object(NOTES).orElse(JsonObject.EMPTY);
        }
    }

    /** Attribute of events with what hooks noted; nobody else writes it. */
    String NOTES = "plugin";

    /**
     * Runs the matching before-hooks in order.
     *
     * @return the call as they left it: the proposed record, altered or not, and their notes
     * @throws DmartException.Vetoed if a hook refuses
     */
    Call before(Call call);

    /** Tells of reading, which is in no journal, to whoever listens: once, if there is time. Never throws, does not wait. */
    default void told(List<EntryEvent> events) {}

    /** Runs the matching {@code inline} listeners; called after the commit, before the reply. Never throws. */
    void afterInline(List<EntryEvent> events);

    /** A change on its way through the files into what is kept beside them. */
    interface Passage extends AutoCloseable {
        /** Everything knows of it, or it did not happen. */
        @Override
        void close();
    }

    /** A change begins its way: until the result is closed no listener is fed with it from the journal, for a while. */
    default Passage passage(Change change) {
        return () -> {};
    }

    /** Attribute of the event of a view of what is not there. */
    String MISSED = "missed";

    /** Whether any listener hears of views of what is not there. */
    default boolean wantsMisses() {
        return false;
    }

    /** Whether any hook or listener may care about an action; false spares reads the making of a call and an event. */
    default boolean wants(ActionType action) {
        return true;
    }
}
