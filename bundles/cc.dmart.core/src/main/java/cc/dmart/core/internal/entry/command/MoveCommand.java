package cc.dmart.core.internal.entry.command;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Entry;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
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
import cc.dmart.core.internal.entry.form.Addresses;
import cc.dmart.core.internal.entry.form.Checksums;
import cc.dmart.core.internal.entry.form.WireForm;
import cc.dmart.core.internal.entry.pipeline.Claim;
import cc.dmart.core.internal.entry.pipeline.Command;
import cc.dmart.core.internal.entry.rules.AccountRules;
import cc.dmart.core.internal.entry.rules.CommandContext;
import cc.dmart.core.internal.entry.rules.Guard;
import cc.dmart.core.internal.entry.rules.PayloadRules;
import cc.dmart.core.internal.event.HookDispatcher;
import cc.dmart.core.internal.meta.MetaDefaults;
import cc.dmart.core.internal.meta.Versions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Moves an entry with attachments and history, a folder with everything below, or one attachment ({@code storage.md} 3.6). The
 * right to delete is asked for where it is, the right to create where it goes. For one thread.
 */
public final class MoveCommand implements Command<WireRecord> {
    private final CommandContext context;
    private final Caller caller;
    private final Locator from;
    private final Locator to;
    private final WireRecord record;

    /** A move; the types of both addresses are equal. */
    public MoveCommand(CommandContext context, Caller caller, Locator from, Locator to, WireRecord record) {
        this.context = context;
        this.caller = caller;
        this.from = from;
        this.to = to;
        this.record = record;
    }

    /** Where the entry is. */
    public Locator from() {
        return from;
    }

    private boolean isTree() {
        return from.type() == ResourceType.FOLDER;
    }

    @Override
    public List<Claim> claims() {
        return isTree() ? List.of(Claim.tree(from), Claim.tree(to)) : List.of(Claim.entry(from), Claim.entry(to));
    }

    @Override
    public Attempt<WireRecord> begin() {
        StoredEntry current = context.require(from);
        Addresses.requireAllowedName(to.type(), to.shortname().value());
        context.access().require(caller, ActionType.DELETE, AccessTarget.of(current.entry()));
        JsonObject attributes = Versions.content(current);
        context.access().require(caller, ActionType.CREATE, AccessTarget.ofNew(to, attributes));
        context.rules().accounts().requireDispensable(from);
        context.rules().accounts().requireNoHome(to);
        CreateCommand.requireFree(context, to);
        HookDispatcher.Call call = new HookDispatcher.Call(
                caller, ActionType.MOVE, from, Optional.of(current.entry()), Optional.empty(), route());
        return new Attempt<>() {
            @Override
            public Optional<HookDispatcher.Call> hookCall() {
                return Optional.of(call);
            }

            @Override
            public Plan<WireRecord> plan(Optional<WireRecord> hooked) {
                return planned(current);
            }
        };
    }

    private boolean isManagement() {
        return from.space().equals(context.rules().management())
                || to.space().equals(context.rules().management());
    }

    private JsonObject route() {
        return JsonObject.builder()
                .put("src_space_name", from.space().value())
                .put("src_subpath", from.subpath().slashed())
                .put("src_shortname", from.shortname().value())
                .put("dest_space_name", to.space().value())
                .put("dest_subpath", to.subpath().slashed())
                .put("dest_shortname", to.shortname().value())
                .build();
    }

    private Plan<WireRecord> planned(StoredEntry current) {
        JsonObject before = current.entry().meta();
        context.rules().requirePrecondition(before, record.attributes(), false);
        Optional<String> newFile = current.payloadFile().map(this::renamed);
        JsonObject meta = Checksums.seal(moved(MetaDefaults.withUuid(before), newFile));
        if (AccountRules.apply(to.type())) {
            context.access().requireCeiling(caller, AccessTarget.of(current.entry()), before, JsonObject.EMPTY);
            context.access().requireCeiling(caller, AccessTarget.ofNew(to, meta), JsonObject.EMPTY, meta);
        }
        Optional<JsonValue> body = PayloadRules.storedTree(current, true).map(o -> (JsonValue) o);
        Guard guard = from.subpath().equals(to.subpath()) && from.space().equals(to.space())
                ? Guard.of(context, to, Versions.withBody(before, body), meta, body)
                : Guard.of(context, to, JsonObject.EMPTY, meta, body);
        String time = context.facts().now();
        Change change = new Change(
                List.of(new ChangeOp.MoveEntry(from, to, meta, current.payloadFile(), newFile)),
                List.of(context.facts().event(caller, ActionType.MOVE, to, meta, route(), time)),
                false);
        boolean accounts = AccountRules.apply(from.type());
        List<Claim> claims = new ArrayList<>(guard.claims(claims()));
        if (accounts && !claims.contains(Claim.references())) {
            claims.add(Claim.references());
        }
        return new Plan<>(
                Optional.of(change),
                claims,
                () -> guard(guard),
                accounts || (isTree() && isManagement()),
                () -> context.rules().accounts().tellGone(from),
                WireForm.stored(new StoredEntry(new Entry(to, meta), current.jsonBody(), newFile, ""), false));
    }

    private String renamed(String file) {
        int dot = file.lastIndexOf('.');
        return to.shortname().value() + (dot < 0 ? "" : file.substring(dot));
    }

    private JsonObject moved(JsonObject before, Optional<String> newFile) {
        JsonObject meta = before.with("shortname", new JsonString(to.shortname().value()));
        Optional<JsonObject> payload = meta.object("payload");
        return newFile.isPresent() && payload.isPresent()
                ? meta.with("payload", payload.get().with("body", new JsonString(newFile.get())))
                : meta;
    }

    private void guard(Guard unique) {
        if (AccountRules.apply(from.type())) {
            context.rules().accounts().requireUnused(from);
        }
        if (isTree()) {
            requireContents();
        }
        unique.run();
    }

    private void requireContents() {
        int longer = to.inside().value().length() - from.inside().value().length();
        if (caller.system() && longer <= 0) {
            return;
        }
        TreeContents contents = context.store().contents(from);
        if (!caller.system()) {
            DeleteCommand.requireContents(context, caller, from, contents);
            requireCreatable(contents);
        }
        if (longer > 0 && contents.deepest() + longer > Subpath.MOST) { // no request would find it any more
            throw DmartException.Invalid.request(
                    ErrorCode.INVALID_DATA, "What is below would lie deeper than " + Subpath.MOST + " characters");
        }
    }

    private void requireCreatable(TreeContents contents) {
        for (ResourceType type : contents.types()) {
            AccessTarget target = new AccessTarget(
                    to.space(), to.inside(), type, Optional.empty(), false, "", "", List.of(), Optional.empty());
            if (!context.access().allows(caller, ActionType.CREATE, target)) {
                throw AuditTrail.refusal(caller, "create all below " + to);
            }
        }
    }
}
