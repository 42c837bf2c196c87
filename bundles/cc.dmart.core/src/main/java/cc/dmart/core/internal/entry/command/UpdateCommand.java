package cc.dmart.core.internal.entry.command;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonBool;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.MetaClass;
import cc.dmart.api.model.MetaField;
import cc.dmart.api.model.RequestType;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.access.AccessTarget;
import cc.dmart.core.internal.access.AuditTrail;
import cc.dmart.core.internal.entry.form.JsonTrees;
import cc.dmart.core.internal.entry.form.Secrets;
import cc.dmart.core.internal.entry.form.WireForm;
import cc.dmart.core.internal.entry.pipeline.Claim;
import cc.dmart.core.internal.entry.pipeline.Command;
import cc.dmart.core.internal.entry.rules.AccountRules;
import cc.dmart.core.internal.entry.rules.CommandContext;
import cc.dmart.core.internal.entry.rules.MetaValues;
import cc.dmart.core.internal.entry.rules.NewPayload;
import cc.dmart.core.internal.entry.rules.PayloadRules;
import cc.dmart.core.internal.entry.rules.TicketRules;
import cc.dmart.core.internal.event.HookDispatcher;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Update, patch and replace of an entry, attachment or space ({@code storage.md} 3.3, {@code http-api.md} 4.2). Only an update
 * may be obliged to state a precondition; a replace takes the body as it is. For one thread.
 */
public final class UpdateCommand implements Command<WireRecord> {
    private static final String OWNER_GROUP = "owner_group_shortname";

    private final CommandContext context;
    private final Caller caller;
    private final Locator at;
    private final WireRecord record;
    private final RequestType mode;
    private final Optional<UploadedBody> upload;
    private final AccountRules.Hash hash;
    private Optional<Function<StoredEntry, JsonObject>> maker = Optional.empty();
    private String cause = "";

    public UpdateCommand(CommandContext context, Caller caller, Locator at, WireRecord record, RequestType mode) {
        this(context, caller, at, record, mode, Optional.empty());
    }

    private UpdateCommand(
            CommandContext context,
            Caller caller,
            Locator at,
            WireRecord record,
            RequestType mode,
            Optional<UploadedBody> upload) {
        this.context = context;
        this.caller = caller;
        this.at = at;
        this.record = record;
        this.mode = mode;
        this.upload = upload;
        this.hash = context.rules().accounts().new Hash();
    }

    /**
     * A change that the server works out from the entry as it is; nulls in a body are values of it.
     *
     * @param made the attributes; what it throws refuses the change
     */
    public static UpdateCommand computed(
            CommandContext context, Caller caller, Locator at, String cause, Function<StoredEntry, JsonObject> made) {
        WireRecord empty =
                WireRecord.of(at.type(), at.shortname().value(), at.subpath().wire(), JsonObject.EMPTY);
        UpdateCommand out = new UpdateCommand(context, caller, at, empty, RequestType.PATCH);
        out.maker = Optional.of(made);
        out.cause = cause;
        return out;
    }

    /** Replaces the payload by an uploaded file; told as a create that replaced something ({@code plugins-events.md} 1.2). */
    public static UpdateCommand upload(
            CommandContext context, Caller caller, Locator at, WireRecord record, UploadedBody upload) {
        return new UpdateCommand(context, caller, at, record, RequestType.PATCH, Optional.of(upload));
    }

    @Override
    public List<Claim> claims() {
        return List.of(Claim.entry(at));
    }

    @Override
    public Attempt<WireRecord> begin() {
        StoredEntry current = context.require(at);
        WireRecord wanted =
                maker.map(m -> record.withAttributes(m.apply(current))).orElse(record);
        JsonObject shown = upload.map(u -> u.shown(wanted.attributes())).orElse(wanted.attributes());
        AccessTarget target = AccessTarget.of(current.entry()).writing(written(current, shown, upload));
        context.access().require(caller, ActionType.UPDATE, target);
        HookDispatcher.Call call = new HookDispatcher.Call(
                caller,
                upload.isPresent() ? ActionType.CREATE : ActionType.UPDATE,
                at,
                Optional.of(current.entry()),
                Optional.of(wanted.withAttributes(shown)),
                JsonObject.EMPTY);
        return new Attempt<>() {
            @Override
            public Optional<HookDispatcher.Call> hookCall() {
                return Optional.of(call);
            }

            @Override
            public Plan<WireRecord> plan(Optional<WireRecord> hooked) {
                JsonObject attributes = hooked.map(WireRecord::attributes).orElse(shown);
                Optional<UploadedBody> left = upload.map(u -> u.left(attributes));
                AccessTarget allowed = attributes.equals(shown) ? target : allowed(current, target, attributes, left);
                return planned(current, allowed, left.isPresent() ? attributes.without("payload") : attributes, left);
            }
        };
    }

    /** What a hook writes is written for the caller, who must be allowed to ({@code plugins-events.md} 2.2). */
    private AccessTarget allowed(
            StoredEntry current, AccessTarget target, JsonObject hooked, Optional<UploadedBody> left) {
        AccessTarget altered = target.writing(written(current, hooked, left));
        context.access().require(caller, ActionType.UPDATE, altered);
        return altered;
    }

    /** What the restrictions on fields count: what is sent, and of what is replaced by it what is no longer there. */
    private JsonObject written(StoredEntry current, JsonObject attributes, Optional<UploadedBody> file) {
        JsonObject sent = file.isPresent()
                ? PayloadRules.withRemovals(
                        current, UploadedBody.withFile(attributes, file.get().written()), RequestType.REPLACE)
                : PayloadRules.withRemovals(current, attributes, mode);
        return JsonTrees.withRemovals(current.entry().meta(), sent);
    }

    private Plan<WireRecord> planned(
            StoredEntry current, AccessTarget target, JsonObject given, Optional<UploadedBody> file) {
        JsonObject attributes = maker.isPresent() ? given : AccountRules.asked(at, given);
        JsonObject before = current.entry().meta();
        boolean stated = mode == RequestType.UPDATE || (mode == RequestType.REPLACE && !caller.system());
        context.rules().requirePrecondition(before, record.attributes(), stated);
        Optional<NewPayload> payload = file.isPresent()
                ? file.map(u -> u.of(at, Optional.of(current)))
                : PayloadRules.update(current, attributes.get("payload"), mode, maker.isPresent());
        JsonObject edited = merged(at, before, attributes);
        requireOwnership(target, before, edited);
        if (AccountRules.apply(at.type())) {
            edited = context.rules().accounts().complete(at, before, edited, attributes, hash);
            context.access().requireCeiling(caller, target, before, edited);
            context.access().requireReadable(at, before, edited);
        }
        payload.ifPresent(p -> context.rules().requireLegal(at, p));
        requireTransition(before, edited);
        if (at.type() == ResourceType.TICKET) {
            edited = context.rules().tickets().timed(at.space(), before, edited, context.facts());
        }
        EditPlan plan = new EditPlan(context, caller, current)
                .payload(payload)
                .named(named(attributes))
                .enabling(cause.isEmpty() && attributes.bool("is_active").orElse(false));
        if (upload.isPresent()) {
            plan.tell(
                    ActionType.CREATE,
                    Secrets.told(JsonTrees.withoutNulls(attributes)).with("replaced", JsonBool.TRUE));
        } else if (!cause.isEmpty()) {
            plan.because(cause);
        }
        return plan.of(edited, claims(), entry -> WireForm.stored(entry, upload.isPresent()));
    }

    /** To make a group an owner is to give away: an access list alone does not give the right ({@code security.md} 3.7). */
    private void requireOwnership(AccessTarget target, JsonObject before, JsonObject after) {
        if (!before.get(OWNER_GROUP).equals(after.get(OWNER_GROUP))
                && !context.access().allowsWithoutAcl(caller, ActionType.UPDATE, target)) {
            throw AuditTrail.refusal(caller, "change the " + OWNER_GROUP + " of " + at);
        }
    }

    /** Where tickets are strict, their state changes by transitions alone ({@code plugins-events.md} 4.4). */
    private void requireTransition(JsonObject before, JsonObject after) {
        if (at.type() != ResourceType.TICKET || !context.lookups().hasStrictTickets(at.space())) {
            return;
        }
        for (String field : List.of("state", "is_open", "resolution_reason", "workflow_shortname")) {
            if (!before.get(field).equals(after.get(field))) {
                throw TicketRules.refused(
                        ErrorCode.INVALID_TICKET_STATUS, "The field " + field + " changes by progressing the ticket");
            }
        }
    }

    /** A replaced body is compared whole, so that what it no longer has is in the history. */
    private JsonObject named(JsonObject attributes) {
        if (upload.isPresent()) {
            return attributes.with("payload", JsonArray.EMPTY);
        }
        Optional<JsonObject> payload = attributes.object("payload");
        return mode == RequestType.REPLACE && payload.filter(p -> p.has("body")).isPresent()
                ? attributes.with("payload", payload.get().with("body", JsonObject.EMPTY))
                : attributes;
    }

    /** The meta with the fields that the attributes name; fields that are locked or unknown are ignored. */
    public static JsonObject merged(Locator at, JsonObject before, JsonObject attributes) {
        MetaClass fields = MetaClass.of(at.type());
        JsonObject.Builder out = before.toBuilder();
        for (Map.Entry<String, JsonValue> member : attributes.members().entrySet()) {
            Optional<MetaField> field = fields.field(member.getKey())
                    .filter(f -> !f.locked() && !f.name().equals("payload"))
                    .filter(f -> !AccountRules.isOffLimits(at.type(), f.name()));
            if (field.isPresent()) {
                set(out, field.get(), member.getValue());
            }
        }
        return out.build();
    }

    /** Sets a field; null clears one that may be absent. @throws DmartException.Invalid on a wrong value */
    private static void set(JsonObject.Builder out, MetaField field, JsonValue value) {
        if (value.isNull() && !field.nullable()) {
            throw MetaValues.wrong(field.name(), "value, not null");
        }
        Optional<JsonValue> checked = value.isNull() ? Optional.empty() : MetaValues.check(field, value);
        if (checked.isPresent()) {
            out.put(field.name(), checked.get());
        } else {
            out.remove(field.name());
        }
    }
}
