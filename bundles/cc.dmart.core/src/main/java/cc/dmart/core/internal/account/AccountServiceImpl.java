package cc.dmart.core.internal.account;

import cc.dmart.api.index.EntryIndex;
import cc.dmart.api.index.ExactField;
import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonBool;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.Names;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.User;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.AccountService;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.CoreConfig;
import cc.dmart.core.internal.ManagementSpace;
import cc.dmart.core.internal.access.AccessPolicy;
import cc.dmart.core.internal.entry.service.EntryEditor;
import cc.dmart.core.internal.entry.service.ViewEvents;
import cc.dmart.core.internal.feed.DocumentBuilder;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;

/** Accounts in the folder {@code users} of the management space ({@code security.md} 1). Thread-safe. */
@Component(configurationPid = CoreConfig.PID, configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class AccountServiceImpl implements AccountService {
    private static final String CAUSE_LOGIN = "login";
    private static final String CAUSE_IDENTITY = "identity";
    private static final String CAUSE_LOCKED_OUT = "locked_out";
    /** More hits than one already mean that nobody is found. */
    private static final int ENOUGH = 8;

    private final EntryStore store;
    private final AccountSearch search;
    private final EntryEditor editor;
    private final AccessPolicy access;
    private final ViewEvents events;
    private final ManagementSpace management;

    /** The component. */
    @Activate
    public AccountServiceImpl(
            @Reference EntryStore store,
            @Reference EntryIndex index,
            @Reference EntryEditor editor,
            @Reference AccessPolicy access,
            @Reference ViewEvents events,
            CoreConfig config) {
        this.store = store;
        this.editor = editor;
        this.access = access;
        this.events = events;
        management = new ManagementSpace(new SpaceName(config.management_space()));
        search = new AccountSearch(store, index, management);
    }

    @Override
    public Optional<User> find(String shortname) {
        if (!Names.isShortname(shortname)) {
            return Optional.empty();
        }
        return store.find(management.user(new Shortname(shortname))).map(e -> new User(e.entry()));
    }

    @Override
    public Optional<User> findByEmail(String email) {
        return findOne(ExactField.EMAIL, email, User::email);
    }

    @Override
    public Optional<User> findByMsisdn(String msisdn) {
        return findOne(ExactField.MSISDN, msisdn, User::msisdn);
    }

    @Override
    public Optional<User> findByIdentity(String provider, String id) {
        return findOne(
                        ExactField.VALUE,
                        DocumentBuilder.linked(provider, id),
                        u -> u.linkedIdentity(provider).map(stored -> DocumentBuilder.linked(provider, stored)))
                .filter(u -> u.linkedIdentity(provider).equals(Optional.of(id)));
    }

    @Override
    public void linkIdentity(Caller caller, String shortname, String provider, Optional<String> id) {
        edit(caller, shortname, CAUSE_IDENTITY, meta -> {
            JsonObject.Builder linked = meta.object(User.LINKED).orElse(JsonObject.EMPTY).toBuilder();
            id.ifPresentOrElse(i -> linked.put(provider, i), () -> linked.remove(provider));
            JsonObject all = linked.build();
            JsonObject.Builder out = meta.toBuilder();
            return (all.isEmpty() ? out.remove(User.LINKED) : out.put(User.LINKED, all)).build();
        });
    }

    private Optional<User> findOne(ExactField field, String value, Function<User, Optional<String>> stored) {
        List<User> found = search.find(
                        ENOUGH,
                        IndexQuery.Exact.of(field, value),
                        IndexQuery.Exact.of(ExactField.TYPE, ResourceType.USER.wire()))
                .filter(u ->
                        stored.apply(u).filter(v -> v.equalsIgnoreCase(value)).isPresent())
                .toList();
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    @Override
    public void recordLogin(
            Caller caller,
            String shortname,
            JsonObject lastLogin,
            Optional<String> newHash,
            Optional<String> deviceId) {
        edit(caller, shortname, CAUSE_LOGIN, meta -> {
            JsonObject.Builder out = meta.toBuilder().put("last_login", lastLogin);
            newHash.ifPresent(h -> out.put("password", h));
            deviceId.ifPresent(d -> out.put("device_id", d));
            return out.build();
        });
    }

    @Override
    public void lockOut(Caller caller, String shortname) {
        edit(caller, shortname, CAUSE_LOCKED_OUT, meta -> meta.with("is_active", JsonBool.FALSE));
    }

    private void edit(Caller caller, String shortname, String cause, UnaryOperator<JsonObject> edit) {
        editor.edit(caller, management.user(new Shortname(shortname)), cause, edit);
    }

    @Override
    public WireRecord profile(Caller caller) {
        StoredEntry entry = Optional.of(caller.user())
                .filter(Names::isShortname)
                .flatMap(name -> store.find(management.user(new Shortname(name))))
                .orElseThrow(DmartException.NotFound::entry);
        events.view(caller, entry);
        Locator at = entry.at();
        List<StoredEntry> avatars = store.attachments(at, Set.of(ResourceType.MEDIA)).stream()
                .filter(a -> a.at().shortname().value().equals("avatar"))
                .toList();
        return ProfileRecord.of(entry, access.permissions(caller), avatars);
    }
}
