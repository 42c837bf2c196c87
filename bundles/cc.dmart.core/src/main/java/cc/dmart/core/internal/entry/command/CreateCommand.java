package cc.dmart.core.internal.entry.command;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Entry;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonBool;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.MetaClass;
import cc.dmart.api.model.MetaField;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.storage.Change;
import cc.dmart.api.storage.ChangeOp;
import cc.dmart.api.storage.PayloadChange;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.access.AccessTarget;
import cc.dmart.core.internal.entry.form.Addresses;
import cc.dmart.core.internal.entry.form.Checksums;
import cc.dmart.core.internal.entry.form.JsonTrees;
import cc.dmart.core.internal.entry.form.Secrets;
import cc.dmart.core.internal.entry.form.WireForm;
import cc.dmart.core.internal.entry.pipeline.Claim;
import cc.dmart.core.internal.entry.pipeline.Command;
import cc.dmart.core.internal.entry.rules.AccountRules;
import cc.dmart.core.internal.entry.rules.ChangeRules;
import cc.dmart.core.internal.entry.rules.CommandContext;
import cc.dmart.core.internal.entry.rules.Guard;
import cc.dmart.core.internal.entry.rules.MetaValues;
import cc.dmart.core.internal.entry.rules.NewPayload;
import cc.dmart.core.internal.entry.rules.PayloadRules;
import cc.dmart.core.internal.entry.rules.TicketRules;
import cc.dmart.core.internal.entry.rules.UniqueFields;
import cc.dmart.core.internal.event.HookDispatcher;
import cc.dmart.core.internal.meta.MetaDefaults;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Creates an entry, an attachment or a space ({@code storage.md} 3.1, {@code http-api.md} 4.2). For one thread. */
public final class CreateCommand implements Command<WireRecord> {
    private static final String PROPOSED = "requested_update";
    private static final String PAYLOAD = "payload";
    private static final String BODY = "body";
    private static final Subpath ALTERATIONS = new Subpath("alterations");

    private final CommandContext context;
    private final Caller caller;
    private final Locator at;
    private final WireRecord record;
    private final String uuid;
    private final Optional<UploadedBody> upload;
    private final AccountRules.Hash hash;
    private JsonObject written;
    private JsonObject sealed = JsonObject.EMPTY;
    private JsonObject why = JsonObject.EMPTY;

    /**
     * A create at an address.
     *
     * @param uuid     of the new entry
     * @param upload payload from a file; empty to take that of the record
     */
    public CreateCommand(
            CommandContext context,
            Caller caller,
            Locator at,
            WireRecord record,
            String uuid,
            Optional<UploadedBody> upload) {
        this.context = context;
        this.caller = caller;
        this.at = at;
        this.record = record;
        this.uuid = uuid;
        this.upload = upload;
        this.written = upload.map(UploadedBody::written).orElse(record.attributes());
        this.hash = context.rules().accounts().new Hash();
    }

    /** Fields that no request can set, and why the server makes this entry. */
    public CreateCommand byServer(JsonObject sealedFields, String cause) {
        sealed = sealedFields;
        why = EditPlan.cause(cause);
        return this;
    }

    @Override
    public List<Claim> claims() {
        return List.of(Claim.entry(at));
    }

    @Override
    public Attempt<WireRecord> begin() {
        ResourceType type = at.type();
        Addresses.requireAllowedName(type, at.shortname().value());
        context.access().require(caller, ActionType.CREATE, AccessTarget.ofNew(at, written));
        if (type == ResourceType.SPACE) {
            if (context.store().find(at).isPresent()) {
                throw Addresses.invalidSpace(at.space().value());
            }
        } else {
            requireFree(context, at);
        }
        JsonObject shown = upload.map(u -> u.shown(record.attributes())).orElse(record.attributes());
        WireRecord proposed = new WireRecord(
                type,
                at.shortname().value(),
                record.subpath(),
                Optional.of(uuid),
                shown,
                Optional.empty(),
                record.checkLock());
        HookDispatcher.Call call = new HookDispatcher.Call(
                caller, ActionType.CREATE, at, Optional.empty(), Optional.of(proposed), JsonObject.EMPTY);
        return new Attempt<>() {
            @Override
            public Optional<HookDispatcher.Call> hookCall() {
                return Optional.of(call);
            }

            @Override
            public Plan<WireRecord> plan(Optional<WireRecord> hooked) {
                JsonObject attributes = hooked.map(WireRecord::attributes).orElse(shown);
                Optional<UploadedBody> left = upload.map(u -> u.left(attributes));
                if (!attributes.equals(shown)) {
                    requireAllowed(attributes, left);
                }
                JsonObject filled = filled(attributes);
                return left.isPresent()
                        ? planned(
                                filled.without(PAYLOAD), Optional.of(left.get().of(at, Optional.empty())))
                        : planned(filled, Optional.empty());
            }
        };
    }

    /** What a hook writes is written for the caller, who must be allowed to ({@code plugins-events.md} 2.2). */
    private void requireAllowed(JsonObject hooked, Optional<UploadedBody> left) {
        JsonObject all =
                left.map(u -> UploadedBody.withFile(hooked, u.written())).orElse(hooked);
        context.access().require(caller, ActionType.CREATE, AccessTarget.ofNew(at, all));
    }

    /** Null stands for nothing, but in a change that is proposed: there it removes ({@code http-api.md} 4.16). */
    private JsonObject filled(JsonObject given) {
        JsonObject out = JsonTrees.withoutNulls(given);
        if (at.type() == ResourceType.ALTERATION) {
            return given.object(PROPOSED).map(o -> out.with(PROPOSED, o)).orElse(out);
        }
        boolean listed = at.type() == ResourceType.CONTENT && at.subpath().equals(ALTERATIONS);
        Optional<JsonObject> payload = out.object(PAYLOAD).filter(p -> listed);
        Optional<JsonObject> body = given.object(PAYLOAD).flatMap(p -> p.object(BODY));
        return payload.isPresent() && body.isPresent()
                ? out.with(PAYLOAD, payload.get().with(BODY, body.get()))
                : out;
    }

    /**
     * The name is free and what it is to hang on is there.
     *
     * @throws DmartException.Conflict {@code E(400,request,400)}
     * @throws DmartException.NotFound the parent entry of an attachment
     */
    public static void requireFree(CommandContext context, Locator at) {
        if (!context.lookups().exists(at.space())) {
            throw Addresses.invalidSpace(at.space().value());
        }
        boolean taken;
        if (at.type().isAttachment()) {
            requireParent(context, at);
            taken = context.store().find(at).isPresent();
        } else {
            taken = context.store().isTaken(at.space(), at.subpath(), at.shortname());
        }
        if (taken) {
            throw DmartException.Conflict.alreadyExists(at.shortname().value());
        }
    }

    /** The entry that an attachment hangs on is there. @throws DmartException.NotFound if not */
    static void requireParent(CommandContext context, Locator at) {
        if (context.store()
                .findByName(at.space(), at.parentSubpath(), at.parentShortname())
                .isEmpty()) {
            throw DmartException.NotFound.entry();
        }
    }

    private Plan<WireRecord> planned(JsonObject attributes, Optional<NewPayload> uploaded) {
        ChangeRules rules = context.rules();
        String time = context.facts().now();
        Optional<NewPayload> payload = uploaded.or(() ->
                attributes.get("payload").map(v -> PayloadRules.create(at, MetaValues.object("payload", v))));
        JsonObject meta = meta(attributes, payload, time);
        if (AccountRules.apply(at.type())) {
            meta = rules.accounts().complete(at, JsonObject.EMPTY, meta, attributes, hash);
            context.access().requireCeiling(caller, AccessTarget.ofNew(at, attributes), JsonObject.EMPTY, meta);
            context.access().requireReadable(at, JsonObject.EMPTY, meta);
        }
        payload.ifPresent(p -> rules.requireLegal(at, p));
        JsonObject sealed = Checksums.seal(meta);
        StoredEntry stored = new StoredEntry(
                new Entry(at, sealed), payload.flatMap(NewPayload::raw), payload.flatMap(NewPayload::fileName), "");
        Guard guard = Guard.of(context, at, JsonObject.EMPTY, sealed, payload.flatMap(NewPayload::tree));
        return new Plan<>(
                Optional.of(change(attributes, sealed, payload, time)),
                UniqueFields.claims(guard.claims(claims()), Optional.empty(), stored),
                guard,
                AccountRules.apply(at.type()),
                () -> {},
                WireForm.stored(stored, true));
    }

    private JsonObject meta(JsonObject attributes, Optional<NewPayload> payload, String time) {
        JsonObject.Builder out = JsonObject.builder();
        for (Map.Entry<String, MetaField> member :
                MetaClass.of(at.type()).fields().entrySet()) {
            String name = member.getKey();
            MetaField field = member.getValue();
            switch (name) {
                case "uuid" -> out.put(name, uuid);
                case "shortname" -> out.put(name, at.shortname().value());
                case "created_at", "updated_at" -> out.put(name, time);
                case "owner_shortname" -> out.put(name, caller.user());
                case "payload" -> payload.ifPresent(p -> out.put(name, p.json()));
                default -> {
                    if (!field.locked() && !AccountRules.isOffLimits(at.type(), name)) {
                        value(field, attributes).ifPresent(v -> out.put(name, v));
                    }
                }
            }
        }
        out.putAll(sealed);
        return ofType(out, attributes);
    }

    private Optional<JsonValue> value(MetaField field, JsonObject attributes) {
        Optional<JsonValue> given = attributes.get(field.name());
        if (given.isPresent()) {
            return MetaValues.check(field, given.get());
        }
        if (MetaDefaults.required(at.type()).contains(field.name())) {
            throw MetaValues.missing(field.name());
        }
        if (field.name().equals("is_active")) {
            return Optional.of(JsonBool.TRUE);
        }
        return MetaDefaults.base()
                .get(field.name())
                .or(() -> MetaDefaults.own(at.type()).get(field.name()));
    }

    private JsonObject ofType(JsonObject.Builder out, JsonObject attributes) {
        if (at.type() == ResourceType.SPACE) {
            out.put("indexing_enabled", true);
            if (!attributes.has("active_plugins")) {
                out.put("active_plugins", JsonArray.ofStrings(context.rules().defaultPlugins()));
            }
        } else if (at.type() == ResourceType.TICKET) {
            String workflow = attributes.string("workflow_shortname").orElse("");
            TicketRules.Start start = context.rules().tickets().start(caller, at.space(), workflow);
            out.put("state", start.state());
            out.put("is_open", start.open());
            out.remove("resolution_reason"); // set by progress alone
            return context.rules().tickets().timed(at.space(), out.build(), context.facts());
        }
        return out.build();
    }

    private Change change(JsonObject attributes, JsonObject meta, Optional<NewPayload> payload, String time) {
        List<ChangeOp> ops = new ArrayList<>();
        PayloadChange file = payload.map(NewPayload::file).orElseGet(PayloadChange.Keep::new);
        ops.add(new ChangeOp.PutEntry(at, meta, file, true));
        if (at.type() == ResourceType.SPACE) {
            ops.add(schemaFolder(time));
        }
        JsonObject.Builder said = Secrets.told(attributes).toBuilder().putAll(why);
        if (upload.isPresent()) {
            payload.ifPresent(p -> said.put(PAYLOAD, p.told()));
        }
        if (at.type() == ResourceType.TICKET) { // what it begins with is not for the request to say
            for (String field : List.of("state", "is_open")) {
                meta.get(field).ifPresent(value -> said.put(field, value));
            }
            said.remove("resolution_reason");
        }
        JsonObject told = said.build();
        context.log(ops, caller, ActionType.CREATE, at, meta, told, time);
        return new Change(ops, List.of(context.facts().event(caller, ActionType.CREATE, at, meta, told, time)), false);
    }

    /** Every space has a folder for its schemas ({@code storage.md} 1.11). */
    private ChangeOp schemaFolder(String time) {
        Locator folder = new Locator(at.space(), Subpath.ROOT, new Shortname("schema"), ResourceType.FOLDER);
        JsonObject meta = JsonObject.builder()
                .put("uuid", UUID.randomUUID().toString())
                .put("shortname", folder.shortname().value())
                .put("is_active", true)
                .put("tags", JsonArray.EMPTY)
                .put("created_at", time)
                .put("updated_at", time)
                .put("owner_shortname", caller.user())
                .build();
        return new ChangeOp.PutEntry(folder, Checksums.seal(meta), new PayloadChange.Keep(), true);
    }
}
