package cc.dmart.core.internal.entry;

import static cc.dmart.api.model.RequestType.CREATE;
import static cc.dmart.api.model.RequestType.UPDATE;
import static cc.dmart.api.model.ResourceType.COMMENT;
import static cc.dmart.api.model.ResourceType.CONTENT;
import static cc.dmart.api.model.ResourceType.PERMISSION;
import static cc.dmart.api.model.ResourceType.ROLE;
import static cc.dmart.api.model.ResourceType.SPACE;
import static cc.dmart.api.model.ResourceType.TICKET;
import static cc.dmart.api.model.ResourceType.USER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.Ticket;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.BatchResult;
import cc.dmart.api.service.TicketService;
import cc.dmart.api.storage.Change;
import cc.dmart.api.storage.ChangeOp;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.event.HookDispatcher;
import cc.dmart.core.internal.ticket.TransitionExtensions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The transition table of plugins-events.md 4.8, and what stands around it (4.3 to 4.7). */
class TicketsTest {
    /** The worked example of plugins-events.md 4.8. */
    static final String EXPENSE = """
            {'name':'Expense claim','illustration':'expense',
             'initial_state':[{'name':'draft','roles':['default']},{'name':'submitted','roles':['kiosk']}],
             'states':[
              {'name':'Draft','state':'draft','next':[{'action':'submit','state':'submitted','roles':['employee']},
               {'action':'withdraw','state':'withdrawn','roles':['employee','manager']}]},
              {'name':'Submitted','state':'submitted','next':[{'action':'approve','state':'approved','roles':['manager']},
               {'action':'reject','state':'rejected','roles':['manager']},
               {'action':'ask','state':'needs_info','roles':['manager','auditor']}]},
              {'name':'Needs info','state':'needs_info','next':[{'action':'resubmit','state':'submitted','roles':['employee']}]},
              {'name':'Approved','state':'approved','next':[{'action':'pay','state':'paid','roles':['finance']}]},
              {'name':'Rejected','state':'rejected','next':[{'action':'reopen','state':'submitted','roles':['manager']}],
               'resolutions':[{'key':'no_receipt','en':'No receipt'},{'key':'over_limit','en':'Over limit'}]},
              {'name':'Withdrawn','state':'withdrawn','resolutions':['duplicate','mistake']},
              {'name':'Paid','state':'paid'}]}
            """;

    private static final Locator CLAIM = Locator.of("shop", "claims", "t1", TICKET);
    private final EntryWorld world = new EntryWorld();

    @BeforeEach
    void people() {
        permission("tickets", "'ticket'", "'view','create','update','progress_ticket','lock','query'", "");
        permission("comments", "'comment'", "'view','create'", "");
        permission("no_reasons", "'ticket'", "'view','progress_ticket'", ",'restricted_fields':['resolution_reason']");
        permission("looker", "'ticket'", "'view'", "");
        role("staff", "'tickets','comments'");
        for (String role : List.of("employee", "manager", "kiosk", "finance", "auditor")) {
            role(role, "");
        }
        user("emma", "'staff','employee'");
        user("max", "'staff','manager'");
        user("mia", "'staff','manager'");
        user("kim", "'staff','kiosk'");
        user("fred", "'staff','finance'");
        user("otto", "'staff','auditor'");
        role("mute", "'tickets'");
        user("mute", "'mute','manager'");
        role("strict", "'no_reasons'");
        user("strict", "'strict','manager'");
        role("looker", "'looker'");
        user("lena", "'looker','manager'");
        workflow("expense", EXPENSE);
        world.put("shop", "/", "claims", cc.dmart.api.model.ResourceType.FOLDER, "{}");
    }

    private void permission(String name, String types, String actions, String more) {
        world.put(
                "management",
                "permissions",
                name,
                PERMISSION,
                "{'subpaths':{'shop':['__all_subpaths__']},'resource_types':[" + types + "],'actions':[" + actions
                        + "],'conditions':[]" + more + "}");
    }

    private void role(String name, String permissions) {
        world.put("management", "roles", name, ROLE, "{'permissions':[" + permissions + "]}");
    }

    private void user(String name, String roles) {
        world.put("management", "users", name, USER, "{'roles':[" + roles + "]}");
    }

    private void workflow(String name, String body) {
        world.putJson("shop", "workflows", name, CONTENT, body, "");
    }

    @AfterEach
    void close() {
        world.close();
    }

    private void ticket(String state, boolean open, String more) {
        world.put(
                "shop",
                "claims",
                "t1",
                TICKET,
                "{'state':'" + state + "','is_open':" + open + ",'workflow_shortname':'expense'" + more + "}");
    }

    private Ticket stored() {
        return new Ticket(world.store.find(CLAIM).orElseThrow().entry());
    }

    private TicketService.Progress progress(
            String user, String action, String resolution, String comment, boolean check) {
        return world.tickets.progress(
                EntryWorld.caller(user),
                CLAIM,
                new TicketService.Step(action, given(resolution), given(comment), check));
    }

    private static Optional<String> given(String text) {
        return Optional.ofNullable(text);
    }

    private static DmartException refusal(Runnable call) {
        return catchThrowableOfType(DmartException.class, call::run);
    }

    @ParameterizedTest(name = "{0}: {1} begins in {3}")
    @CsvSource({"1, emma, '', draft", "2, kim, '', submitted", "3, emma, paid, draft"})
    void creates(int row, String user, String sent, String state) {
        String attributes = "{'workflow_shortname':'expense'"
                + (sent.isEmpty() ? "" : ",'state':'" + sent + "','is_open':false") + "}";
        BatchResult done = world.service.apply(
                EntryWorld.caller(user),
                EntryWorld.SHOP,
                CREATE,
                List.of(EntryWorld.record(TICKET, "claims", "t1", attributes)));
        assertThat(done.failed()).isEmpty();
        assertThat(stored().state()).contains(state);
        assertThat(stored().isOpen()).isTrue();
        assertThat(done.done().get(0).attributes().string("state")).contains(state);
    }

    @ParameterizedTest(name = "{0}: {3} from {1} by {2} -> {6} {7}")
    @CsvSource({
        // row, state, user, action, resolution, comment, error, state and openness afterwards, reason
        "4, draft, emma, submit, , , , submitted, true, ",
        "5, draft, max, submit, , , 'You don''t have the permission to progress this ticket with action submit', draft, true, ",
        "6, draft, emma, approve, , , You can't progress from draft using approve, draft, true, ",
        "7, draft, emma, withdraw, mistake, , , withdrawn, false, mistake",
        "8, draft, emma, withdraw, , , , withdrawn, false, ",
        "9, draft, emma, withdraw, bored, , The resolution bored provided is not acceptable in state withdrawn, draft, true, ",
        "10, submitted, max, approve, over_limit, , Cannot fetch the next state approved with resolution over_limit,"
                + " submitted, true, ",
        "11, submitted, max, reject, over_limit, too much, , rejected, true, over_limit",
        "12, submitted, otto, ask, , which trip?, , needs_info, true, ",
        "13, submitted, otto, approve, , , 'You don''t have the permission to progress this ticket with action approve',"
                + " submitted, true, ",
        "14, needs_info, emma, resubmit, , , , submitted, true, ",
        "15, rejected, max, reopen, , , , submitted, true, over_limit",
        "16, approved, fred, pay, , , , paid, false, ",
    })
    void steps(
            int row,
            String from,
            String user,
            String action,
            String resolution,
            String comment,
            String error,
            String state,
            boolean open,
            String reason) {
        ticket(from, true, from.equals("rejected") ? ",'resolution_reason':'over_limit'" : "");
        long before = world.store.lastSeq();
        if (error == null) {
            assertThat(progress(user, action, resolution, comment, false))
                    .isEqualTo(new TicketService.Progress(state, open));
        } else {
            DmartException thrown = refusal(() -> progress(user, action, resolution, comment, false));
            assertThat(thrown.text()).isEqualTo(error);
            assertThat(List.of(thrown.status(), thrown.type(), thrown.code()))
                    .isEqualTo(List.of(400, "transition", 300));
            assertThat(world.store.lastSeq()).isEqualTo(before);
        }
        assertThat(stored().state()).contains(state);
        assertThat(stored().isOpen()).isEqualTo(open);
        assertThat(stored().resolutionReason()).isEqualTo(Optional.ofNullable(reason));
        List<StoredEntry> comments = world.store.attachments(CLAIM, Set.of(COMMENT));
        assertThat(comments).hasSize(comment == null ? 0 : 1);
        for (StoredEntry one : comments) {
            assertThat(one.at().shortname().value()).matches("c_\\d{14}");
            assertThat(one.entry().payload().orElseThrow().body().orElseThrow())
                    .isEqualTo(EntryWorld.json("{'body':'" + comment + "','state':'" + state + "'}"));
        }
    }

    @ParameterizedTest(name = "{0}: {2} of a closed ticket")
    @CsvSource({"17, fred, pay", "18, max, reopen"})
    void closedTicketsStay(int row, String user, String action) {
        ticket("paid", false, "");
        DmartException thrown = refusal(() -> progress(user, action, null, null, false));
        assertThat(List.of(thrown.status(), thrown.type(), thrown.code(), thrown.text()))
                .isEqualTo(List.of(400, "transition", 299, "Ticket is already in closed"));
    }

    @Test
    void row19aForeignLockStopsThoseWhoAsk() {
        ticket("submitted", true, "");
        world.locks.lock(EntryWorld.caller("max"), CLAIM, OptionalLong.empty());
        DmartException thrown = refusal(() -> progress("otto", "ask", null, null, true));
        assertThat(List.of(thrown.status(), thrown.type(), thrown.code())).isEqualTo(List.of(403, "lock", 31));
        assertThat(stored().state()).contains("submitted");
    }

    @Test
    void row20theOwnLockGoes() {
        ticket("submitted", true, "");
        world.locks.lock(EntryWorld.caller("max"), CLAIM, OptionalLong.empty());
        progress("max", "approve", null, null, true);
        assertThat(stored().state()).contains("approved");
        assertThat(world.lockTable.find(CLAIM)).isEmpty();
        assertThat(world.store.history(CLAIM, 0, 1).get(0).diff())
                .isEqualTo(EntryWorld.json("{'lock_type':{'old':'null','new':'unlock'}}"));
    }

    @Test
    void row21locksAreAdvisory() {
        ticket("submitted", true, "");
        world.locks.lock(EntryWorld.caller("max"), CLAIM, OptionalLong.empty());
        progress("otto", "ask", null, null, false);
        assertThat(stored().state()).contains("needs_info");
        assertThat(world.lockTable.find(CLAIM)).isPresent();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "22, workflow gone, 404, db, 220, Request object is not available",
        "22b, workflow without body, 400, ticket, 218, Workflow body not found",
        "23, no permission, 401, request, 401, You don't have permission to this action [38]",
        "23b, restricted field, 401, request, 401, You don't have permission to this action [38]",
        "-, no ticket, 404, db, 220, Request object is not available",
        "-, no space, 400, request, 203, Space name nowhere provided is empty or invalid",
    })
    void refusals(String row, String what, int status, String type, int code, String text) {
        ticket("submitted", true, "");
        Locator at = CLAIM;
        String user = "max";
        Locator flow = Locator.of("shop", "workflows", "expense", CONTENT);
        switch (what) {
            case "workflow gone" ->
                world.store.commit(new Change(
                        List.of(new ChangeOp.RemoveEntry(flow, Optional.of("expense.json"))), List.of(), false));
            case "workflow without body" -> world.put("shop", "workflows", "expense", CONTENT, "{}");
            case "no permission" -> user = "lena";
            case "restricted field" -> user = "strict";
            case "no ticket" -> at = Locator.of("shop", "claims", "t2", TICKET);
            default -> at = Locator.of("nowhere", "claims", "t1", TICKET);
        }
        Locator where = at;
        String who = user;
        DmartException thrown = refusal(() -> world.tickets.progress(
                EntryWorld.caller(who),
                where,
                new TicketService.Step("approve", Optional.empty(), Optional.empty(), false)));
        assertThat(List.of(thrown.status(), thrown.type(), thrown.code(), thrown.text()))
                .isEqualTo(List.of(status, type, code, text));
    }

    @Test
    void row24and25historyAndEvents() {
        ticket("draft", true, "");
        progress("emma", "submit", null, null, false);
        assertThat(world.store.history(CLAIM, 0, 5)).hasSize(1);
        assertThat(world.store.history(CLAIM, 0, 1).get(0).diff())
                .isEqualTo(EntryWorld.json("{'state':{'old':'draft','new':'submitted'}}"));
        assertThat(world.hooks.calls).hasSize(1);
        HookDispatcher.Call before = world.hooks.calls.element();
        assertThat(before.action()).isEqualTo(ActionType.PROGRESS_TICKET);
        assertThat(before.attributes()).isEqualTo(EntryWorld.json("{'action':'submit'}"));
        assertThat(world.hooks.actions()).containsExactly(ActionType.PROGRESS_TICKET);
        EntryEvent after = world.hooks.last();
        assertThat(after.attributes())
                .isEqualTo(EntryWorld.json(
                        "{'previous_state':'draft','state':'submitted','action':'submit','is_open':true,"
                                + "'history_diff':{'state':{'old':'draft','new':'submitted'}}}"));
        List<JsonObject> lines = new ArrayList<>();
        world.store.activity(EntryWorld.SHOP, lines::add);
        assertThat(lines.get(0).string("request")).contains("progress_ticket");
        assertThat(lines.get(0).object("attributes").orElseThrow().object("state"))
                .isPresent();
    }

    @Test
    void aCommentIsOneChangeWithItsTicket() {
        ticket("submitted", true, "");
        long before = world.store.lastSeq();
        progress("max", "reject", "over_limit", "too much", false);
        assertThat(world.store.lastSeq()).isEqualTo(before + 1);
        assertThat(world.hooks.actions()).containsExactly(ActionType.PROGRESS_TICKET, ActionType.CREATE);
        assertThat(world.hooks.calls.stream().map(HookDispatcher.Call::action))
                .containsExactly(ActionType.PROGRESS_TICKET, ActionType.CREATE);
        JsonObject diff = world.store.history(CLAIM, 0, 1).get(0).diff();
        assertThat(diff.names()).containsExactlyInAnyOrder("state", "resolution_reason", "comment");
        assertThat(diff.object("comment").orElseThrow().string("old")).contains("null");
        assertThat(diff.object("comment").orElseThrow().string("new")).contains("too much");
        String name = List.copyOf(world.hooks.events)
                .get(0)
                .attributes()
                .string("comment_shortname")
                .orElseThrow();
        assertThat(world.store.find(CLAIM.attachment(COMMENT, new cc.dmart.api.model.Shortname(name))))
                .isPresent();
        assertThat(world.hooks.last().attributes().object("payload")).isPresent();
    }

    @Test
    void commentsOfOneSecondGetNamesOfTheirOwn() {
        ticket("submitted", true, "");
        for (int i = 0; i < 3; i++) {
            progress("otto", "ask", null, "n" + i, false);
            ticket("submitted", true, "");
        }
        assertThat(world.store.attachments(CLAIM, Set.of(COMMENT))).hasSize(3);
    }

    @Test
    void withoutItsCommentATicketStays() {
        ticket("submitted", true, "");
        DmartException thrown = refusal(() -> progress("mute", "approve", null, "fine", false));
        assertThat(List.of(thrown.status(), thrown.code())).isEqualTo(List.of(400, 430));
        assertThat(stored().state()).contains("submitted");
        assertThat(progress("mute", "approve", null, null, false).state()).isEqualTo("approved");
    }

    @Test
    void aHookMayRefuseAStepAndItsComment() {
        ticket("submitted", true, "");
        world.hooks.change.set(record -> {
            throw new DmartException.Vetoed(400, "request", 402, "no comments", List.of());
        });
        assertThat(refusal(() -> progress("max", "approve", null, "fine", false))
                        .text())
                .isEqualTo("no comments");
        assertThat(stored().state()).contains("submitted");
        world.hooks.change.set(r ->
                r.withAttributes(r.attributes().with("tags", cc.dmart.api.model.JsonArray.ofStrings(List.of("seen")))));
        progress("max", "approve", null, "fine", false);
        assertThat(world.store
                        .attachments(CLAIM, Set.of(COMMENT))
                        .get(0)
                        .entry()
                        .tags())
                .containsExactly("seen");
    }

    @Test
    void ofTwoApprovalsOneSucceeds() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < 20; round++) {
                ticket("submitted", true, "");
                CyclicBarrier start = new CyclicBarrier(2);
                List<Future<Integer>> both = new ArrayList<>();
                for (String user : List.of("max", "mia")) {
                    both.add(pool.submit(() -> {
                        start.await();
                        DmartException thrown = refusal(() -> progress(user, "approve", null, "by " + user, false));
                        return thrown == null ? 0 : thrown.code();
                    }));
                }
                assertThat(List.of(
                                both.get(0).get(20, TimeUnit.SECONDS),
                                both.get(1).get(20, TimeUnit.SECONDS)))
                        .containsExactlyInAnyOrder(0, 300);
                assertThat(stored().state()).contains("approved");
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void extensionsOfAWorkflow() {
        workflow(
                "expense",
                "{'initial_state':'a','states':[{'state':'a','next':[{'action':'go','to':'b','role':'manager',"
                        + "'require':['comment'],'resolution_required':true,'set':{'payload.body.paid':true,'tags':['done'],"
                        + "'state':'x'},'assign_to':'approver'}]},{'state':'b','resolutions':['ok']}]}");
        world.putJson("shop", "claims", "t1", TICKET, "{'price':3}", "");
        JsonObject meta = world.store.find(CLAIM).orElseThrow().entry().meta();
        world.store.put(
                CLAIM,
                meta.toBuilder()
                        .putAll(EntryWorld.json("{'state':'a','is_open':true,'workflow_shortname':'expense',"
                                + "'collaborators':{'approver':'emma'}}"))
                        .build(),
                "{\"price\":3}");
        assertThat(refusal(() -> progress("max", "go", null, "x", false)).code())
                .isEqualTo(202);
        assertThat(refusal(() -> progress("max", "go", "ok", null, false)).code())
                .isEqualTo(202);
        assertThat(progress("max", "go", "ok", "x", false)).isEqualTo(new TicketService.Progress("b", false));
        StoredEntry now = world.store.find(CLAIM).orElseThrow();
        assertThat(now.entry().owner()).isEqualTo("emma");
        assertThat(now.entry().tags()).containsExactly("done");
        assertThat(world.body(TICKET, "claims", "t1")).isEqualTo(EntryWorld.json("{'price':3,'paid':true}"));
        assertThat(world.store.history(CLAIM, 0, 1).get(0).diff().names())
                .contains("state", "is_open", "owner_shortname", "tags", "payload.body.paid");
    }

    @Test
    void guardsAgreeAndActionsFollow() {
        workflow(
                "expense",
                "{'initial_state':'a','states':[{'state':'a','next':[{'action':'go','state':'b','guard':'funds',"
                        + "'actions':['mail','book']}]},{'state':'b'}]}");
        ticket("a", true, "");
        assertThat(refusal(() -> progress("max", "go", null, null, false)).text())
                .isEqualTo("The guard funds is not available");
        List<String> seen = new ArrayList<>();
        world.tickets.extensions = new TransitionExtensions() {
            @Override
            public void check(List<String> guards, Step step) {
                seen.add(guards + " " + step.from() + step.to());
            }

            @Override
            public void perform(List<String> actions, Step step) {
                seen.add(actions + " " + step.action());
            }
        };
        progress("max", "go", null, null, false);
        assertThat(seen).containsExactly("[funds] ab", "[mail, book] go");
    }

    @Test
    void actionsThatSomebodyMayTake() {
        ticket("submitted", true, "");
        JsonObject max = world.tickets.actions(EntryWorld.caller("max"), CLAIM);
        assertThat(max.string("state")).contains("submitted");
        assertThat(max.array("actions").orElseThrow().stream()
                        .map(a -> a.asObject().orElseThrow().string("action").orElseThrow()))
                .containsExactly("approve", "reject", "ask");
        assertThat(max.array("actions")
                        .orElseThrow()
                        .values()
                        .get(1)
                        .asObject()
                        .orElseThrow()
                        .array("resolutions")
                        .orElseThrow()
                        .size())
                .isEqualTo(2);
        assertThat(world.tickets
                        .actions(EntryWorld.caller("emma"), CLAIM)
                        .array("actions")
                        .orElseThrow()
                        .size())
                .isZero();
        assertThat(world.tickets
                        .actions(EntryWorld.caller("lena"), CLAIM)
                        .array("actions")
                        .orElseThrow()
                        .size())
                .isZero();
        assertThat(refusal(() -> world.tickets.actions(EntryWorld.caller("omar"), CLAIM))
                        .code())
                .isEqualTo(401);
    }

    @Test
    void strictTicketsMoveByTransitionsAlone() {
        ticket("submitted", true, "");
        WireRecord jump = EntryWorld.record(TICKET, "claims", "t1", "{'state':'paid'}");
        assertThat(EntryWorld.code(
                        world.service.apply(EntryWorld.caller("max"), EntryWorld.SHOP, UPDATE, List.of(jump))))
                .isZero();
        world.service.apply(
                EntryWorld.DMART,
                EntryWorld.SHOP,
                UPDATE,
                List.of(EntryWorld.record(SPACE, "/", "shop", "{'strict_tickets':true}")));
        ticket("submitted", true, "");
        assertThat(EntryWorld.code(
                        world.service.apply(EntryWorld.caller("max"), EntryWorld.SHOP, UPDATE, List.of(jump))))
                .isEqualTo(300);
        WireRecord other = EntryWorld.record(TICKET, "claims", "t1", "{'tags':['x'],'state':'submitted'}");
        assertThat(EntryWorld.code(
                        world.service.apply(EntryWorld.caller("max"), EntryWorld.SHOP, UPDATE, List.of(other))))
                .isZero();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "sound | {'initial_state':[{'name':'a','roles':['default']}],'states':[{'state':'a'}]} | ",
                "no initial state | {'states':[{'state':'a'}]} | there is no initial state",
                "unknown initial state | {'initial_state':'z','states':[{'state':'a'}]} | the initial state z is not declared",
                "unknown target | {'initial_state':'a','states':[{'state':'a','next':[{'action':'x','state':'q'}]}]}"
                        + " | the target q is not declared",
                "duplicate state | {'initial_state':'a','states':[{'state':'a'},{'state':'a'}]} | the state a is declared twice",
                "duplicate action | {'initial_state':'a','states':[{'state':'a','next':[{'action':'x','state':'a'},"
                        + "{'action':'x','state':'a'}]}]} | the action is declared twice",
                "unreachable | {'initial_state':'a','states':[{'state':'a'},{'state':'b'}]} | nothing leads to the state b",
            })
    void workflowsAreCheckedWhenTheyAreStored(String name, String body, String problem) {
        BatchResult result = world.run(
                CREATE, CONTENT, "workflows", "w1", "{'payload':{'content_type':'json','body':" + body + "}}");
        if (problem == null) {
            assertThat(result.failed()).isEmpty();
            return;
        }
        DmartException error = result.failed().get(0).error();
        assertThat(error.code()).isEqualTo(402);
        assertThat(error.info().stream().map(i -> i.string("msg").orElseThrow()))
                .contains(problem);
        assertThat(world.find(CONTENT, "workflows", "w1")).isEmpty();
    }
}
