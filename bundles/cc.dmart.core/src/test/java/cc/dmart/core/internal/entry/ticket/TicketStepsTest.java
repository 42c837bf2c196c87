package cc.dmart.core.internal.entry.ticket;

import static cc.dmart.api.model.RequestType.CREATE;
import static cc.dmart.api.model.RequestType.UPDATE;
import static cc.dmart.api.model.ResourceType.COMMENT;
import static cc.dmart.api.model.ResourceType.CONTENT;
import static cc.dmart.api.model.ResourceType.SPACE;
import static cc.dmart.api.model.ResourceType.TICKET;
import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.BatchResult;
import cc.dmart.api.service.TicketService;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.entry.service.EntryWorld;
import cc.dmart.core.internal.event.HookDispatcher;
import cc.dmart.core.internal.ticket.TransitionExtensions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands around the transitions of tickets (plugins-events.md 4.3 to 4.7): comments, hooks, guards, races, checks. */
class TicketStepsTest extends TicketFixture {
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

    /** A ticket that changes again and again is moved under the lock, where no guard is asked. */
    @Test
    void noTransitionIsTakenThatItsGuardsDidNotHearOf() {
        workflow(
                "expense",
                "{'initial_state':'a','states':[{'state':'a','next':[{'action':'go','state':'b','guard':'funds'}]},"
                        + "{'state':'c','next':[{'action':'go','state':'b','guard':'board'}]},{'state':'b'}]}");
        ticket("a", true, "");
        List<String> asked = new ArrayList<>();
        String[] last = {"c"};
        world.tickets.extensions = new TransitionExtensions() {
            @Override
            public void check(List<String> guards, Step step) {
                asked.addAll(guards);
                String state = asked.size() == 4 ? last[0] : "a";
                world.editor.edit(
                        EntryWorld.DMART,
                        CLAIM,
                        "",
                        meta -> meta.with("state", new JsonString(state))
                                .with("slug", new JsonString("s" + asked.size())));
            }

            @Override
            public void perform(List<String> actions, Step step) {}
        };
        assertThat(refusal(() -> progress("max", "go", null, null, false)).code())
                .isEqualTo(409);
        assertThat(asked).containsExactly("funds", "funds", "funds", "funds");
        assertThat(stored().state()).contains("c");

        ticket("a", true, "");
        asked.clear();
        last[0] = "a";
        progress("max", "go", null, null, false);
        assertThat(stored().state()).contains("b");
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

    @Test
    void aNewTicketIsToldAsItIsStored() {
        WireRecord claim = EntryWorld.record(
                TICKET,
                "claims",
                "t9",
                "{'workflow_shortname':'expense','state':'paid','is_open':false,'resolution_reason':'x'}");
        assertThat(EntryWorld.code(
                        world.service.apply(EntryWorld.caller("emma"), EntryWorld.SHOP, CREATE, List.of(claim))))
                .isZero();
        JsonObject stored =
                world.find(TICKET, "claims", "t9").orElseThrow().entry().meta();
        assertThat(stored.has("resolution_reason")).isFalse();
        JsonObject told = EntryWorld.json("{'workflow_shortname':'expense','state':'draft','is_open':true}");
        assertThat(world.hooks.last().attributes()).isEqualTo(told);
        assertThat(world.activity().get(0).object("attributes").orElseThrow().without("request_headers"))
                .isEqualTo(told);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "sound | {'initial_state':[{'name':'a','roles':['default']}],'states':[{'state':'a'}]} | ",
                "nothing | {} | there is no initial state",
                "states that are none | {'states':'x','initial_state':'a'} | the initial state a is not declared",
                "two faults | {'initial_state':'z','states':[{'state':'a'},{'state':'a'}]} | the state a is declared twice",
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
        assertThat(error.text()).contains(problem);
        assertThat(world.find(CONTENT, "workflows", "w1")).isEmpty();
    }

    /** Tickets find their workflow there too; at the root it may be anything else. */
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "workflows | {'initial_state':'z','states':[{'state':'a'}]} | 402",
                "workflow | {'initial_state':'z','states':[{'state':'a'}]} | 402",
                "workflow | {'initial_state':'a','states':[{'state':'a'}]} | 0",
                "/ | {'initial_state':'z','states':[{'state':'a'}]} | 402",
                "/ | {'states':[{'state':'a'}]} | 0",
                "pens | {'initial_state':'z','states':[{'state':'a'}]} | 0",
            })
    void workflowsAreCheckedWhereverTicketsLookForThem(String place, String body, int code) {
        assertThat(EntryWorld.code(world.run(
                        CREATE, CONTENT, place, "w1", "{'payload':{'content_type':'json','body':" + body + "}}")))
                .isEqualTo(code);
    }
}
