package cc.dmart.core.internal.entry.imports;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Entry;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.HistoryRecord;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonRaw;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.MetaClass;
import cc.dmart.api.model.MetaField;
import cc.dmart.api.model.Names;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.storage.Change;
import cc.dmart.api.storage.ChangeOp;
import cc.dmart.api.storage.PayloadChange;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.ManagementSpace;
import cc.dmart.core.internal.entry.form.Addresses;
import cc.dmart.core.internal.entry.form.Checksums;
import cc.dmart.core.internal.entry.form.Secrets;
import cc.dmart.core.internal.entry.form.WireForm;
import cc.dmart.core.internal.entry.imports.EntryImporter.Imported;
import cc.dmart.core.internal.entry.imports.EntryImporter.Left;
import cc.dmart.core.internal.entry.imports.EntryImporter.Outcome;
import cc.dmart.core.internal.entry.pipeline.Claim;
import cc.dmart.core.internal.entry.pipeline.Command;
import cc.dmart.core.internal.entry.rules.AccountRules;
import cc.dmart.core.internal.entry.rules.ChangeRules;
import cc.dmart.core.internal.entry.rules.CommandContext;
import cc.dmart.core.internal.entry.rules.Guard;
import cc.dmart.core.internal.entry.rules.MetaValues;
import cc.dmart.core.internal.entry.rules.NewPayload;
import cc.dmart.core.internal.entry.rules.UniqueFields;
import cc.dmart.core.internal.event.HookDispatcher;
import cc.dmart.core.internal.schema.SchemaValidator;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/** Stores one archived entry with all that belongs to it. For one thread. */
final class ImportCommand implements Command<Outcome> {
    private static final Map<ResourceType, List<String>> NEVER_ABSENT = Map.of(
            ResourceType.ROLE, List.of("permissions"),
            ResourceType.PERMISSION, List.of("resource_types", "actions"));
    private static final String PASSWORD = "password";

    private final CommandContext context;
    private final Caller caller;
    private final Imported source;
    private final ImportedPayloads payloads;
    private final SchemaValidator.BodyCheck schemas;
    private final Locator at;
    private final ImportEvents told;

    /** @param schemas of the batch that it comes in */
    ImportCommand(
            CommandContext context,
            Caller caller,
            Imported source,
            ImportedPayloads payloads,
            SchemaValidator.BodyCheck schemas) {
        this.context = context;
        this.caller = caller;
        this.source = source;
        this.payloads = payloads;
        this.schemas = schemas;
        this.at = source.entry().at();
        this.told = new ImportEvents(context.facts(), caller);
    }

    /** The same entry with what is staged of it, but schemas looked up anew: since the batch was worked out, some may be others. */
    ImportCommand withSchemas(SchemaValidator.BodyCheck others) {
        return new ImportCommand(context, caller, source, payloads, others);
    }

    @Override
    public List<Claim> claims() {
        return List.of(Claim.entry(at));
    }

    /** Where it comes in. */
    Locator at() {
        return at;
    }

    @Override
    public Attempt<Outcome> begin() {
        return begin(
                at.type() != ResourceType.SPACE && context.store().isTaken(at.space(), at.subpath(), at.shortname()));
    }

    /** @param taken whether something has its name, for other entries than spaces */
    Attempt<Outcome> begin(boolean taken) {
        Addresses.requireAllowedName(at.type(), at.shortname().value());
        if (at.type() != ResourceType.SPACE && !context.lookups().exists(at.space())) {
            throw Addresses.invalidSpace(at.space().value());
        }
        boolean space = at.type() == ResourceType.SPACE;
        Optional<StoredEntry> current = space || taken ? context.store().find(at) : Optional.empty();
        if (taken && current.isEmpty()) {
            throw DmartException.Conflict.alreadyExists(at.shortname().value());
        }
        if (current.isEmpty() && !source.whole()) {
            throw DmartException.NotFound.entry();
        }
        return new Attempt<>() {
            @Override
            public Optional<HookDispatcher.Call> hookCall() {
                return Optional.empty();
            }

            @Override
            public Plan<Outcome> plan(Optional<WireRecord> proposed) {
                return planned(current);
            }
        };
    }

    private Plan<Outcome> planned(Optional<StoredEntry> current) {
        List<ChangeOp> ops = new ArrayList<>();
        JsonObject before = current.map(c -> c.entry().meta()).orElse(JsonObject.EMPTY);
        Optional<NewPayload> payload = source.whole() ? payloads.of(source.entry(), current) : Optional.empty();
        JsonObject after = source.whole() ? put(ops, source.entry(), current, payload) : before;
        boolean written = !ops.isEmpty();
        List<Left> left = new ArrayList<>();
        List<EntryEvent> events = new ArrayList<>();
        if (written || caller.silent()) {
            events.add(told.event(at, current, after, payload));
        }
        int attachments = attachments(ops, left, events);
        int lines = history(ops);
        left.addAll(payloads.left());
        Outcome outcome = new Outcome(written, attachments, lines, left);
        if (ops.isEmpty()) {
            return Plan.nothing(outcome);
        }
        Guard guard = Guard.ofImport(context, at, before, after, payload.flatMap(NewPayload::tree));
        Optional<JsonRaw> body =
                source.whole() ? payload.flatMap(NewPayload::raw) : current.flatMap(StoredEntry::jsonBody);
        StoredEntry stored = new StoredEntry(new Entry(at, after), body, Optional.empty(), "");
        return new Plan<>(
                Optional.of(new Change(ops, events, false)),
                UniqueFields.claims(guard.claims(claims()), current, stored),
                guard,
                AccountRules.apply(at.type()),
                () -> context.rules().accounts().tellSessions(at, before, after, false),
                outcome);
    }

    private int attachments(List<ChangeOp> ops, List<Left> left, List<EntryEvent> events) {
        int before = ops.size();
        for (StoredEntry attachment : source.attachments()) {
            Locator where = attachment.at();
            if (Addresses.isStorable(where.type())) {
                Optional<StoredEntry> there = context.store().find(where);
                int without = ops.size();
                Optional<NewPayload> payload = payloads.of(attachment, there);
                JsonObject after = put(ops, attachment, there, payload);
                if (ops.size() > without) {
                    told.ofAttachment(where, there, after, payload).ifPresent(events::add);
                }
            } else {
                left.add(new Left(where, "Attachments of type " + where.type().wire() + " are not stored"));
            }
        }
        return ops.size() - before;
    }

    /** Adds what has to be written of an entry or attachment, if anything. @return its meta afterwards */
    private JsonObject put(
            List<ChangeOp> ops, StoredEntry entry, Optional<StoredEntry> current, Optional<NewPayload> payload) {
        payload.ifPresent(p -> ChangeRules.requireSchema(entry.at().space(), p, schemas));
        JsonObject meta = meta(entry.entry(), current, payload);
        if (current.isPresent() && isSame(current.get(), meta)) {
            return current.get().entry().meta();
        }
        PayloadChange file = payload.map(NewPayload::file).orElseGet(PayloadChange.Keep::new);
        JsonObject sealed = Checksums.seal(meta);
        ops.add(new ChangeOp.PutEntry(entry.at(), sealed, file, current.isEmpty()));
        return sealed;
    }

    /** The meta holds the checksum of the payload, so that an equal one stands for equal bytes. */
    private static boolean isSame(StoredEntry current, JsonObject meta) {
        return current.entry().meta().without(Checksums.VERSION).equals(meta.without(Checksums.VERSION));
    }

    private JsonObject meta(Entry entry, Optional<StoredEntry> current, Optional<NewPayload> payload) {
        MetaClass known = MetaClass.of(entry.type());
        JsonObject.Builder out = JsonObject.builder();
        for (Map.Entry<String, JsonValue> member : entry.meta().members().entrySet()) {
            String name = member.getKey();
            Optional<MetaField> field = known.field(name);
            if (WireForm.FOREIGN.contains(name) || member.getValue().isNull()) {
                continue;
            }
            if (name.equals("payload")) { // in its place: the order counts for the version
                payload.ifPresent(p -> out.put(name, p.json()));
                continue;
            }
            (field.isPresent() ? MetaValues.imported(field.get(), member.getValue()) : Optional.of(member.getValue()))
                    .ifPresent(v -> out.put(name, v));
        }
        if (!out.has("payload")) {
            payload.ifPresent(p -> out.put("payload", p.json()));
        }
        for (String name : NEVER_ABSENT.getOrDefault(entry.type(), List.of())) {
            if (!out.has(name)) {
                out.put(name, JsonArray.EMPTY);
            }
        }
        AccountRules accounts = context.rules().accounts();
        if (entry.meta().string(PASSWORD).filter(accounts::isUsable).isEmpty()) {
            out.remove(PASSWORD);
        }
        if (entry.type() == ResourceType.USER) {
            keepSecrets(out, current.map(c -> c.entry().meta()).orElse(JsonObject.EMPTY));
        }
        return completed(out, entry, current);
    }

    /** Most archives are made without them, so that one that has none says nothing about what is stored. */
    private static void keepSecrets(JsonObject.Builder out, JsonObject stored) {
        WireForm.SECRETS_OF_USERS.forEach(name -> keep(out, stored, name));
        keep(out, stored, WireForm.NOTES);
    }

    private static void keep(JsonObject.Builder out, JsonObject stored, String name) {
        if (!out.has(name)) {
            stored.get(name).ifPresent(value -> out.put(name, value));
        }
    }

    /** The path is the authority for the name; what every entry has is there. */
    private JsonObject completed(JsonObject.Builder out, Entry entry, Optional<StoredEntry> current) {
        Optional<String> changed = entry.meta().string("updated_at"); // it was there then
        out.put("shortname", entry.at().shortname().value());
        if (!Names.isUuid4(entry.uuid())) {
            out.put(
                    "uuid",
                    current.map(c -> c.entry().uuid())
                            .filter(Names::isUuid4)
                            .orElseGet(() -> UUID.randomUUID().toString()));
        }
        if (!out.has("created_at") || !out.has("updated_at")) {
            String now = context.facts().now();
            for (String time : List.of("created_at", "updated_at")) {
                if (!out.has(time)) {
                    out.put(
                            time,
                            current.flatMap(c -> c.entry().meta().string(time))
                                    .or(() -> changed)
                                    .orElse(now));
                }
            }
        }
        if (entry.owner().isEmpty()) {
            out.put("owner_shortname", new JsonString(ManagementSpace.ADMIN.value()));
        }
        return out.build();
    }

    private int history(List<ChangeOp> ops) {
        int before = ops.size();
        for (HistoryRecord line :
                unknown(source.history(), seen -> context.store().history(at, line -> isSeen(seen, line)))) {
            ops.add(new ChangeOp.AppendHistory(at, kept(line)));
        }
        for (HistoryRecord line : unknown(
                source.attachmentHistory(),
                seen -> context.store().attachmentHistory(at).forEach(line -> seen.add(line.uuid())))) {
            ops.add(attachmentLine(kept(line)));
        }
        return ops.size() - before;
    }

    /** What other servers wrote into a line that none of ours has: tokens among the headers, hashes in the difference. */
    private static HistoryRecord kept(HistoryRecord line) {
        return new HistoryRecord(Secrets.masked(line.json()));
    }

    /**
     * Lines with a uuid that no stored one has.
     *
     * @param stored adds the uuids of the stored ones, whose lines may be many
     */
    private static List<HistoryRecord> unknown(List<HistoryRecord> lines, Consumer<Set<String>> stored) {
        if (lines.isEmpty()) {
            return List.of();
        }
        Set<String> there = new HashSet<>();
        stored.accept(there);
        return lines.stream()
                .filter(line -> !line.uuid().isEmpty() && there.add(line.uuid()))
                .toList();
    }

    private static boolean isSeen(Set<String> seen, HistoryRecord line) {
        seen.add(line.uuid());
        return true;
    }

    /** The line goes into the log of all attachments, also if it does not say which one it is about. */
    private ChangeOp.AppendHistory attachmentLine(HistoryRecord line) {
        String[] parts = line.attachment().orElse("").split("/", 2);
        Optional<ResourceType> type = ResourceType.of(parts[0]).filter(ResourceType::isAttachment);
        return type.isPresent() && parts.length == 2 && Names.isShortname(parts[1])
                ? new ChangeOp.AppendHistory(at.attachment(type.get(), new Shortname(parts[1])), line)
                : new ChangeOp.AppendHistory(at.attachment(ResourceType.COMMENT, at.shortname()), line.aboutUnknown());
    }
}
