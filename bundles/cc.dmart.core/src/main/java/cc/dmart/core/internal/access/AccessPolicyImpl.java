package cc.dmart.core.internal.access;

import cc.dmart.api.index.DocumentKind;
import cc.dmart.api.index.EntryIndex;
import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Entry;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.service.AccessExplanation;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.core.internal.CoreConfig;
import cc.dmart.core.internal.search.SearchParser;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The policy over the records of the management space. Thread-safe; grants are cached by {@link GrantCache}. */
@Component(configurationPid = CoreConfig.PID, configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class AccessPolicyImpl implements AccessPolicy {
    private static final Logger PERMISSIONS = LoggerFactory.getLogger("dmart.permissions");
    private static final RowFilter EVERYTHING = new RowFilter(new IndexQuery.All(), true);

    /** Before the name of a space, which has no colon. */
    private static final String ATTACHMENTS_OF = "attachments:";

    private final GrantCache cache;
    private final RowFilters filters;
    private final Ceiling ceiling;
    private final GrantCompiler compiler;
    private final RecordSearch records;
    private final boolean debugging;

    /** The component. */
    @Activate
    public AccessPolicyImpl(
            @Reference EntryStore store,
            @Reference EntryIndex index,
            @Reference SearchParser parser,
            CoreConfig config) {
        this(
                store,
                RecordSearch.of(store, index, new SpaceName(config.management_space())),
                parser,
                config.management_space(),
                config.group_roles_enabled(),
                config.debug_perm());
    }

    AccessPolicyImpl(EntryStore store, RecordSearch records, SearchParser parser, String space, boolean groupRoles) {
        this(store, records, parser, space, groupRoles, false);
    }

    private AccessPolicyImpl(
            EntryStore store,
            RecordSearch records,
            SearchParser parser,
            String space,
            boolean groupRoles,
            boolean debugging) {
        this.debugging = debugging;
        this.records = records;
        compiler = new GrantCompiler(store, new SpaceName(space).value(), groupRoles);
        this.cache = new GrantCache(compiler);
        this.filters = new RowFilters(parser);
        this.ceiling = new Ceiling(compiler, records);
    }

    @Override
    public boolean allows(Caller caller, ActionType action, AccessTarget target) {
        return caller.system() || decides(caller, action, target, Decision.Mode.PLAIN);
    }

    @Override
    public boolean allowsWithoutAcl(Caller caller, ActionType action, AccessTarget target) {
        return caller.system() || decides(caller, action, target, Decision.Mode.WITHOUT_ACL);
    }

    @Override
    public boolean allowsStrictly(Caller caller, ActionType action, AccessTarget target) {
        return caller.system() || decides(caller, action, target, Decision.Mode.STRICT);
    }

    private boolean decides(Caller caller, ActionType action, AccessTarget target, Decision.Mode mode) {
        boolean allowed = Decision.allows(cache.of(caller.user()), action, target, mode, DecisionTrace.NONE);
        if (debugging) {
            PERMISSIONS.info("{}", told(caller.user(), action, target, mode));
        }
        return allowed;
    }

    /** What decided, for {@code debug_perm}: names of fields and never their values. */
    String told(String user, ActionType action, AccessTarget target, Decision.Mode mode) {
        DecisionRecord record = new DecisionRecord(user, action, target.type());
        Grants grants = compiler.compile(user, record);
        boolean allowed = Decision.allows(grants, action, target, mode, record);
        AccessExplanation why = record.explained(grants, allowed, target, true);
        String name = target.shortname().map(n -> "/" + n.value()).orElse("");
        return user + " " + action.wire() + " " + target.type().wire() + " "
                + target.space().value() + ":" + target.subpath().wire() + name + ": " + why.reason();
    }

    @Override
    public boolean lists(Caller caller, AccessTarget row) {
        return caller.system() || Decision.lists(cache.of(caller.user()), row, DecisionTrace.NONE);
    }

    @Override
    public AccessExplanation explain(String user, ActionType action, AccessTarget target, boolean row, boolean found) {
        DecisionRecord record = new DecisionRecord(user, action, target.type());
        Grants grants = compiler.compile(user, record);
        boolean allowed = row
                ? Decision.lists(grants, target, record)
                : Decision.allows(grants, action, target, Decision.Mode.PLAIN, record);
        return record.explained(grants, allowed, target, found);
    }

    @Override
    public void require(Caller caller, ActionType action, AccessTarget target) {
        if (!allows(caller, action, target)) {
            throw refused(caller, action, target);
        }
    }

    private static DmartException refused(Caller caller, ActionType action, AccessTarget target) {
        AuditTrail.denied(caller, action, target);
        return DmartException.Forbidden.denied();
    }

    @Override
    public Set<String> roles(Caller caller) {
        return cache.of(caller.user()).account().roles();
    }

    @Override
    public boolean isSuper(Caller caller) {
        return caller.system() || cache.of(caller.user()).isSuper();
    }

    @Override
    public boolean isSuper(String user) {
        return compiler.compileAsActive(user).isSuper();
    }

    @Override
    public boolean isEndOfSuper(String user, Locator at, JsonObject newMeta) {
        Grants now = cache.of(user);
        return now.isSuper()
                && now.sources().stream().anyMatch(source -> source.at().equals(at))
                && !compiler.assuming(at, newMeta).compile(user).isSuper();
    }

    @Override
    public boolean isSuper(Collection<String> roles) {
        return compiler.compileRoles(roles).isSuper();
    }

    @Override
    public List<String> rolesByGroupsAlone(JsonObject account) {
        return compiler.rolesByGroupsAlone(account);
    }

    @Override
    public void forMembers(String group, Consumer<Entry> told) {
        records.all(ResourceType.USER, "groups", group, account -> {
            if (compiler.isRecord(account.at())) {
                told.accept(account);
            }
            return true;
        });
    }

    @Override
    public void requireCeiling(Caller caller, AccessTarget target, JsonObject oldMeta, JsonObject newMeta) {
        if (caller.system() || cache.of(caller.user()).isSuper()) {
            return;
        }
        if (!ceiling.permits(cache.of(caller.user()), target, oldMeta, newMeta)) {
            ActionType rest = newMeta.isEmpty() ? ActionType.DELETE : ActionType.UPDATE;
            throw refused(caller, oldMeta.isEmpty() ? ActionType.CREATE : rest, target);
        }
    }

    @Override
    public void requireReadable(Locator at, JsonObject oldMeta, JsonObject newMeta) {
        Optional<String> filter = newMeta.string("filter_fields_values").filter(f -> !f.isBlank());
        if (at.type() == ResourceType.PERMISSION
                && filter.isPresent()
                && !filter.equals(oldMeta.string("filter_fields_values"))
                && filters.read(filter.get(), at.space()).isEmpty()) {
            throw DmartException.Invalid.request(
                    ErrorCode.INVALID_DATA,
                    "A part of filter_fields_values says nothing, and would let everything through");
        }
    }

    @Override
    public IndexQuery rowFilter(Caller caller, SpaceName space) {
        return filter(caller, space, DocumentKind.ENTRY).rows();
    }

    @Override
    public IndexQuery attachmentFilter(Caller caller, SpaceName space) {
        return filter(caller, space, DocumentKind.ATTACHMENT).rows();
    }

    @Override
    public boolean isWithoutPolicies(Caller caller, SpaceName space, DocumentKind kind) {
        return !filter(caller, space, kind).policies();
    }

    private RowFilter filter(Caller caller, SpaceName space, DocumentKind kind) {
        if (caller.system()) {
            return EVERYTHING;
        }
        Grants grants = cache.of(caller.user());
        return kind == DocumentKind.ATTACHMENT
                ? grants.filter(ATTACHMENTS_OF + space.value(), name -> filters.ofAttachments(grants, space))
                : grants.filter(space.value(), name -> filters.of(grants, space));
    }

    @Override
    public boolean mayQuery(Caller caller, SpaceName space, Subpath subpath, ResourceType type) {
        return allows(
                caller,
                ActionType.QUERY,
                new AccessTarget(space, subpath, type, Optional.empty(), false, "", "", List.of(), Optional.empty()));
    }

    @Override
    public JsonObject permissions(Caller caller) {
        return cache.of(caller.user()).toJson();
    }

    @Override
    public void invalidate() {
        cache.invalidate();
    }
}
