package cc.dmart.core.internal.query;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonObject;
import cc.dmart.core.internal.event.HookDispatcher;
import java.util.ArrayList;
import java.util.List;

/** Somebody who wants to know of queries, and keeps what it is told. */
public final class Told implements HookDispatcher {
    final List<Call> calls = new ArrayList<>();
    final List<EntryEvent> events = new ArrayList<>();
    boolean wanted = true;
    boolean veto;

    @Override
    public Call before(Call call) {
        calls.add(call);
        if (veto) {
            throw new DmartException.Vetoed(400, "request", 402, "no", List.of());
        }
        JsonObject noted =
                JsonObject.builder().put("asked", true).put("password", "p").build();
        JsonObject notes = JsonObject.builder().put("sample", noted).build();
        return new Call(
                call.caller(),
                call.action(),
                call.at(),
                call.current(),
                call.proposed(),
                call.attributes().with(NOTES, notes),
                call.query());
    }

    @Override
    public void told(List<EntryEvent> more) {
        events.addAll(more);
    }

    @Override
    public void afterInline(List<EntryEvent> more) {}

    @Override
    public boolean wants(ActionType action) {
        return wanted && action == ActionType.QUERY;
    }
}
