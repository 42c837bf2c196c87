package cc.dmart.core.internal.entry.rules;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.ContentType;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.ErrorType;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.Names;
import cc.dmart.api.model.Payload;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.entry.pipeline.ChangeFacts;
import cc.dmart.core.internal.ticket.Workflow;
import cc.dmart.core.internal.ticket.WorkflowCheck;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Workflows as entries, and the roles that they ask for ({@code plugins-events.md} 4.2 to 4.4). Thread-safe. */
public final class TicketRules {
    private static final List<Subpath> PLACES =
            List.of(new Subpath("workflows"), new Subpath("workflow"), Subpath.ROOT);

    private static final String LOGGED_IN = "logged_in";

    private final EntryStore store;
    private final AccountRules accounts;

    TicketRules(EntryStore store, AccountRules accounts) {
        this.store = store;
        this.accounts = accounts;
    }

    /**
     * The state that a ticket begins in, open unless the workflow ends there.
     *
     * @throws DmartException.NotFound {@code E(404,db,220)} without the workflow
     * @throws DmartException.Invalid  400 with 404 for a workflow without a body, with 401 if no state is open to the caller
     */
    public Start start(Caller caller, SpaceName space, String workflow) {
        if (!Names.isShortname(workflow)) {
            throw MetaValues.wrong("workflow_shortname", "shortname");
        }
        Workflow found = body(find(space, workflow))
                .orElseThrow(
                        () -> DmartException.Invalid.request(ErrorCode.SHORTNAME_DOES_NOT_EXIST, "Workflow not found"));
        String state = found.initialFor(rolesOf(caller))
                .orElseThrow(() -> DmartException.Invalid.request(
                        ErrorCode.NOT_ALLOWED, "The user does not have the required roles to create this ticket"));
        return new Start(state, found.state(state).map(Workflow.State::isOpen).orElse(true));
    }

    /** Where a ticket begins. */
    public record Start(String state, boolean open) {}

    /**
     * The workflow of a ticket.
     *
     * @throws DmartException.NotFound {@code E(404,db,220)} without the workflow
     * @throws DmartException.Invalid  {@code E(400,ticket,218)} for a workflow without a body
     */
    public Workflow workflow(SpaceName space, String name) {
        if (!Names.isShortname(name)) {
            throw DmartException.NotFound.entry();
        }
        return body(find(space, name))
                .orElseThrow(() -> new DmartException.Invalid(
                        400,
                        ErrorType.TICKET,
                        ErrorCode.WORKFLOW_BODY_NOT_FOUND,
                        "Workflow body not found",
                        List.of()));
    }

    private StoredEntry find(SpaceName space, String name) {
        return lookUp(space, name).orElseThrow(DmartException.NotFound::entry);
    }

    private Optional<StoredEntry> lookUp(SpaceName space, String name) {
        for (Subpath place : PLACES) {
            Optional<StoredEntry> found =
                    store.find(new Locator(space, place, new Shortname(name), ResourceType.CONTENT));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /**
     * The meta of a ticket that enters a state, with the time that its workflow allows there ({@code plugins-events.md} 4.7):
     * {@code sla} with {@code state}, {@code action} and {@code due}, or none.
     */
    public JsonObject timed(SpaceName space, JsonObject meta, ChangeFacts facts) {
        String state = meta.string("state").orElse("");
        Optional<Workflow.Limit> limit = meta.string("workflow_shortname")
                .filter(name -> Names.isShortname(name) && meta.bool("is_open").orElse(true))
                .flatMap(name -> lookUp(space, name))
                .flatMap(TicketRules::body)
                .flatMap(workflow -> workflow.state(state))
                .flatMap(Workflow.State::limit);
        if (limit.isEmpty()) {
            return meta.without(Workflow.LIMIT);
        }
        return meta.with(
                Workflow.LIMIT,
                JsonObject.builder()
                        .put("state", state)
                        .put("action", limit.get().action())
                        .put("due", facts.in(limit.get().time()))
                        .build());
    }

    /** The same after a change that need not have been one of state. */
    public JsonObject timed(SpaceName space, JsonObject before, JsonObject after, ChangeFacts facts) {
        boolean same = List.of("state", "is_open", "workflow_shortname").stream()
                .allMatch(name -> before.get(name).equals(after.get(name)));
        return same ? after : timed(space, after, facts);
    }

    private static Optional<Workflow> body(StoredEntry entry) {
        return PayloadRules.storedTree(entry, true).map(Workflow::of);
    }

    /**
     * A workflow that is stored is sound, wherever tickets look for it.
     *
     * @throws DmartException.Invalid {@code E(400,validation,422)} with what is wrong
     */
    void requireSound(Locator at, NewPayload payload) {
        if (at.type() != ResourceType.CONTENT
                || !PLACES.contains(at.subpath())
                || !new Payload(payload.json()).contentType().equals(Optional.of(ContentType.JSON))) {
            return;
        }
        JsonObject body = payload.tree().flatMap(JsonValue::asObject).orElse(JsonObject.EMPTY);
        boolean other = at.subpath().isRoot() && !(body.has("initial_state") && body.has("states"));
        if (other) {
            return; // beside the folders lies content of every kind
        }
        List<JsonObject> problems = WorkflowCheck.problems(body);
        if (!problems.isEmpty()) {
            String all = problems.stream()
                    .map(problem -> problem.string("msg").orElse(""))
                    .collect(Collectors.joining("; "));
            throw DmartException.Invalid.schema("The workflow is not sound: " + all, problems);
        }
    }

    /** The roles that transitions look at ({@code security.md} 3.3 step 2). */
    public Set<String> rolesOf(Caller caller) {
        Set<String> out = new HashSet<>();
        if (!caller.isAnonymous()) {
            out.add(LOGGED_IN);
        }
        accounts.find(ResourceType.USER, caller.user()).ifPresent(user -> {
            out.addAll(user.entry().meta().strings("roles"));
            for (String group : user.entry().meta().strings("groups")) {
                accounts.find(ResourceType.GROUP, group)
                        .filter(g -> g.entry().isActive())
                        .ifPresent(g -> out.addAll(g.entry().meta().strings("roles")));
            }
        });
        return out;
    }

    /** An error of type {@code transition}. */
    public static DmartException.Invalid refused(int code, String text) {
        return new DmartException.Invalid(400, ErrorType.TRANSITION, code, text, List.of());
    }
}
