package cc.dmart.core.internal.entry.ticket;

import static cc.dmart.api.model.RequestType.CREATE;
import static cc.dmart.api.model.ResourceType.COMMENT;
import static cc.dmart.api.model.ResourceType.CONTENT;
import static cc.dmart.api.model.ResourceType.TICKET;
import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.service.BatchResult;
import cc.dmart.api.service.TicketService;
import cc.dmart.api.storage.Change;
import cc.dmart.api.storage.ChangeOp;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.entry.service.EntryWorld;
import cc.dmart.core.internal.event.HookDispatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The transition table of plugins-events.md 4.8 ({@link TicketFixture}). */
class TicketsTest extends TicketFixture {
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

    /** A workflow may begin where it ends, for what is only noted. */
    @Test
    void aTicketThatBeginsInAnEndIsClosed() {
        workflow(
                "note",
                "{'name':'n','initial_state':[{'name':'noted','roles':['default']}],'states':[{'state':'noted','name':'Noted'}]}");
        BatchResult done = world.service.apply(
                EntryWorld.caller("emma"),
                EntryWorld.SHOP,
                CREATE,
                List.of(EntryWorld.record(TICKET, "claims", "t1", "{'workflow_shortname':'note'}")));
        assertThat(done.failed()).isEmpty();
        assertThat(stored().state()).contains("noted");
        assertThat(stored().isOpen()).isFalse();
        assertThat(world.hooks.last().attributes().bool("is_open")).contains(false);
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
        assertThat(thrown.text()).isEqualTo("This entry is locked");
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
        assertThat(world.store.history(CLAIM, 0, 1).get(0).json().string("last_checksum_history"))
                .isEqualTo(world.store.find(CLAIM).orElseThrow().entry().meta().string("last_checksum_history"));
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
}
