package cc.dmart.core.internal.entry.command;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.Entry;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.Payload;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.storage.Change;
import cc.dmart.api.storage.ChangeOp;
import cc.dmart.api.storage.PayloadChange;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.entry.form.Checksums;
import cc.dmart.core.internal.entry.form.HistoryDiff;
import cc.dmart.core.internal.entry.pipeline.Claim;
import cc.dmart.core.internal.entry.pipeline.Command.Plan;
import cc.dmart.core.internal.entry.rules.AccountRules;
import cc.dmart.core.internal.entry.rules.CommandContext;
import cc.dmart.core.internal.entry.rules.Guard;
import cc.dmart.core.internal.entry.rules.NewPayload;
import cc.dmart.core.internal.entry.rules.PayloadRules;
import cc.dmart.core.internal.entry.rules.UniqueFields;
import cc.dmart.core.internal.meta.MetaDefaults;
import cc.dmart.core.internal.meta.Versions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Turns a new version of an existing entry into a change with history line, {@code update} event and activity line
 * ({@code storage.md} 3.3, {@code plugins-events.md} 1.3). For one thread.
 */
public final class EditPlan {
    /** Cause of the change that a login makes. */
    public static final String LOGIN = "login";

    private static final String CAUSE = "cause";

    private final CommandContext context;
    private final Caller caller;
    private final StoredEntry current;
    private final Locator at;
    private Optional<NewPayload> payload = Optional.empty();
    private JsonObject named = JsonObject.EMPTY;
    private ActionType action = ActionType.UPDATE;
    private JsonObject extra = JsonObject.EMPTY;
    private JsonObject noted = JsonObject.EMPTY;
    private boolean isOfServer;
    private boolean quiet;
    private boolean enabling;

    public EditPlan(CommandContext context, Caller caller, StoredEntry current) {
        this.context = context;
        this.caller = caller;
        this.current = current;
        this.at = current.at();
    }

    /** What becomes of the payload. */
    public EditPlan payload(Optional<NewPayload> change) {
        payload = change;
        return this;
    }

    /** What the request names; only that is in the history line. */
    public EditPlan named(JsonObject attributes) {
        named = attributes;
        return this;
    }

    /** Leaves the sessions of an account alone: a renewed hash is no new password. */
    public EditPlan quietly(boolean leaveSessions) {
        quiet = leaveSessions;
        return this;
    }

    /** Notes that the request switches an account on, which it may be already: what keeps it out for a time ends. */
    EditPlan enabling(boolean asked) {
        enabling = asked;
        return this;
    }

    /** What the difference says besides, in its form. */
    public EditPlan noting(JsonObject more) {
        noted = more;
        return this;
    }

    /** The action that is told; attributes of the event beside the difference. */
    public EditPlan tell(ActionType told, JsonObject attributes) {
        action = told;
        extra = attributes;
        return this;
    }

    /** What the server does by itself, and why. */
    public EditPlan because(String cause) {
        isOfServer = true;
        return tell(ActionType.UPDATE, cause(cause));
    }

    /**
     * The plan.
     *
     * @param edited the meta as it is to be, without time and version token
     * @param result makes the answer of the entry as it will be
     */
    public <T> Plan<T> of(JsonObject edited, List<Claim> claims, Function<StoredEntry, T> result) {
        if (!isOfServer) { // which leaves a payload that it does not know alone
            PayloadRules.requireKnown(current);
        }
        String time = context.facts().now();
        if (payload.isEmpty()) {
            payload = PayloadRules.repair(current);
            if (payload.isPresent()
                    && !current.entry().payload().flatMap(Payload::body).isPresent()) {
                named = named.with("payload", JsonArray.EMPTY); // nobody stored what it has now
            }
        }
        JsonObject.Builder out = MetaDefaults.withUuid(edited).toBuilder();
        payload.ifPresent(p -> out.put("payload", p.json()));
        if (payload.filter(p -> p.json().isEmpty()).isPresent()) {
            out.remove("payload");
        }
        JsonObject meta = Checksums.seal(out.put("updated_at", time)
                .put("shortname", at.shortname().value())
                .build());
        JsonObject before = current.entry().meta();
        List<List<String>> unique = Guard.rulesOf(context, at, meta);
        Optional<JsonValue> oldBody = Optional.empty();
        if (!unique.isEmpty() || payload.flatMap(NewPayload::tree).isPresent()) {
            oldBody = payload.flatMap(NewPayload::before)
                    .or(() -> PayloadRules.storedTree(current, true))
                    .map(o -> (JsonValue) o);
        }
        Optional<JsonValue> newBody = payload.flatMap(NewPayload::tree).or(oldBodyIfKept(oldBody));
        Guard guard = Guard.of(context, at, Versions.withBody(before, oldBody), meta, newBody);
        Change change = change(before, meta, oldBody, newBody, time);
        StoredEntry after = stored(meta);
        return new Plan<>(
                Optional.of(change),
                UniqueFields.claims(guard.claims(claims), Optional.of(current), after),
                guard,
                AccountRules.touchesAccess(at.type(), before, meta),
                quiet ? () -> {} : () -> context.rules().accounts().tellSessions(at, before, meta, enabling),
                result.apply(after));
    }

    private Supplier<Optional<JsonValue>> oldBodyIfKept(Optional<JsonValue> oldBody) {
        return () -> payload.isEmpty() || payload.get().raw().isPresent() ? oldBody : Optional.empty();
    }

    private StoredEntry stored(JsonObject meta) {
        if (payload.isEmpty() || payload.get().append().isPresent()) {
            return new StoredEntry(new Entry(at, meta), current.jsonBody(), current.payloadFile(), "");
        }
        return new StoredEntry(
                new Entry(at, meta), payload.get().raw(), payload.get().fileName(), "");
    }

    private Change change(
            JsonObject before, JsonObject meta, Optional<JsonValue> oldBody, Optional<JsonValue> newBody, String time) {
        List<ChangeOp> ops = new ArrayList<>();
        ops.add(new ChangeOp.PutEntry(at, meta, file(before, meta), false));
        payload.flatMap(NewPayload::append).ifPresent(item -> ops.add(new ChangeOp.AppendLog(at, item)));
        JsonObject diff = at.type() == ResourceType.LOG
                ? JsonObject.EMPTY
                : HistoryDiff.of(named, Versions.withBody(before, oldBody), Versions.withBody(meta, newBody))
                        .toBuilder()
                        .putAll(noted)
                        .build();
        if (!diff.isEmpty()) {
            ops.add(new ChangeOp.AppendHistory(at, context.facts().history(caller, at, meta, diff, time)));
        }
        JsonObject.Builder told = extra.toBuilder();
        if (action == ActionType.UPDATE || action == ActionType.PROGRESS_TICKET) {
            // what a client sends along is not for every listener, and of logs nobody compares the versions
            if (!isLogin() && at.type() != ResourceType.LOG) {
                told.put(EntryEvent.DIFF, diff);
            }
            if (at.type() == ResourceType.TICKET) {
                meta.get("state").ifPresent(s -> told.put("state", s));
            }
        }
        boolean created = action == ActionType.CREATE; // a file that replaces one is told as a new one
        if (created) {
            payload.ifPresent(p -> told.put("payload", p.told()));
        }
        context.log(ops, caller, action, at, meta, created ? told.build() : diff, time);
        return new Change(ops, List.of(context.facts().event(caller, action, at, meta, told.build(), time)), false);
    }

    private boolean isLogin() {
        return extra.equals(cause(LOGIN));
    }

    /** What becomes of the payload file: one that would be written as it is stays. */
    private PayloadChange file(JsonObject before, JsonObject meta) {
        PayloadChange file = payload.map(NewPayload::file).orElseGet(PayloadChange.Keep::new);
        boolean same = file instanceof PayloadChange.Bytes bytes
                && bytes.replaces().isEmpty()
                && current.payloadFile().equals(Optional.of(bytes.fileName()))
                && current.jsonBody()
                        .filter(raw -> Arrays.equals(raw.utf8(), bytes.bytes()))
                        .isPresent()
                && checksum(before).equals(checksum(meta));
        return same ? new PayloadChange.Keep() : file;
    }

    private static Optional<String> checksum(JsonObject meta) {
        return meta.object("payload").flatMap(p -> p.string("checksum"));
    }

    /** An attribute that says why. */
    static JsonObject cause(String text) {
        return text.isEmpty()
                ? JsonObject.EMPTY
                : JsonObject.builder().put(CAUSE, new JsonString(text)).build();
    }
}
