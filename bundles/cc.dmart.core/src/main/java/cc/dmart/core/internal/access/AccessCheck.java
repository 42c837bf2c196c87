package cc.dmart.core.internal.access;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code pass(k)} of {@code security.md} 3.5 for one request. For one thread. */
final class AccessCheck implements Pass {
    /** What keeps a grant from letting a request through, the later the closer it came. */
    enum Refusal {
        /** The action is not named. */
        ACTION,
        /** A condition does not hold. */
        CONDITION,
        /** A field may not be written, or not with this value. */
        FIELD
    }

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
    public boolean test(Place place, String level, Grant grant) {
        return refusal(grant) == null;
    }

    /** What keeps a grant from letting the request through; null if nothing does. */
    @Nullable
    Refusal refusal(Grant grant) {
        if (!grant.names(action)) {
            return Refusal.ACTION;
        }
        if (!free && !grant.conditionsMet(active, own)) {
            return Refusal.CONDITION;
        }
        if (written.isPresent() && !grant.rules().isEmpty() && grant.rules().forbidden(leaves(written.get())) != null) {
            return Refusal.FIELD;
        }
        return null;
    }

    /** What the refusal is about: the action, the conditions that do not hold, or the field. */
    String detail(Grant grant, Refusal refusal) {
        return switch (refusal) {
            case ACTION -> action.wire();
            case CONDITION -> String.join(", ", grant.unmet(active, own));
            case FIELD -> {
                String field = grant.rules().forbidden(leaves(written.orElse(JsonObject.EMPTY)));
                yield field == null ? "" : field;
            }
        };
    }

    /** Whether the entry is the actor's own. */
    boolean isOwn() {
        return own;
    }

    private Map<String, JsonValue> leaves(JsonObject attributes) {
        if (leaves == null) {
            leaves = FieldRules.flatten(attributes);
        }
        return leaves;
    }
}
