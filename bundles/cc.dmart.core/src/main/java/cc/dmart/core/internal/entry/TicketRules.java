package cc.dmart.core.internal.entry;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.Names;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.api.storage.StoredEntry;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The state that a new ticket begins in ({@code plugins-events.md} 4.2, 4.3). Thread-safe. */
final class TicketRules {
    private static final Subpath WORKFLOWS = new Subpath("workflows");
    private static final String LOGGED_IN = "logged_in";
    private static final String DEFAULT = "default";

    private final EntryStore store;
    private final AccountRules accounts;

    TicketRules(EntryStore store, AccountRules accounts) {
        this.store = store;
        this.accounts = accounts;
    }

    /**
     * The first state of a ticket.
     *
     * @throws DmartException.NotFound {@code E(404,db,220)} without the workflow
     * @throws DmartException.Invalid  400 with 404 for a workflow without a body, with 401 if no state is open to the caller
     */
    String initialState(Caller caller, SpaceName space, String workflow) {
        if (!Names.isShortname(workflow)) {
            throw MetaValues.wrong("workflow_shortname", "shortname");
        }
        StoredEntry entry = store.find(new Locator(space, WORKFLOWS, new Shortname(workflow), ResourceType.CONTENT))
                .orElseThrow(DmartException.NotFound::entry);
        JsonObject body = PayloadRules.storedTree(entry, true)
                .orElseThrow(
                        () -> DmartException.Invalid.request(ErrorCode.SHORTNAME_DOES_NOT_EXIST, "Workflow not found"));
        Optional<String> single = body.string("initial_state");
        return single.or(() -> choose(body, rolesOf(caller)))
                .orElseThrow(() -> DmartException.Invalid.request(
                        ErrorCode.NOT_ALLOWED, "The user does not have the required roles to create this ticket"));
    }

    private static Optional<String> choose(JsonObject body, Set<String> roles) {
        Optional<String> fallback = Optional.empty();
        for (JsonValue value : body.array("initial_state").orElse(JsonArray.EMPTY)) {
            JsonObject item = value.asObject().orElse(JsonObject.EMPTY);
            List<String> wanted = item.string("role").map(List::of).orElseGet(() -> item.strings("roles"));
            boolean open = !item.has("role") && !item.has("roles");
            if (fallback.isEmpty() && wanted.contains(DEFAULT)) {
                fallback = item.string("name");
            } else if (open || wanted.stream().anyMatch(roles::contains)) {
                return item.string("name");
            }
        }
        return fallback;
    }

    private Set<String> rolesOf(Caller caller) {
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
}
