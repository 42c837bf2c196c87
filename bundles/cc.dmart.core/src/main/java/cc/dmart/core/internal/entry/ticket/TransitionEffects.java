package cc.dmart.core.internal.entry.ticket;

import cc.dmart.api.model.Entry;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.RequestType;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Ticket;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.entry.command.UpdateCommand;
import cc.dmart.core.internal.entry.rules.CommandContext;
import cc.dmart.core.internal.entry.rules.NewPayload;
import cc.dmart.core.internal.entry.rules.PayloadRules;
import cc.dmart.core.internal.entry.rules.TicketRules;
import cc.dmart.core.internal.ticket.Workflow;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a transition does to a ticket beside its state: {@code set} and {@code assign_to} of {@code plugins-events.md} 4.7.
 * Thread-safe.
 *
 * <p>{@code assign_to} is {@code reporter} (the account that {@code reporter.name} names), a key of {@code collaborators}, or an
 * account.
 */
final class TransitionEffects {
    private static final Set<String> OWN =
            Set.of("state", "is_open", "workflow_shortname", "resolution_reason", Workflow.LIMIT);

    private final CommandContext context;
    private final StoredEntry current;
    private final Workflow.Transition transition;
    private final JsonObject fields;

    TransitionEffects(CommandContext context, StoredEntry current, Workflow.Transition transition) {
        this.context = context;
        this.current = current;
        this.transition = transition;
        JsonObject all = JsonObject.EMPTY;
        for (var member : transition.set().members().entrySet()) {
            all = with(all, List.of(member.getKey().split("\\.")), member.getValue());
        }
        for (String name : OWN) {
            all = all.without(name);
        }
        this.fields = all;
    }

    private static JsonObject with(JsonObject object, List<String> path, JsonValue value) {
        String name = path.get(0);
        if (path.size() == 1) {
            return object.with(name, value);
        }
        JsonObject inner = object.object(name).orElse(JsonObject.EMPTY);
        return object.with(name, with(inner, path.subList(1, path.size()), value));
    }

    /** The fields that are set, like the attributes of an update. */
    JsonObject fields() {
        return fields;
    }

    /** What becomes of the payload. @throws DmartException.Invalid if it breaks its schema then */
    Optional<NewPayload> payload() {
        Optional<NewPayload> out = fields.has("payload")
                ? PayloadRules.update(current, fields.get("payload"), RequestType.PATCH)
                : Optional.empty();
        out.ifPresent(p -> context.rules().requireLegal(current.at(), p));
        return out;
    }

    /** The meta with the fields set. */
    JsonObject applied(JsonObject meta) {
        return UpdateCommand.merged(current.at(), meta, fields);
    }

    /** The new owner. @throws DmartException.Invalid {@code E(400,transition,300)} if it is nobody */
    Optional<JsonString> owner() {
        return transition.assignTo().map(who -> {
            Ticket ticket = new Ticket(current.entry());
            String name = who.equals("reporter")
                    ? ticket.reporter().flatMap(r -> r.string("name")).orElse("")
                    : ticket.collaborators().string(who).orElse(who);
            boolean active = context.rules()
                    .accounts()
                    .find(ResourceType.USER, name)
                    .map(StoredEntry::entry)
                    .filter(Entry::isActive)
                    .isPresent();
            if (!active) {
                throw TicketRules.refused(ErrorCode.INVALID_TICKET_STATUS, "The ticket cannot be assigned to " + who);
            }
            return new JsonString(name);
        });
    }
}
