package cc.dmart.core.internal.query;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.WireRecord;
import cc.dmart.core.internal.event.HookDispatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Somebody who wants to know of queries, and keeps what it is told. */
final class Told implements HookDispatcher {
    final List<Call> calls = new ArrayList<>();
    final List<EntryEvent> events = new ArrayList<>();
    boolean wanted = true;
    boolean veto;

    @Override
    public Optional<WireRecord> before(Call call) {
        calls.add(call);
        if (veto) {
            throw new DmartException.Vetoed(400, "request", 402, "no", List.of());
        }
        return call.proposed();
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
