package cc.dmart.core.internal.entry.ticket;

import static cc.dmart.api.model.ResourceType.CONTENT;
import static cc.dmart.api.model.ResourceType.FOLDER;
import static cc.dmart.api.model.ResourceType.TICKET;
import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.index.DocumentKind;
import cc.dmart.api.index.EntryIndex;
import cc.dmart.api.index.ExactField;
import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.index.IndexRequest;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.RequestType;
import cc.dmart.api.service.TicketService.Step;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.core.internal.entry.service.EntryWorld;
import cc.dmart.core.internal.ticket.WorkflowCheck;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tickets that stay in a state longer than their workflow allows ({@code plugins-events.md} 4.7). */
class TicketTimersTest {
    private static final String WORKFLOW = """
            {'initial_state':'new','states':[
              {'state':'new','sla':'PT1H','on_timeout':'escalate','next':[{'action':'take','state':'taken'},
               {'action':'escalate','state':'late','roles':['boss']}]},
              {'state':'taken','sla':'P1D','on_timeout':'drop','next':[{'action':'back','state':'new'},
               {'action':'drop','state':'late','guard':'nobody'}]},
              {'state':'late','next':[]}]}
            """;

    private final EntryWorld world = new EntryWorld();
    private final TicketTimers timers = timers(world.index);

    private TicketTimers timers(EntryIndex index) {
        ZoneId zone = world.context.facts().zone();
        return new TicketTimers(world.store, index, world.tickets, world.context.lookups(), zone, world.time);
    }

    @BeforeEach
    void workflow() {
        world.putJson("shop", "workflows", "limited", CONTENT, WORKFLOW, "");
        world.put("shop", "/", "claims", FOLDER, "{}");
    }

    @AfterEach
    void close() {
        timers.stop();
        world.close();
    }

    private void create(String name, String more) {
        world.done(RequestType.CREATE, TICKET, "claims", name, "{'workflow_shortname':'limited'" + more + "}");
    }

    private JsonObject meta(String name) {
        return world.stored(TICKET, "claims", name).entry().meta();
    }

    private String state(String name) {
        return meta(name).string("state").orElseThrow();
    }

    private void progress(String name, String action) {
        world.tickets.progress(
                Caller.system("dmart"),
                Locator.of("shop", "claims", name, TICKET),
                new Step(action, Optional.empty(), Optional.empty(), false));
    }

    private String due(String name) {
        return meta(name).object("sla").flatMap(s -> s.string("due")).orElse("");
    }

    private void after(Duration time) {
        world.time.pass(time);
        timers.run();
    }

    @Test
    void theActionIsTakenWhenTheTimeIsOver() {
        create("a", "");
        assertThat(meta("a").object("sla").orElseThrow().without("due"))
                .isEqualTo(EntryWorld.json("{'state':'new','action':'escalate'}"));
        assertThat(due("a")).isGreaterThan(meta("a").string("created_at").orElseThrow());
        after(Duration.ofMinutes(59));
        assertThat(state("a")).isEqualTo("new");
        after(Duration.ofMinutes(2));
        assertThat(state("a")).isEqualTo("late");
        assertThat(meta("a").has("sla")).isFalse();
        assertThat(world.hooks.last().action().wire()).isEqualTo("progress_ticket");
        assertThat(world.hooks.last().user()).isEqualTo("dmart");
        long seq = world.store.lastSeq();
        after(Duration.ofDays(9));
        assertThat(world.store.lastSeq()).as("nothing is left to do").isEqualTo(seq);
    }

    private EntryIndex index(BooleanSupplier usable, Consumer<String> calls) {
        return (EntryIndex) Proxy.newProxyInstance(
                EntryIndex.class.getClassLoader(), new Class<?>[] {EntryIndex.class}, (proxy, method, args) -> {
                    if (method.getName().equals("isUsable")) {
                        return usable.getAsBoolean();
                    }
                    calls.accept(method.getName());
                    return method.invoke(world.index, args);
                });
    }

    /** An index that is being built cannot say what is due; that is no fault to tell of every few seconds. */
    @Test
    void withoutAnIndexTimersWait() {
        create("a", "");
        world.time.pass(Duration.ofHours(2));
        AtomicBoolean usable = new AtomicBoolean();
        EntryIndex building = index(usable::get, method -> {
            if (!usable.get()) {
                throw DmartException.Unavailable.now("The index is being built", null);
            }
        });
        TicketTimers waiting = timers(building);
        waiting.run();
        assertThat(state("a")).isEqualTo("new");
        usable.set(true);
        waiting.run();
        assertThat(state("a")).isEqualTo("late");
        waiting.stop();
    }

    /** To make all that others change visible every few seconds would cost an import a good part of its time. */
    @Test
    void onlyTicketsWithALimitMakeARoundWaitForTheIndex() {
        AtomicInteger waits = new AtomicInteger();
        EntryIndex counted = index(() -> true, method -> waits.addAndGet(method.equals("await") ? 1 : 0));
        TicketTimers rounds = timers(counted);
        rounds.run();
        assertThat(waits)
                .as("the first one does: nobody knows what came before")
                .hasValue(1);
        world.done(RequestType.CREATE, CONTENT, "claims", "pen", "{}");
        rounds.run();
        assertThat(waits).hasValue(1);
        create("a", "");
        rounds.run();
        rounds.run();
        assertThat(waits).hasValue(2);
        world.done(RequestType.MOVE, TICKET, "claims", "a", "{'dest_subpath':'claims','dest_shortname':'b'}");
        rounds.run();
        assertThat(waits).hasValue(3);
        for (int i = 0; i < 12; i++) {
            rounds.run();
        }
        assertThat(waits).as("now and then for what nobody counts").hasValue(4);
        rounds.stop();
    }

    /** The index may be behind: a ticket that left its state and came back has all the time again. */
    @Test
    void whatIsStoredSaysWhetherTheTimeIsOver() {
        create("a", "");
        TicketTimers early = timers(behind());
        early.run();
        assertThat(state("a")).isEqualTo("new");
        world.time.pass(Duration.ofMinutes(61));
        early.run();
        assertThat(state("a")).isEqualTo("late");
        early.stop();
    }

    /** An index that takes every ticket for one that is due. */
    private EntryIndex behind() {
        return (EntryIndex) Proxy.newProxyInstance(
                EntryIndex.class.getClassLoader(),
                new Class<?>[] {EntryIndex.class},
                (proxy, method, args) -> method.invoke(
                        world.index,
                        method.getName().equals("search") ? new Object[] {all((IndexRequest) args[0])} : args));
    }

    private static IndexRequest all(IndexRequest asked) {
        IndexQuery tickets = IndexQuery.Exact.of(ExactField.TYPE, TICKET.wire());
        return new IndexRequest(
                asked.space(),
                DocumentKind.ENTRY,
                tickets,
                new IndexQuery.All(),
                List.of(),
                asked.offset(),
                100,
                false);
    }

    @Test
    void whoeverIsInTimeStartsTheTimeOfTheNextState() {
        create("a", "");
        String first = due("a");
        progress("a", "take");
        assertThat(due("a")).isGreaterThan(first);
        after(Duration.ofHours(2));
        assertThat(state("a")).isEqualTo("taken");
        progress("a", "back");
        assertThat(meta("a").object("sla").flatMap(s -> s.string("state"))).contains("new");
    }

    @Test
    void aPlainUpdateOfTheStateCountsTooAndNobodySetsTheTimeHimself() {
        create("a", ",'sla':{'state':'new','action':'take','due':'2020-01-01T00:00:00.000000'}");
        timers.run();
        assertThat(state("a")).isEqualTo("new");
        String due = due("a");
        world.done(
                RequestType.UPDATE, TICKET, "claims", "a", "{'slug':'x','sla':{'due':'2020-01-01T00:00:00.000000'}}");
        assertThat(due("a")).isEqualTo(due);
        world.done(RequestType.UPDATE, TICKET, "claims", "a", "{'state':'late'}");
        assertThat(meta("a").has("sla")).isFalse();
        world.done(RequestType.UPDATE, TICKET, "claims", "a", "{'state':'taken'}");
        assertThat(meta("a").object("sla").flatMap(s -> s.string("action"))).contains("drop");
    }

    @Test
    void oneThatIsRefusedKeepsNoOtherFromMoving() {
        create("a", "");
        progress("a", "take");
        create("b", "");
        after(Duration.ofDays(2));
        assertThat(state("a")).as("there is no such guard").isEqualTo("taken");
        assertThat(state("b")).isEqualTo("late");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', textBlock = """
            "'sla':'PT24H','on_timeout':'go'", ""
            "'sla':'P2D','on_timeout':'go'", ""
            "'sla':'soon','on_timeout':'go'", "the sla is no duration such as PT24H"
            "'sla':'-PT1H','on_timeout':'go'", "the sla is no duration such as PT24H"
            "'sla':24,'on_timeout':'go'", "the sla is no duration such as PT24H"
            "'on_timeout':'go'", "the sla is no duration such as PT24H"
            "'sla':'PT1H'", "on_timeout is no action of the state"
            "'sla':'PT1H','on_timeout':'fly'", "on_timeout is no action of the state"
            "'sla':'PT1H','on_timeout':'tell'", "the action of on_timeout requires what only a person gives"
            """)
    void aLimitIsCheckedWhenTheWorkflowIsStored(String limit, String problem) {
        JsonObject body = EntryWorld.json("{'initial_state':'a','states':[{'state':'a'," + limit
                + ",'next':[{'action':'go','state':'b'},{'action':'tell','state':'b','require':['comment']}]},"
                + "{'state':'b'}]}");
        assertThat(WorkflowCheck.problems(body).stream().flatMap(p -> p.string("msg").stream()))
                .containsExactlyElementsOf(problem.isEmpty() ? List.of() : List.of(problem));
    }

    /** A ticket whose time is over, and that has all of it again once it was taken and brought back. */
    private void late(String name) {
        create(name, "");
        JsonObject limit =
                meta(name).object("sla").orElseThrow().with("due", new JsonString("2020-01-01T00:00:00.000000"));
        world.store.put(Locator.of("shop", "claims", name, TICKET), meta(name).with("sla", limit));
    }

    private void takeAndBringBack(String name) {
        progress(name, "take");
        progress(name, "back");
    }

    @Test
    void aTicketThatSomebodyMovedAfterItWasLookedAtIsLeftAlone() {
        late("a");
        late("b");
        AtomicInteger looks = new AtomicInteger();
        EntryStore slow = (EntryStore) Proxy.newProxyInstance(
                EntryStore.class.getClassLoader(), new Class<?>[] {EntryStore.class}, (proxy, method, args) -> {
                    Object found = method.invoke(world.store, args);
                    if (method.getName().equals("find") && looks.incrementAndGet() == 1) {
                        takeAndBringBack(((Locator) args[0]).shortname().value());
                    }
                    return found;
                });
        ZoneId zone = world.context.facts().zone();
        TicketTimers round = new TicketTimers(slow, behind(), world.tickets, world.context.lookups(), zone, world.time);
        round.run();
        assertThat(List.of(state("a"), state("b"))).containsExactlyInAnyOrder("new", "late");
        round.stop();
    }

    @Test
    void aTicketThatSomebodyMovesWhileHooksLookAtTheStepIsLeftAlone() {
        late("a");
        AtomicInteger calls = new AtomicInteger();
        world.hooks.first.set(call -> {
            if (calls.incrementAndGet() == 1) {
                takeAndBringBack("a");
            }
        });
        TicketTimers round = timers(behind());
        round.run();
        assertThat(calls).hasPositiveValue();
        assertThat(state("a")).isEqualTo("new");
        round.stop();
    }
}
