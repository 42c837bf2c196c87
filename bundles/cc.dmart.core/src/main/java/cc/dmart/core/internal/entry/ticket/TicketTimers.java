package cc.dmart.core.internal.entry.ticket;

import cc.dmart.api.index.DocumentKind;
import cc.dmart.api.index.EntryIndex;
import cc.dmart.api.index.ExactField;
import cc.dmart.api.index.FieldTest;
import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.index.IndexRequest;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Timestamps;
import cc.dmart.api.service.TicketService.Step;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.core.internal.CoreThreads;
import cc.dmart.core.internal.ManagementSpace;
import cc.dmart.core.internal.entry.pipeline.Lookups;
import cc.dmart.core.internal.entry.rules.ChangeRules;
import cc.dmart.core.internal.ticket.Workflow;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves tickets on whose time in their state is over ({@code plugins-events.md} 4.7). When that is stands in the ticket, so the
 * index finds those that are due and a restart loses none. The action is taken by the system, past the roles of the
 * transition; one that is refused is tried again after a while. Thread-safe.
 */
@Component(service = TicketTimers.class, immediate = true)
public final class TicketTimers {
    private static final Logger LOG = LoggerFactory.getLogger(TicketTimers.class);
    private static final int PAGE = 100;
    private static final long ROUND_SECONDS = 5;
    private static final int LOOK_ROUNDS = 12;
    private static final Duration AGAIN = Duration.ofMinutes(5);

    private final EntryStore store;
    private final EntryIndex index;
    private final DueTickets tickets;
    private final Lookups lookups;
    private final ZoneId zone;
    private final Clock clock;
    private long seen = -1;
    private int rounds;
    private final Cache<Locator, String> refused =
            Caffeine.newBuilder().expireAfterWrite(AGAIN).maximumSize(10_000).build();
    private final ScheduledExecutorService keeper = CoreThreads.scheduler("dmart-timers");

    /** Timers of the tickets in this store. */
    @Activate
    public TicketTimers(
            @Reference EntryStore store,
            @Reference EntryIndex index,
            @Reference DueTickets tickets,
            @Reference Lookups lookups,
            @Reference ChangeRules rules) {
        this(store, index, tickets, lookups, rules.facts().zone(), Clock.systemUTC());
        Future<?> future = keeper.scheduleWithFixedDelay(this::keep, ROUND_SECONDS, ROUND_SECONDS, TimeUnit.SECONDS);
        LOG.debug("Timers of tickets are {}", future.isCancelled() ? "off" : "on");
    }

    /** Timers by a clock that run only when they are told to. */
    TicketTimers(EntryStore store, EntryIndex index, DueTickets tickets, Lookups lookups, ZoneId zone, Clock clock) {
        this.zone = zone;
        this.store = store;
        this.index = index;
        this.tickets = tickets;
        this.lookups = lookups;
        this.clock = clock;
    }

    private void keep() {
        try {
            run();
        } catch (RuntimeException e) { // the next round finds the same tickets
            LOG.warn("Tickets that are due could not be looked for", e);
        }
    }

    /** One round; none while the index is being built, since it cannot say what is due. */
    void run() {
        if (!index.isUsable()) {
            return;
        }
        if (rounds++ % LOOK_ROUNDS == 0) {
            seen = -1; // tickets that came into the files behind the server's back are counted by nobody
        }
        for (SpaceName space : store.spaces()) {
            int stay = 0;
            List<Locator> page = due(space, stay);
            while (!page.isEmpty()) {
                for (Locator at : page) {
                    stay += moves(at) ? 0 : 1;
                }
                page = page.size() < PAGE ? List.of() : due(space, stay);
            }
        }
    }

    private List<Locator> due(SpaceName space, int offset) {
        long now = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
        IndexQuery query = new IndexQuery.And(List.of(
                IndexQuery.Exact.of(ExactField.TYPE, ResourceType.TICKET.wire()),
                new IndexQuery.Field(
                        Workflow.LIMIT + ".due", new FieldTest.Instants(Long.MIN_VALUE, true, now, true))));
        awaitTickets();
        return index.search(IndexRequest.unfiltered(space, DocumentKind.ENTRY, query, offset, PAGE))
                .hits();
    }

    /**
     * Waits for the index only if a ticket has a new limit since: to make all visible that others change meanwhile costs far more
     * than the search, and there is a round every few seconds.
     */
    private void awaitTickets() {
        long now = lookups.limitedTickets();
        if (now != seen) {
            index.await();
            seen = now;
        }
    }

    /** @return whether the ticket is not due any more */
    private boolean moves(Locator at) {
        Optional<String> action = refused.getIfPresent(at) == null ? action(at) : Optional.empty();
        if (action.isEmpty()) {
            return false;
        }
        try {
            return tickets.progressIf(
                    Caller.system(ManagementSpace.ADMIN.value()),
                    at,
                    new Step(action.get(), Optional.empty(), Optional.empty(), false),
                    meta -> dueAction(meta).equals(action)); // somebody may have moved it since it was looked at
        } catch (DmartException e) {
            LOG.warn("The time of the ticket {} is over, but {} is refused: {}", at, action.get(), e.text());
            refused.put(at, action.get());
            return false;
        }
    }

    /** What the stored ticket says; empty if it is in another state by now, or in the same one anew, whatever the index knows. */
    private Optional<String> action(Locator at) {
        return store.find(at).flatMap(e -> dueAction(e.entry().meta()));
    }

    private Optional<String> dueAction(JsonObject meta) {
        return meta.object(Workflow.LIMIT)
                .filter(limit -> limit.string("state").equals(meta.string("state")))
                .filter(this::isOver)
                .flatMap(limit -> limit.string("action"));
    }

    private boolean isOver(JsonObject limit) {
        return limit.string("due")
                .flatMap(due -> Timestamps.parse(due, zone))
                .filter(due -> !due.isAfter(clock.instant()))
                .isPresent();
    }

    /** Stops the rounds. */
    @Deactivate
    public void stop() {
        keeper.shutdownNow();
    }
}
