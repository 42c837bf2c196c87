package cc.dmart.core.internal.account;

import cc.dmart.api.index.DocumentKind;
import cc.dmart.api.index.EntryIndex;
import cc.dmart.api.index.ExactField;
import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.index.IndexRequest;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.plugin.DeliveryContext;
import cc.dmart.api.plugin.DmartListener;
import cc.dmart.api.plugin.EntryListener;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.core.internal.CoreConfig;
import cc.dmart.core.internal.entry.EntryEditor;
import java.time.Duration;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives what a deleted account owned to {@code anonymous} ({@code security.md} 1.10), one ordinary change per entry. Fed from the
 * journal like any listener, so that a restart in the middle goes on where it was: what is done already is not found again.
 * Entries that are younger than the deletion belong to a new account of the same name and stay. Thread-safe.
 */
@Component(
        service = EntryListener.class,
        configurationPid = CoreConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = {"dmart.retry.max:Integer=1000000", "dmart.retry.maxDelay.ms:Long=60000"})
@DmartListener(
        plugin = "cc.dmart.core",
        event_actions = "delete",
        event_subpaths = "users",
        event_resourceTypes = "user",
        alwaysActive = true,
        timeout_ms = 86_400_000)
public final class OwnerlessEntries implements EntryListener {
    private static final Duration INDEX_WAIT = Duration.ofMinutes(1);
    private static final Logger LOG = LoggerFactory.getLogger(OwnerlessEntries.class);
    private static final String OWNER = "owner_shortname";
    private static final String CAUSE = "owner_deleted";
    private static final int PAGE = 200;

    private final EntryStore store;
    private final EntryIndex index;
    private final EntryEditor editor;
    private final String management;

    /** The component. */
    @Activate
    public OwnerlessEntries(
            @Reference EntryStore store,
            @Reference EntryIndex index,
            @Reference EntryEditor editor,
            CoreConfig config) {
        this.store = store;
        this.index = index;
        this.editor = editor;
        management = config.management_space();
    }

    @Override
    public void onEvent(EntryEvent event, DeliveryContext delivery) throws InterruptedException {
        if (!event.spaceName().equals(management) || event.shortname().isEmpty()) {
            return;
        }
        if (!index.isUsable()) {
            delivery.retryAfter(INDEX_WAIT); // it cannot say yet what the account owned
            return;
        }
        Run run = new Run(event);
        for (SpaceName space : store.spaces()) {
            run.give(Locator.ofSpace(space));
            for (DocumentKind kind : DocumentKind.values()) {
                run.giveAll(space, kind);
            }
        }
        if (run.given > 0) {
            LOG.info("{} entries of the deleted account {} belong to anonymous now", run.given, run.owner);
        }
    }

    /** One deletion. For one thread. */
    private final class Run {
        private final String owner;
        private final String deletedAt;
        private final Caller caller;
        private long given;

        Run(EntryEvent event) {
            owner = event.shortname().orElseThrow();
            deletedAt = event.timestamp();
            caller = Caller.system(event.user()).causedBy(event.eventId(), 1);
        }

        /** The index forgets what was given away, so the next page is always the first one behind what stays. */
        void giveAll(SpaceName space, DocumentKind kind) throws InterruptedException {
            int stay = 0;
            while (true) {
                index.await();
                List<Locator> page = index.search(new IndexRequest(
                                space, kind, owned(kind), new IndexQuery.All(), List.of(), stay, PAGE, false))
                        .hits();
                for (Locator at : page) {
                    if (Thread.interrupted()) {
                        throw new InterruptedException("the server stops");
                    }
                    stay += give(at) ? 0 : 1;
                }
                if (page.size() < PAGE) {
                    return;
                }
            }
        }

        /** Attachments are found by the field: their terms are those of their parents. */
        private IndexQuery owned(DocumentKind kind) {
            return kind == DocumentKind.ENTRY
                    ? IndexQuery.Exact.of(ExactField.OWNER, owner)
                    : new IndexQuery.Field(OWNER, AccountChangesImpl.equal(owner));
        }

        boolean give(Locator at) {
            if (store.find(at).filter(e -> isTheirs(e.entry().meta())).isEmpty()) {
                return false;
            }
            try {
                editor.edit(
                        caller,
                        at,
                        CAUSE,
                        meta -> isTheirs(meta) ? meta.with(OWNER, new JsonString(Caller.ANONYMOUS)) : meta);
                given++;
                return true;
            } catch (DmartException.NotFound e) {
                return false; // somebody deleted it
            }
        }

        private boolean isTheirs(JsonObject meta) {
            return meta.string(OWNER).filter(owner::equals).isPresent()
                    && meta.string("created_at").orElse("").compareTo(deletedAt) <= 0;
        }
    }
}
