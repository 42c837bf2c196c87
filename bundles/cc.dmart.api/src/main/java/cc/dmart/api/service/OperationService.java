package cc.dmart.api.service;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What operators look at in a running server ({@code plugins-events.md} 2.7). Every call is for administrators, and refuses
 * others with {@code E(401,request,401)}. Provided by {@code core}. Thread-safe.
 */
@ProviderType
public interface OperationService {
    /**
     * The change journal.
     *
     * @param first  number of the oldest change that can be read
     * @param last   number of the newest change
     * @param store  state of the store: {@code ok}, {@code read_only} or {@code broken}
     * @param newest events of the newest changes in their wire form, the oldest first
     */
    record JournalView(long first, long last, String store, List<JsonObject> newest) {
        /** With a copy of the list. */
        public JournalView {
            newest = List.copyOf(newest);
        }
    }

    /** The journal with the events of so many of its newest changes, at most 1000. */
    JournalView journal(Caller caller, int changes);

    /**
     * The live locks by place: {@code space_name}, {@code subpath}, {@code shortname}, {@code resource_type},
     * {@code owner_shortname}, {@code since}, {@code until}.
     */
    List<JsonObject> locks(Caller caller);

    /**
     * What would make tickets of a workflow fail later ({@code plugins-events.md} 4.2): {@code loc} and {@code msg} each.
     *
     * @throws DmartException.NotFound {@code E(404,db,220)} without such a workflow, or one without a JSON body
     */
    List<JsonObject> workflowProblems(Caller caller, SpaceName space, Shortname workflow);

    /**
     * Tells listeners an event that did not happen, with the retries of a real one, marked as a replay. Nothing is journalled.
     *
     * @return as {@link DeliveryService#fire}
     */
    List<String> fire(Caller caller, EntryEvent event);
}
