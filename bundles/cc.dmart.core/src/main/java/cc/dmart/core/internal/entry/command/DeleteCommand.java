package cc.dmart.core.internal.entry.command;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Entry;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonRaw;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.storage.Change;
import cc.dmart.api.storage.ChangeOp;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.api.storage.TreeContents;
import cc.dmart.core.internal.access.AccessTarget;
import cc.dmart.core.internal.access.AuditTrail;
import cc.dmart.core.internal.entry.form.Secrets;
import cc.dmart.core.internal.entry.form.WireForm;
import cc.dmart.core.internal.entry.pipeline.Claim;
import cc.dmart.core.internal.entry.pipeline.Command;
import cc.dmart.core.internal.entry.rules.AccountRules;
import cc.dmart.core.internal.entry.rules.CommandContext;
import cc.dmart.core.internal.entry.rules.PayloadRules;
import cc.dmart.core.internal.event.HookDispatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Deletes an entry with its attachments, a folder or space with everything below, or an attachment ({@code storage.md} 3.5). A
 * folder goes only if everything in it may go. For one thread.
 */
public final class DeleteCommand implements Command<WireRecord> {
    private final CommandContext context;
    private final Caller caller;
    private final Locator at;
    private final WireRecord record;

    public DeleteCommand(CommandContext context, Caller caller, Locator at, WireRecord record) {
        this.context = context;
        this.caller = caller;
        this.at = at;
        this.record = record;
    }

    private boolean isTree() {
        return at.type() == ResourceType.SPACE || at.type() == ResourceType.FOLDER;
    }

    @Override
    public List<Claim> claims() {
        return List.of(isTree() ? Claim.tree(at) : Claim.entry(at));
    }

    @Override
    public Attempt<WireRecord> begin() {
        Optional<StoredEntry> current = context.store().find(at).or(this::unreadable);
        if (current.isEmpty() && at.type().isAttachment()) { // asked first: whether it is there is not for everybody
            context.access().require(caller, ActionType.DELETE, AccessTarget.ofGone(at));
            return new DeleteAttempt(Optional.empty());
        }
        StoredEntry stored = current.orElseGet(() -> context.require(at));
        context.access().require(caller, ActionType.DELETE, AccessTarget.of(stored.entry()));
        if (AccountRules.apply(at.type())) {
            context.access()
                    .requireCeiling(
                            caller,
                            AccessTarget.of(stored.entry()),
                            stored.entry().meta(),
                            JsonObject.EMPTY);
        }
        context.rules().accounts().requireDispensable(at);
        return new DeleteAttempt(current);
    }

    /**
     * Stands for an entry of which nobody can tell owner or state, since its meta cannot be read: whoever may delete such entries
     * whatever they are may clear it away ({@code storage.md} 5.3).
     */
    private Optional<StoredEntry> unreadable() {
        if (at.type() == ResourceType.SPACE || !context.store().isUnreadable(at)) {
            return Optional.empty();
        }
        String file = at.shortname() + (at.type() == ResourceType.LOG ? ".jsonl" : ".json");
        return Optional.of(new StoredEntry(new Entry(at, JsonObject.EMPTY), Optional.empty(), Optional.of(file), ""));
    }

    private final class DeleteAttempt implements Attempt<WireRecord> {
        private final Optional<StoredEntry> current;

        DeleteAttempt(Optional<StoredEntry> current) {
            this.current = current;
        }

        @Override
        public Optional<HookDispatcher.Call> hookCall() {
            return current.map(entry -> new HookDispatcher.Call(
                    caller, ActionType.DELETE, at, Optional.of(entry.entry()), Optional.empty(), JsonObject.EMPTY));
        }

        @Override
        public Plan<WireRecord> plan(Optional<WireRecord> hooked) {
            return current.map(DeleteCommand.this::planned)
                    .orElseGet(() -> Plan.nothing(record.withAttributes(JsonObject.EMPTY)));
        }
    }

    private Plan<WireRecord> planned(StoredEntry stored) {
        context.rules().requirePrecondition(stored.entry().meta(), record.attributes(), false);
        String time = context.facts().now();
        JsonObject meta = stored.entry().meta();
        boolean accounts = AccountRules.apply(at.type());
        List<ChangeOp> ops = new ArrayList<>();
        ops.add(new ChangeOp.RemoveEntry(at, stored.payloadFile()));
        if (at.type() != ResourceType.SPACE) {
            context.log(ops, caller, ActionType.DELETE, at, meta, JsonObject.EMPTY, time);
        }
        Change change = new Change(
                ops,
                List.of(context.facts().event(caller, ActionType.DELETE, at, meta, attributes(stored), time)),
                false);
        List<Claim> claims = new ArrayList<>(claims());
        if (accounts) {
            claims.add(Claim.references());
        }
        return new Plan<>(
                Optional.of(change),
                claims,
                this::guard,
                accounts || (isTree() && at.space().equals(context.rules().management())),
                () -> context.rules().accounts().tellGone(at),
                WireForm.stored(stored, false));
    }

    /** The entry as it was, with its JSON body, without secrets. */
    private JsonObject attributes(StoredEntry stored) {
        JsonObject meta = WireForm.meta(stored, true, true);
        Optional<JsonObject> body = PayloadRules.storedTree(stored, true);
        Optional<JsonObject> payload = meta.object("payload");
        if (payload.isPresent()
                && payload.get().get("body").filter(JsonRaw.class::isInstance).isPresent()) {
            JsonObject kept = body.isPresent()
                    ? payload.get().with("body", body.get())
                    : payload.get().without("body");
            meta = meta.with("payload", kept);
        }
        return JsonObject.builder().put("entry", Secrets.without(meta)).build();
    }

    private void guard() {
        if (AccountRules.apply(at.type())) {
            context.rules().accounts().requireUnused(at);
        }
        if (isTree()) {
            if (!caller.system()) {
                requireContents(context, caller, at, context.store().contents(at));
            }
        }
    }

    /**
     * Permission for every type that a folder or space contains ({@code security.md} 3.10); what is there is not looked at one by
     * one, so a grant with conditions does not count.
     *
     * @throws DmartException.Forbidden {@code E(401,request,401)}
     */
    static void requireContents(CommandContext context, Caller caller, Locator tree, TreeContents contents) {
        Subpath inside = tree.inside();
        for (ResourceType type : contents.types()) {
            boolean own = type == tree.type() && type == ResourceType.SPACE;
            if (!own && !context.access().allows(caller, ActionType.DELETE, anyOf(tree, inside, type))) {
                throw AuditTrail.refusal(caller, ActionType.DELETE.wire() + " all below " + tree);
            }
        }
    }

    private static AccessTarget anyOf(Locator tree, Subpath inside, ResourceType type) {
        return new AccessTarget(
                tree.space(), inside, type, Optional.empty(), false, "", "", List.of(), Optional.empty());
    }
}
