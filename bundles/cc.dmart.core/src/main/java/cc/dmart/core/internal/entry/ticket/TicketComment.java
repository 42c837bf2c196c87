package cc.dmart.core.internal.entry.ticket;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.WireRecord;
import cc.dmart.core.internal.entry.command.CreateCommand;
import cc.dmart.core.internal.entry.pipeline.Command.Attempt;
import cc.dmart.core.internal.entry.pipeline.Command.Plan;
import cc.dmart.core.internal.entry.rules.CommandContext;
import cc.dmart.core.internal.event.HookDispatcher;
import java.util.Optional;
import java.util.UUID;

/**
 * The comment that a progress leaves: an attachment made as if it were asked for on its own ({@code plugins-events.md} 4.4
 * step 12). Whatever stands against it is 400 with code 430, and the ticket stays as it is. For one thread.
 */
final class TicketComment {
    private static final int MAX_PER_SECOND = 10_000;

    private final Attempt<WireRecord> attempt;
    private final String shortname;

    private TicketComment(Attempt<WireRecord> attempt, String shortname) {
        this.attempt = attempt;
        this.shortname = shortname;
    }

    /**
     * Begins a comment on a ticket that goes to a state. Its name is {@code c_<yyyyMMddHHmmss>}, with a number behind it for
     * further ones of the same second.
     *
     * @throws DmartException.Invalid 430
     */
    static TicketComment begin(CommandContext context, Caller caller, Locator ticket, String text, String state) {
        String base = "c_" + context.facts().now().replaceAll("\\D", "").substring(0, 14);
        for (int n = 1; ; n++) {
            String name = n == 1 ? base : base + "_" + n;
            try {
                return new TicketComment(
                        create(context, caller, ticket, name, body(text, state)).begin(), name);
            } catch (DmartException e) {
                if (e.code() != ErrorCode.SHORTNAME_ALREADY_EXIST || n == MAX_PER_SECOND) {
                    throw failed(e);
                }
            }
        }
    }

    private static CreateCommand create(
            CommandContext context, Caller caller, Locator ticket, String name, JsonObject body) {
        Locator at = ticket.attachment(ResourceType.COMMENT, new Shortname(name));
        JsonObject payload = JsonObject.builder()
                .put("content_type", "comment")
                .put("body", body)
                .build();
        WireRecord record = WireRecord.of(
                ResourceType.COMMENT,
                name,
                at.subpath().wire(),
                JsonObject.builder()
                        .put("is_active", true)
                        .put("payload", payload)
                        .build());
        return new CreateCommand(context, caller, at, record, UUID.randomUUID().toString(), Optional.empty());
    }

    private static JsonObject body(String text, String state) {
        return JsonObject.builder().put("body", text).put("state", state).build();
    }

    String shortname() {
        return shortname;
    }

    Optional<HookDispatcher.Call> hookCall() {
        return attempt.hookCall();
    }

    /** The change that leaves it. @throws DmartException.Invalid 430 */
    Plan<WireRecord> plan(Optional<WireRecord> proposed) {
        try {
            return attempt.plan(proposed);
        } catch (DmartException e) {
            throw failed(e);
        }
    }

    private static DmartException failed(DmartException e) {
        return e.status() >= 500 ? e : DmartException.Invalid.request(ErrorCode.SOMETHING_WRONG, e.text());
    }
}
