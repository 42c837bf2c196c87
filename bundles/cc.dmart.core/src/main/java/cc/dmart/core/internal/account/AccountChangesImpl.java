package cc.dmart.core.internal.account;

import cc.dmart.api.index.EntryIndex;
import cc.dmart.api.index.ExactField;
import cc.dmart.api.index.FieldTest;
import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.JsonNull;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.Names;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.User;
import cc.dmart.api.service.AccountChanges;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.CoreConfig;
import cc.dmart.core.internal.ManagementSpace;
import cc.dmart.core.internal.access.AccessPolicy;
import cc.dmart.core.internal.access.AccessTarget;
import cc.dmart.core.internal.entry.service.AccountEditor;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;

/** {@link AccountChanges} over the change pipeline. Thread-safe. */
@Component(configurationPid = CoreConfig.PID, configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class AccountChangesImpl implements AccountChanges {
    private static final String AUTO = "auto";
    private static final int DRAWS = 5;
    /** Accounts that share one lower-cased name are few. */
    private static final int ENOUGH = 50;

    private final EntryStore store;
    private final AccountSearch search;
    private final AccountEditor editor;
    private final AccessPolicy access;
    private final ManagementSpace management;

    /** The component. */
    @Activate
    public AccountChangesImpl(
            @Reference EntryStore store,
            @Reference EntryIndex index,
            @Reference AccountEditor editor,
            @Reference AccessPolicy access,
            CoreConfig config) {
        this.store = store;
        this.editor = editor;
        this.access = access;
        management = new ManagementSpace(new SpaceName(config.management_space()));
        search = new AccountSearch(store, index, management);
    }

    @Override
    public User register(Caller client, NewAccount account) {
        JsonObject sealed = account.sealed().with("owner_shortname", new JsonString(ManagementSpace.ADMIN.value()));
        requireHarmless(account.attributes().strings("roles"));
        boolean auto = account.shortname().equals(AUTO);
        for (int i = 1; ; i++) {
            String uuid = AccountEditor.draw();
            Locator at = management.user(new Shortname(auto ? uuid.substring(0, 8) : account.shortname()));
            try {
                Caller itself = Caller.of(at.shortname().value(), client.requestId(), client.headers(), client.ip());
                editor.create(itself, at, uuid, account.attributes(), sealed, account.cause());
                return require(at);
            } catch (DmartException.Conflict e) {
                if (!auto || i == DRAWS || e.code() != ErrorCode.SHORTNAME_ALREADY_EXIST) {
                    throw e;
                }
            }
        }
    }

    /** Asked for each account: what a role gives changes while the server runs. */
    private void requireHarmless(List<String> roles) {
        if (!roles.isEmpty() && isSuper(roles)) {
            throw new IllegalArgumentException(
                    "Who registers would be an administrator by the roles " + String.join(", ", roles));
        }
    }

    @Override
    public User update(Caller caller, String shortname, String cause, Function<User, JsonObject> attributes) {
        Locator at = at(shortname);
        editor.update(caller, at, cause, entry -> attributes.apply(new User(entry.entry())));
        return require(at);
    }

    @Override
    public void delete(Caller caller, String shortname) {
        editor.delete(caller, at(shortname));
    }

    @Override
    public User reset(Caller caller, String shortname, boolean dropPassword) {
        Locator at = at(shortname);
        Optional<StoredEntry> found = store.find(at);
        if (found.isEmpty()) {
            access.require(caller, ActionType.UPDATE, AccessTarget.ofNew(at, JsonObject.EMPTY));
            throw DmartException.NotFound.entry();
        }
        AccessTarget target = AccessTarget.of(found.get().entry());
        access.require(caller, ActionType.UPDATE, target);
        JsonObject meta = found.get().entry().meta();
        access.requireCeiling(caller, target, meta, meta.with("password", new JsonString("another")));
        JsonObject.Builder wanted = JsonObject.builder().put("force_password_change", true);
        if (dropPassword) {
            wanted.put("password", JsonNull.NULL);
        }
        editor.update(caller, at, "reset", entry -> wanted.build());
        return require(at);
    }

    private Locator at(String shortname) {
        if (!Names.isShortname(shortname)) {
            throw DmartException.NotFound.entry();
        }
        return management.user(new Shortname(shortname));
    }

    private User require(Locator at) {
        return store.find(at).map(e -> new User(e.entry())).orElseThrow(DmartException.NotFound::entry);
    }

    @Override
    public Optional<String> taken(Identifiers wanted) {
        if (wanted.shortname().filter(this::isNameTaken).isPresent()) {
            return Optional.of("shortname");
        }
        if (wanted.msisdn()
                .filter(m -> isStored(
                        IndexQuery.Exact.of(ExactField.MSISDN, m),
                        u -> u.msisdn().equals(Optional.of(m))))
                .isPresent()) {
            return Optional.of("msisdn");
        }
        return wanted.email()
                .filter(e -> isStored(
                        IndexQuery.Exact.of(ExactField.EMAIL, e),
                        u -> u.email().filter(e::equalsIgnoreCase).isPresent()))
                .map(e -> "email");
    }

    private boolean isNameTaken(String name) {
        if (!Names.isShortname(name)) {
            return false;
        }
        if (store.isTaken(management.space(), ManagementSpace.USERS, new Shortname(name))) {
            return true;
        }
        return isStored(
                new IndexQuery.Field("shortname", FieldTest.Equal.ofText(name)),
                u -> u.name().equalsIgnoreCase(name));
    }

    private boolean isStored(IndexQuery wanted, Predicate<User> test) {
        return search.find(ENOUGH, wanted).anyMatch(test);
    }

    @Override
    public boolean isSuper(Collection<String> roles) {
        return roles.contains(ManagementSpace.ADMIN_ROLE.value()) // it is asked before the first start has made it, too
                || access.isSuper(roles);
    }
}
