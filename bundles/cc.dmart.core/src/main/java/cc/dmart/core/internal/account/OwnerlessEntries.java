package cc.dmart.core.internal.account;

import cc.dmart.api.index.DocumentKind;
import cc.dmart.api.index.EntryIndex;
import cc.dmart.api.index.ExactField;
import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.index.IndexRequest;
import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.plugin.DeliveryContext;
import cc.dmart.api.plugin.DmartListener;
import cc.dmart.api.plugin.EntryListener;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.core.internal.CoreConfig;
import cc.dmart.core.internal.entry.EntryEditor;
import cc.dmart.core.internal.entry.ManagementSpace;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives what a deleted account owned to {@code anonymous} ({@code security.md} 1.10), and what one owned that has another name now
 * to that name, one ordinary change per entry: a later account of the old name must not find that it owns something. Fed from the
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
        event_actions = {"delete", "move"},
        event_resourceTypes = "user",
        alwaysActive = true,
        timeout_ms = 86_400_000)
public final class OwnerlessEntries implements EntryListener {
    private static final Duration INDEX_WAIT = Duration.ofMinutes(1);
    private static final Logger LOG = LoggerFactory.getLogger(OwnerlessEntries.class);
    private static final String OWNER = "owner_shortname";
    private static final int PAGE = 200;

    private final EntryStore store;
    private final EntryIndex index;
    private final EntryEditor editor;
    private final ManagementSpace management;

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
        management = new ManagementSpace(new SpaceName(config.management_space()));
    }

    @Override
    public void onEvent(EntryEvent event, DeliveryContext delivery) throws InterruptedException {
        Optional<String> gone = gone(event);
        if (gone.isEmpty()) {
            return;
        }
        if (!index.isUsable()) {
            delivery.retryAfter(INDEX_WAIT); // it cannot say yet what the account owned
            return;
        }
        Run run = new Run(event, gone.get());
        for (SpaceName space : store.spaces()) {
            run.give(Locator.ofSpace(space));
            for (DocumentKind kind : DocumentKind.values()) {
                run.giveAll(space, kind);
            }
        }
        if (run.given > 0) {
            LOG.info("{} entries of the account {}, which is gone, belong to {} now", run.given, run.owner, run.heir);
        }
    }

    /** The name that is an account no longer; empty if it was none. */
    private Optional<String> gone(EntryEvent event) {
        JsonObject route = event.attributes();
        boolean moved = event.action() == ActionType.MOVE;
        return moved
                ? route.string("src_shortname")
                        .filter(n -> isAccount(route.string("src_space_name"), route.string("src_subpath")))
                : event.shortname()
                        .filter(n -> isAccount(Optional.of(event.spaceName()), Optional.of(event.subpath())));
    }

    private boolean isAccount(Optional<String> space, Optional<String> subpath) {
        return space.equals(Optional.of(management.space().value()))
                && subpath.map(Subpath::parse).equals(Optional.of(ManagementSpace.USERS));
    }

    /** Its new name if it still is an account, nobody otherwise. */
    private String heir(EntryEvent event) {
        boolean renamed = event.action() == ActionType.MOVE
                && isAccount(Optional.of(event.spaceName()), Optional.of(event.subpath()));
        return event.shortname().filter(n -> renamed).orElse(Caller.ANONYMOUS);
    }

    /** One account that is gone. For one thread. */
    private final class Run {
        private final String owner;
        private final String heir;
        private final String cause;
        private final String goneAt;
        private final Caller caller;
        private long given;

        Run(EntryEvent event, String name) {
            owner = name;
            heir = heir(event);
            cause = heir.equals(Caller.ANONYMOUS) ? "owner_deleted" : "owner_renamed";
            goneAt = event.timestamp();
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
                editor.edit(caller, at, cause, meta -> isTheirs(meta) ? meta.with(OWNER, new JsonString(heir)) : meta);
                given++;
                return true;
            } catch (DmartException.NotFound e) {
                return false; // somebody deleted it
            }
        }

        private boolean isTheirs(JsonObject meta) {
            return meta.string(OWNER).filter(owner::equals).isPresent()
                    && meta.string("created_at").orElse("").compareTo(goneAt) <= 0;
        }
    }
}
