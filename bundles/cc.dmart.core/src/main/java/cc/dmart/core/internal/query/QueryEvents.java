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
import cc.dmart.core.internal.entry.EventIds;
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

    /** Asks the hooks. @throws cc.dmart.api.model.DmartException.Vetoed if one refuses */
    void before(HookDispatcher hooks, Caller caller, EntryQuery query) {
        // a question has neither name nor type; hooks do not see those of the address
        Locator at = new Locator(query.space(), query.subpath(), NOBODY, ResourceType.CONTENT);
        hooks.before(new HookDispatcher.Call(
                caller,
                ActionType.QUERY,
                at,
                Optional.empty(),
                Optional.empty(),
                attributes(query).build()));
    }

    /** Tells the listeners of an answer. */
    void after(HookDispatcher hooks, Caller caller, EntryQuery query, long total, long returned) {
        JsonObject attributes =
                attributes(query).put("total", total).put("returned", returned).build();
        Instant now = clock.instant();
        hooks.told(List.of(new EntryEvent(
                EventIds.next(now),
                0,
                query.space().value(),
                query.subpath().slashed(),
                Optional.empty(),
                ActionType.QUERY,
                Optional.empty(),
                Optional.empty(),
                attributes,
                caller.user(),
                Timestamps.format(now, zone),
                caller.requestId(),
                Optional.empty(),
                caller.cause(),
                caller.depth())));
    }

    /** Rows of which the listeners are told when they were handed over for the first time. */
    QueryRows.Rows afterFirst(
            HookDispatcher hooks, Caller caller, EntryQuery query, QueryRows.Rows rows, LongSupplier total) {
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
                    after(hooks, caller, query, query.total() ? total.getAsLong() : -1, returned[0]);
                }
            }
        };
    }

    private static JsonObject.Builder attributes(EntryQuery query) {
        return JsonObject.builder()
                .put(
                        "filter_shortnames",
                        JsonArray.ofStrings(
                                query.filterShortnames().stream().sorted().toList()))
                .put("type", query.type().wire())
                .put("search", query.search());
    }
}
