package cc.dmart.core.internal.account;

import cc.dmart.api.index.DocumentKind;
import cc.dmart.api.index.EntryIndex;
import cc.dmart.api.index.ExactField;
import cc.dmart.api.index.FieldTest;
import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.index.IndexRequest;
import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.plugin.DeliveryContext;
import cc.dmart.api.plugin.DmartListener;
import cc.dmart.api.plugin.EntryListener;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.core.internal.CoreConfig;
import cc.dmart.core.internal.ManagementSpace;
import cc.dmart.core.internal.entry.service.EntryEditor;
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
 * to that name, one ordinary change per entry: a later account of the old name must not find that it owns something. The same of
 * owning groups, but that nobody comes in the place of one that is gone. Fed from the journal like any listener, so that a restart
 * in the middle goes on where it was: what is done already is not found again. Entries that are younger than the deletion belong to
 * a new account or group of the same name and stay. Thread-safe.
 */
@Component(
        service = EntryListener.class,
        configurationPid = CoreConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = {"dmart.retry.max:Integer=1000000", "dmart.retry.maxDelay.ms:Long=60000"})
@DmartListener(
        plugin = "cc.dmart.core",
        event_actions = {"delete", "move"},
        event_resourceTypes = {"user", "group"},
        alwaysActive = true,
        timeout_ms = 86_400_000)
public final class OwnerlessEntries implements EntryListener {
    private static final Duration INDEX_WAIT = Duration.ofMinutes(1);
    private static final Logger LOG = LoggerFactory.getLogger(OwnerlessEntries.class);
    private static final String OWNER = "owner_shortname";
    private static final String OWNER_GROUP = "owner_group_shortname";
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
            delivery.retryAfter(INDEX_WAIT); // it cannot say yet what belonged to it
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
            String to = run.heir.flatMap(JsonValue::asString).orElse("no group");
            LOG.info(
                    "{} entries whose {} was {}, which is gone, belong to {} now", run.given, run.field, run.owner, to);
        }
    }

    /** The name that is an account or group no longer; empty if it was none. */
    private Optional<String> gone(EntryEvent event) {
        JsonObject route = event.attributes();
        boolean moved = event.action() == ActionType.MOVE;
        return moved
                ? route.string("src_shortname")
                        .filter(n -> isHome(event, route.string("src_space_name"), route.string("src_subpath")))
                : event.shortname().filter(n -> isHome(event));
    }

    private boolean isHome(EntryEvent event) {
        return isHome(event, Optional.of(event.spaceName()), Optional.of(event.subpath()));
    }

    private boolean isHome(EntryEvent event, Optional<String> space, Optional<String> subpath) {
        Subpath home = isGroup(event) ? ManagementSpace.GROUPS : ManagementSpace.USERS;
        return space.equals(Optional.of(management.space().value()))
                && subpath.map(Subpath::parse).equals(Optional.of(home));
    }

    private static boolean isGroup(EntryEvent event) {
        return event.resourceType().equals(Optional.of(ResourceType.GROUP));
    }

    /** Its new name if it still is one; else nobody, and no group. */
    private Optional<String> heir(EntryEvent event) {
        return event.action() == ActionType.MOVE && isHome(event)
                ? event.shortname()
                : Optional.of(Caller.ANONYMOUS).filter(nobody -> !isGroup(event));
    }

    /** One account or group that is gone. For one thread. */
    private final class Run {
        private final String field;
        private final String owner;
        private final Optional<JsonValue> heir;
        private final String cause;
        private final String goneAt;
        private final Caller caller;
        private long given;

        Run(EntryEvent event, String name) {
            field = isGroup(event) ? OWNER_GROUP : OWNER;
            owner = name;
            heir = heir(event).map(JsonString::new);
            cause = heir.equals(Optional.of(new JsonString(Caller.ANONYMOUS))) || heir.isEmpty()
                    ? "owner_deleted"
                    : "owner_renamed";
            goneAt = event.timestamp();
            caller = Caller.system(event.user()).causedBy(event.eventId(), 1);
        }

        /** The index forgets what was given away, so the next page is always the first one behind what stays. */
        void giveAll(SpaceName space, DocumentKind kind) throws InterruptedException {
            int stay = 0;
            while (true) {
                index.await();
                List<Locator> page = index.search(IndexRequest.unfiltered(space, kind, owned(kind), stay, PAGE))
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
            return kind == DocumentKind.ENTRY && field.equals(OWNER)
                    ? IndexQuery.Exact.of(ExactField.OWNER, owner)
                    : new IndexQuery.Field(field, FieldTest.Equal.ofText(owner));
        }

        boolean give(Locator at) {
            if (store.find(at).filter(e -> isTheirs(e.entry().meta())).isEmpty()) {
                return false;
            }
            try {
                editor.edit(caller, at, cause, meta -> isTheirs(meta) ? given(meta) : meta);
                given++;
                return true;
            } catch (DmartException.NotFound e) {
                return false; // somebody deleted it
            }
        }

        private JsonObject given(JsonObject meta) {
            return heir.map(to -> meta.with(field, to)).orElseGet(() -> meta.without(field));
        }

        private boolean isTheirs(JsonObject meta) {
            return meta.string(field).filter(owner::equals).isPresent()
                    && meta.string("created_at").orElse("").compareTo(goneAt) <= 0;
        }
    }
}
