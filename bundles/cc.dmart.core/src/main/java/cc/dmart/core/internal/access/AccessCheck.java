package cc.dmart.core.internal.access;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** {@code pass(k)} of {@code security.md} 3.5 for one request. For one thread. */
final class AccessCheck implements Predicate<Grant> {
    private final ActionType action;
    private final boolean free;
    private final boolean active;
    private final boolean own;
    private final Optional<JsonObject> written;
    private @Nullable Map<String, JsonValue> leaves;

    /**
     * A check.
     *
     * @param enforced whether conditions count also where the endpoint's gate lets them be: rows of a query
     * @param active   whether the entry is active
     * @param own      whether it is the actor's own
     * @param written  attributes of a create, update or progress
     */
    AccessCheck(ActionType action, boolean enforced, boolean active, boolean own, Optional<JsonObject> written) {
        this.action = action;
        this.free = !enforced && (action == ActionType.CREATE || action == ActionType.QUERY);
        this.active = active;
        this.own = own;
        boolean writes =
                action == ActionType.CREATE || action == ActionType.UPDATE || action == ActionType.PROGRESS_TICKET;
        this.written = writes ? written : Optional.empty();
    }

    @Override
    public boolean test(Grant grant) {
        return grant.names(action)
                && (free || grant.conditionsMet(active, own))
                && (written.isEmpty()
                        || grant.rules().isEmpty()
                        || grant.rules().permit(leaves(written.get())));
    }

    private Map<String, JsonValue> leaves(JsonObject attributes) {
        if (leaves == null) {
            leaves = FieldRules.flatten(attributes);
        }
        return leaves;
    }
}
