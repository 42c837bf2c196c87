package cc.dmart.core.internal.operate;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.service.DeliveryService;
import cc.dmart.api.service.OperationService;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.api.storage.Journal;
import cc.dmart.api.storage.JournalReader;
import cc.dmart.api.storage.JournalRecord;
import cc.dmart.core.internal.access.AccessPolicy;
import cc.dmart.core.internal.lock.EntryLock;
import cc.dmart.core.internal.lock.LockTable;
import cc.dmart.core.internal.ticket.WorkflowCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@link OperationService} over the parts. Thread-safe. */
@Component
public final class OperationServiceImpl implements OperationService {
    private static final int MAX_CHANGES = 1000;
    private static final Subpath WORKFLOWS = new Subpath("workflows");

    private final AccessPolicy access;
    private final EntryStore store;
    private final Journal journal;
    private final LockTable locks;
    private final DeliveryService delivery;

    /** A service over these parts. */
    @Activate
    public OperationServiceImpl(
            @Reference AccessPolicy access,
            @Reference EntryStore store,
            @Reference Journal journal,
            @Reference LockTable locks,
            @Reference DeliveryService delivery) {
        this.access = access;
        this.store = store;
        this.journal = journal;
        this.locks = locks;
        this.delivery = delivery;
    }

    private void require(Caller caller) {
        if (!access.isSuper(caller)) {
            throw DmartException.Forbidden.denied();
        }
    }

    @Override
    public JournalView journal(Caller caller, int changes) {
        require(caller);
        long last = journal.lastSeq();
        String state = store.state().name().toLowerCase(Locale.ROOT);
        int wanted = Math.min(MAX_CHANGES, Math.max(0, changes));
        return new JournalView(journal.firstSeq(), last, state, wanted == 0 ? List.of() : events(last - wanted, last));
    }

    private List<JsonObject> events(long after, long last) {
        List<JsonObject> out = new ArrayList<>();
        try (JournalReader reader = journal.read(Math.max(0, after))) {
            Optional<JournalRecord> next = reader.next(Duration.ZERO);
            while (next.isPresent() && next.get().seq() <= last) {
                long seq = next.get().seq();
                next.get()
                        .change()
                        .events()
                        .forEach(event -> out.add(event.withSeq(seq).toJson()));
                next = reader.next(Duration.ZERO);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return out;
    }

    @Override
    public List<JsonObject> locks(Caller caller) {
        require(caller);
        return locks.live().stream()
                .sorted(Comparator.comparing(lock -> lock.at().toString()))
                .map(OperationServiceImpl::json)
                .toList();
    }

    private static JsonObject json(EntryLock lock) {
        return JsonObject.builder()
                .put("space_name", lock.at().space().value())
                .put("subpath", lock.at().subpath().slashed())
                .put("shortname", lock.at().shortname().value())
                .put("resource_type", lock.at().type().wire())
                .put("owner_shortname", lock.owner())
                .put("since", lock.lockTime())
                .put("until", lock.until().toString())
                .build();
    }

    @Override
    public List<JsonObject> workflowProblems(Caller caller, SpaceName space, Shortname workflow) {
        require(caller);
        return store.find(new Locator(space, WORKFLOWS, workflow, ResourceType.CONTENT))
                .flatMap(entry -> entry.jsonBody())
                .map(raw -> JsonCodec.parse(raw.utf8(), JsonCodec.MAX_STORED_DEPTH))
                .flatMap(JsonValue::asObject)
                .map(WorkflowCheck::problems)
                .orElseThrow(DmartException.NotFound::entry);
    }

    @Override
    public List<String> fire(Caller caller, EntryEvent event) {
        require(caller);
        return delivery.fire(event);
    }
}
