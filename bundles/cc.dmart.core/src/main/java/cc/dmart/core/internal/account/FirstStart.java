package cc.dmart.core.internal.account;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonBool;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.RequestType;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Role;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.model.User;
import cc.dmart.api.model.UserType;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.BatchResult;
import cc.dmart.api.service.EntryService;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.ManagementSpace;
import cc.dmart.core.internal.entry.service.EntryEditor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes sure that somebody can log in ({@code security.md} 5.14): fills an empty spaces folder, finishes a first start that
 * was cut off, and repairs the administrator's account. Everything is an ordinary journalled change; what exists is never
 * overwritten. The account {@code dmart} is created last, so that its absence tells an unfinished first start.
 */
final class FirstStart {
    private static final Logger LOG = LoggerFactory.getLogger(FirstStart.class);
    private static final String CAUSE = "first_start";

    private final EntryService entries;
    private final EntryStore store;
    private final EntryEditor editor;
    private final FirstPassword passwords;
    private final ManagementSpace management;
    private final Caller caller = Caller.system(ManagementSpace.ADMIN.value());

    FirstStart(
            EntryService entries, EntryStore store, EntryEditor editor, FirstPassword passwords, SpaceName management) {
        this.entries = entries;
        this.store = store;
        this.editor = editor;
        this.passwords = passwords;
        this.management = new ManagementSpace(management);
    }

    /**
     * Whether the account needs a password and the one that is set breaks the rules. {@link #run} has made everything else then, what
     * plugins want to find at least.
     */
    boolean refusesPassword() {
        boolean ours = store.find(Locator.ofSpace(management.space())).isPresent();
        return ours && !passwords.isUsable(password()) && !passwords.isLegal();
    }

    /**
     * Does what is needed; nothing on most starts.
     *
     * @return the rest of it, which makes a password hash and takes some tenths of a second; the start need not wait for it,
     *     only the first login does
     */
    Optional<Runnable> run() {
        boolean empty = store.spaces().isEmpty();
        if (!empty && store.find(Locator.ofSpace(management.space())).isEmpty()) {
            LOG.warn("There is no space {}: nobody can log in", management.space());
        } else if (store.find(management.admin()).isEmpty()) {
            create();
            repairRole();
        } else {
            repairAdmin();
            repairRole();
            if (!passwords.isUsable(password())) {
                return Optional.of(this::givePassword);
            }
        }
        return Optional.empty();
    }

    private void create() {
        int created = 0;
        for (WireRecord record : FirstStartRecords.load(management.space().value())) {
            Locator at = address(record);
            if (at.equals(management.admin())) {
                if (passwords.isLegal()) {
                    create(withPassword(record));
                    created++;
                }
            } else if (store.find(at).isEmpty() && createIfFree(record)) {
                created++;
            }
        }
        LOG.info("Created {} entries of the space {}", created, management.space());
    }

    /** What something else of an older folder stands in the way of is not worth that nobody can log in. */
    private boolean createIfFree(WireRecord record) {
        try {
            create(record);
            return true;
        } catch (DmartException.Conflict e) {
            LOG.warn("{} {} is not created: {}", record.resourceType().wire(), record.shortname(), e.getMessage());
            return false;
        }
    }

    private WireRecord withPassword(WireRecord admin) {
        String password = passwords.given().orElseGet(passwords::generate);
        return admin.withAttributes(admin.attributes().with("password", new JsonString(password)));
    }

    private void create(WireRecord record) {
        BatchResult result = entries.apply(caller, management.space(), RequestType.CREATE, List.of(record));
        for (BatchResult.Failure failure : result.failed()) {
            if (failure.error() instanceof DmartException.Conflict taken) {
                throw taken;
            }
            throw new IllegalStateException(
                    "First start: cannot create " + record.resourceType().wire() + " " + record.shortname(),
                    failure.error());
        }
    }

    private Locator address(WireRecord record) {
        if (record.resourceType() == ResourceType.SPACE) {
            return Locator.ofSpace(management.space());
        }
        return new Locator(
                management.space(),
                Subpath.parse(record.subpath()),
                new Shortname(record.shortname()),
                record.resourceType());
    }

    private void repairAdmin() {
        User admin = new User(store.find(management.admin()).orElseThrow().entry());
        boolean hasRole = admin.roles().contains(ManagementSpace.ADMIN_ROLE.value());
        if (admin.entry().isActive() && admin.type() == UserType.WEB && hasRole) {
            return;
        }
        LOG.warn("The account dmart was not active, of another type or without its role; this is repaired");
        if (!hasRole) {
            createIfMissing(management.adminPermission());
            createIfMissing(management.adminRole());
        }
        editor.edit(caller, management.admin(), CAUSE, meta -> {
            List<String> roles = new ArrayList<>(meta.strings("roles"));
            if (!hasRole) {
                roles.add(ManagementSpace.ADMIN_ROLE.value());
            }
            return meta.toBuilder()
                    .put("is_active", JsonBool.TRUE)
                    .put("type", UserType.WEB.wire())
                    .put("roles", JsonArray.ofStrings(roles))
                    .build();
        });
    }

    private void createIfMissing(Locator at) {
        for (WireRecord record : FirstStartRecords.load(management.space().value())) {
            if (address(record).equals(at) && store.find(at).isEmpty()) {
                LOG.warn("{} was missing and is created", at);
                create(record);
            }
        }
    }

    private void repairRole() {
        Optional<StoredEntry> role = store.find(management.adminRole());
        if (role.map(r -> new Role(r.entry()).permissions().isEmpty()).orElse(false)) {
            LOG.warn("The role super_admin had no permissions and has super_manager now");
            createIfMissing(management.adminPermission());
            JsonArray permissions = JsonArray.ofStrings(
                    List.of(management.adminPermission().shortname().value()));
            editor.edit(caller, management.adminRole(), CAUSE, meta -> meta.with("permissions", permissions));
        }
    }

    private Optional<String> password() {
        return store.find(management.admin()).flatMap(e -> new User(e.entry()).password());
    }

    private void givePassword() {
        passwords
                .needed(password())
                .ifPresent(hash -> editor.edit(
                        caller, management.admin(), CAUSE, meta -> meta.with("password", new JsonString(hash))));
    }
}
