package cc.dmart.core.internal.entry.command;

import cc.dmart.api.model.AclItem;
import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Entry;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.MetaClass;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.access.AccessTarget;
import cc.dmart.core.internal.access.AuditTrail;
import cc.dmart.core.internal.entry.form.WireForm;
import cc.dmart.core.internal.entry.pipeline.Claim;
import cc.dmart.core.internal.entry.pipeline.Command;
import cc.dmart.core.internal.entry.rules.AccountRules;
import cc.dmart.core.internal.entry.rules.CommandContext;
import cc.dmart.core.internal.entry.rules.MetaValues;
import cc.dmart.core.internal.event.HookDispatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Gives an entry another owner or another access list ({@code storage.md} 3.4). An access list alone does not give the right to
 * do either ({@code security.md} 3.7). For one thread.
 */
public final class AssignCommand implements Command<WireRecord> {
    private static final String OWNER = "owner_shortname";
    private static final String ACL = "acl";
    private static final int LONGEST_ACL = 200;

    private final CommandContext context;
    private final Caller caller;
    private final Locator at;
    private final WireRecord record;
    private final String field;

    private AssignCommand(CommandContext context, Caller caller, Locator at, WireRecord record, String field) {
        this.context = context;
        this.caller = caller;
        this.at = at;
        this.record = record;
        this.field = field;
    }

    /** Another owner. */
    public static AssignCommand owner(CommandContext context, Caller caller, Locator at, WireRecord record) {
        return new AssignCommand(context, caller, at, record, OWNER);
    }

    /** Another access list. */
    public static AssignCommand acl(CommandContext context, Caller caller, Locator at, WireRecord record) {
        return new AssignCommand(context, caller, at, record, ACL);
    }

    @Override
    public List<Claim> claims() {
        return List.of(Claim.entry(at));
    }

    @Override
    public Attempt<WireRecord> begin() {
        StoredEntry current = context.require(at);
        requireRight(current, record.attributes());
        HookDispatcher.Call call = new HookDispatcher.Call(
                caller, ActionType.UPDATE, at, Optional.of(current.entry()), Optional.of(record), JsonObject.EMPTY);
        return new Attempt<>() {
            @Override
            public Optional<HookDispatcher.Call> hookCall() {
                return Optional.of(call);
            }

            @Override
            public Plan<WireRecord> plan(Optional<WireRecord> hooked) {
                JsonObject attributes = hooked.map(WireRecord::attributes).orElse(record.attributes());
                if (!attributes.equals(record.attributes())) { // what a hook writes is written for the caller
                    requireRight(current, attributes);
                }
                return planned(current, attributes);
            }
        };
    }

    /** To give away an entry is a right of its own; its access list is a field that an update writes. */
    private void requireRight(StoredEntry current, JsonObject attributes) {
        AccessTarget target = AccessTarget.of(current.entry()).writing(attributes);
        ActionType action = field.equals(OWNER) ? ActionType.ASSIGN : ActionType.UPDATE;
        context.access().require(caller, action, target);
        if (!context.access().allowsWithoutAcl(caller, action, target)) {
            throw AuditTrail.refusal(caller, "change the " + field + " of " + at);
        }
    }

    private Plan<WireRecord> planned(StoredEntry current, JsonObject attributes) {
        JsonValue given = attributes
                .get(field)
                .filter(v -> !v.isNull())
                .orElseThrow(
                        () -> DmartException.Invalid.request(ErrorCode.MISSING_DATA, "The " + field + " is required"));
        context.rules().requirePrecondition(current.entry().meta(), record.attributes(), false);
        JsonValue value = field.equals(OWNER) ? owner(given) : acl(given);
        JsonObject before = current.entry().meta();
        JsonObject after = before.with(field, value);
        if (!context.access().isSuper(caller)) {
            requireNoAdministratorIsDenied(current.entry(), new Entry(at, after));
        }
        if (AccountRules.apply(at.type())) {
            context.access().requireCeiling(caller, AccessTarget.of(current.entry()), before, after);
        }
        EditPlan plan = new EditPlan(context, caller, current)
                .payload(Optional.empty())
                .named(JsonObject.builder().put(field, JsonArray.EMPTY).build());
        return field.equals(OWNER)
                ? given(plan, after, value)
                : plan.of(after, claims(), entry -> WireForm.stored(entry, false));
    }

    /** The new owner may be deleted meanwhile: once that is done, nobody gives away what he gets. */
    private Plan<WireRecord> given(EditPlan plan, JsonObject after, JsonValue to) {
        Claim stays =
                context.rules().accounts().claim(MetaValues.string(OWNER, to).value());
        return plan.of(after, List.of(Claim.entry(at), stays), entry -> WireForm.stored(entry, false))
                .guarded(() -> owner(to));
    }

    /** Whoever may write a list could otherwise make his own account, or a file that does harm, one that nobody ends. */
    private void requireNoAdministratorIsDenied(Entry before, Entry after) {
        for (AclItem item : after.acl()) {
            if (!item.denied().isEmpty()
                    && !before.acl().contains(item)
                    && context.access().isSuper(item.user())) {
                throw AuditTrail.refusal(caller, "deny an administrator " + at);
            }
        }
    }

    /** The new owner exists, is active and is somebody. */
    private JsonValue owner(JsonValue given) {
        String name = MetaValues.string(OWNER, given).value();
        if (name.equals(Caller.ANONYMOUS)) {
            throw DmartException.Invalid.request(ErrorCode.INVALID_DATA, "anonymous cannot own an entry");
        }
        Optional<StoredEntry> user = context.rules().accounts().find(ResourceType.USER, name);
        if (user.map(StoredEntry::entry).filter(Entry::isActive).isEmpty()) {
            throw DmartException.NotFound.entry();
        }
        return given;
    }

    private JsonValue acl(JsonValue given) {
        JsonValue checked = MetaValues.check(MetaClass.of(at.type()).field(ACL).orElseThrow(), given)
                .orElse(JsonArray.EMPTY);
        if (checked.asArray().orElse(JsonArray.EMPTY).size() > LONGEST_ACL) {
            throw DmartException.Invalid.request(
                    ErrorCode.INVALID_DATA, "An access list has at most " + LONGEST_ACL + " items");
        }
        List<String> names = new ArrayList<>();
        for (JsonValue item : checked.asArray().orElse(JsonArray.EMPTY)) {
            item.asObject().flatMap(o -> o.string("user_shortname")).ifPresent(names::add);
        }
        context.rules().accounts().requireAccounts(names);
        return checked;
    }
}
