package cc.dmart.core.internal.query;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.Timestamps;
import cc.dmart.api.service.EntryQuery;
import cc.dmart.core.internal.entry.form.EventIds;
import cc.dmart.core.internal.entry.form.Secrets;
import cc.dmart.core.internal.event.HookDispatcher;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Tells plugins of questions, before and after, while any of them wants to know ({@code plugins-events.md} 1.2, 1.3). Questions
 * are in no journal. Thread-safe.
 */
final class QueryEvents {
    private static final Shortname NOBODY = new Shortname("query");

    private final Clock clock;
    private final ZoneId zone;

    QueryEvents(Clock clock, ZoneId zone) {
        this.clock = clock;
        this.zone = zone;
    }

    /** Asks the hooks. @return what to tell afterwards. @throws cc.dmart.api.model.DmartException.Vetoed if one refuses */
    Asked before(HookDispatcher hooks, Caller caller, EntryQuery query) {
        // a question has neither name nor type; hooks do not see those of the address
        Locator at = new Locator(query.space(), query.subpath(), NOBODY, ResourceType.CONTENT);
        HookDispatcher.Call call = new HookDispatcher.Call(
                caller,
                ActionType.QUERY,
                at,
                Optional.empty(),
                Optional.empty(),
                attributes(query),
                Optional.of(query.raw()));
        return new Asked(hooks, hooks.before(call), query.total());
    }

    /** A question that was asked; its attributes are what hooks left. For one thread. */
    final class Asked {
        private final HookDispatcher hooks;
        private final HookDispatcher.Call call;
        private final boolean counted;

        private Asked(HookDispatcher hooks, HookDispatcher.Call call, boolean counted) {
            this.hooks = hooks;
            this.call = call;
            this.counted = counted;
        }

        /** Tells the listeners of the answer. */
        void after(long total, long returned) {
            JsonObject attributes = Secrets.without(call.attributes()).toBuilder()
                    .put("total", total)
                    .put("returned", returned)
                    .build();
            Instant now = clock.instant();
            hooks.told(List.of(new EntryEvent(
                    EventIds.next(now.toEpochMilli()),
                    0,
                    call.at().space().value(),
                    call.at().subpath().slashed(),
                    Optional.empty(),
                    ActionType.QUERY,
                    Optional.empty(),
                    Optional.empty(),
                    attributes,
                    call.caller().user(),
                    Timestamps.format(now, zone),
                    call.caller().requestId(),
                    Optional.empty(),
                    call.caller().cause(),
                    call.caller().depth())));
        }

        /** Rows of which the listeners are told when they were handed over for the first time. */
        QueryRows.Rows afterFirst(QueryRows.Rows rows, LongSupplier total) {
            return new QueryRows.Rows() {
                private boolean told;

                @Override
                public <E extends Exception> void each(QueryRows.Taker<E> taker) throws E {
                    long[] returned = {0};
                    rows.each(record -> {
                        taker.take(record);
                        returned[0]++;
                    });
                    if (!told) {
                        told = true;
                        after(counted ? total.getAsLong() : -1, returned[0]);
                    }
                }
            };
        }
    }

    private static JsonObject attributes(EntryQuery query) {
        return JsonObject.builder()
                .put(
                        "filter_shortnames",
                        JsonArray.ofStrings(
                                query.filterShortnames().stream().sorted().toList()))
                .put("type", query.type().wire())
                .put("search", query.search())
                .build();
    }
}
