package cc.dmart.httptests.contract;

import static cc.dmart.httptests.contract.Caller.ADMIN;
import static cc.dmart.httptests.contract.Caller.NOBODY;
import static cc.dmart.httptests.contract.Caller.STRANGER;
import static cc.dmart.httptests.contract.Row.row;

import java.util.ArrayList;
import java.util.List;

/**
 * Tickets: the worked example and the 25 rows of {@code plugins-events.md} 4.8, and the errors of {@code http-api.md} 4.11. Each
 * row has a ticket of its own, {@code t} and the number of the row.
 */
class TicketContractIT extends ContractSuite {
    private static final Caller EMMA = Caller.user("emma");
    private static final Caller MAX = Caller.user("max");
    private static final Caller KIM = Caller.user("kim");
    private static final Caller FRED = Caller.user("fred");
    private static final Caller OTTO = Caller.user("otto");
    private static final Caller LENA = Caller.user("lena");

    @Override
    protected void prepare(World world) {
        ClaimOffice.open(world);
    }

    @Override
    protected List<Row> rows() {
        List<Row> out = new ArrayList<>();
        out.addAll(created());
        out.addAll(taken());
        out.addAll(refused());
        out.addAll(locked());
        out.addAll(told());
        return out;
    }

    private static Row create(String detail, Caller who, String name, String more) {
        return row("ticket_create", detail)
                .as(who)
                .post(
                        "/managed/request",
                        Shop.request(
                                "tk",
                                "create",
                                Shop.recordJson(
                                        "ticket", "claims", name, "{workflow_shortname:'expense'" + more + "}")));
    }

    private static List<Row> created() {
        return List.of(
                create("row 1", EMMA, "n1", "")
                        .gives(200, "{records:[{attributes:{state:'draft', is_open:true}}]}")
                        .event("create ticket tk:/claims/n1"),
                create("row 2", KIM, "n2", "")
                        .gives(200, "{records:[{attributes:{state:'submitted', is_open:true}}]}")
                        .event("create ticket tk:/claims/n2"),
                create("row 3", EMMA, "n3", ", state:'paid', is_open:false")
                        .gives(200, "{records:[{attributes:{state:'draft', is_open:true}}]}")
                        .event("create ticket tk:/claims/n3"),
                row("failed_record", "ticket without a workflow")
                        .as(EMMA)
                        .post(
                                "/managed/request",
                                Shop.request("tk", "create", Shop.recordJson("ticket", "claims", "n4", "{}")))
                        .failsRecord("n4", 424),
                row("failed_record", "ticket of an unknown workflow")
                        .as(EMMA)
                        .post(
                                "/managed/request",
                                Shop.request(
                                        "tk",
                                        "create",
                                        Shop.recordJson("ticket", "claims", "n5", "{workflow_shortname:'none'}")))
                        .failsRecord("n5", 220),
                row("failed_record", "ticket of a workflow without a body")
                        .as(EMMA)
                        .post(
                                "/managed/request",
                                Shop.request(
                                        "tk",
                                        "create",
                                        Shop.recordJson("ticket", "claims", "n6", "{workflow_shortname:'hollow'}")))
                        .failsRecord("n6", 404),
                row("failed_record", "a workflow that is not sound")
                        .as(ADMIN)
                        .post(
                                "/managed/request",
                                Shop.request(
                                        "tk",
                                        "create",
                                        ClaimOffice.workflow("bad", "{initial_state:'x', states:[{state:'a'}]}")))
                        .failsRecord("bad", 402));
    }

    private static String path(String name, String action) {
        return "/managed/progress-ticket/tk/claims/" + name + "/" + action;
    }

    private static Row step(int number, Caller who, String action, String body, String state, boolean open) {
        String name = "t" + number;
        return row("progress", "row " + number)
                .as(who)
                .put(path(name, action), body)
                .gives(
                        200,
                        "{status:'success', records:[], attributes:{state:'" + state + "', is_open:" + open
                                + ", total:0, returned:0}}")
                .event("progress_ticket ticket tk:/claims/" + name);
    }

    private static Row stands(int number, String meta) {
        return row("entry_full", "after row " + number)
                .as(ADMIN)
                .get("/managed/entry/ticket/tk/claims/t" + number + "?retrieve_attachments=true")
                .gives(200, meta);
    }

    private static List<Row> taken() {
        return List.of(
                step(4, EMMA, "submit", "", "submitted", true),
                step(7, EMMA, "withdraw", "{resolution:'mistake'}", "withdrawn", false),
                stands(7, "{state:'withdrawn', is_open:false, resolution_reason:'mistake', attachments:{}}"),
                step(8, EMMA, "withdraw", "{resolution:null, comment:null}", "withdrawn", false),
                stands(8, "{state:'withdrawn', is_open:false, resolution_reason:null}"),
                step(11, MAX, "reject", "{resolution_reason:'over_limit', comment:'too much'}", "rejected", true)
                        .event("~create comment tk:/claims/t11/c_\\d{14}"),
                stands(
                        11,
                        "{state:'rejected', is_open:true, resolution_reason:'over_limit', attachments:{comment:[{"
                                + "shortname:'~c_\\\\d{14}', subpath:'claims', attributes:{owner_shortname:'max',"
                                + "payload:{content_type:'comment', body:{body:'too much', state:'rejected'}}}}]}}"),
                step(12, OTTO, "ask", "{comment:'which trip?'}", "needs_info", true)
                        .event("~create comment tk:/claims/t12/c_\\d{14}"),
                step(14, EMMA, "resubmit", "{}", "submitted", true),
                step(15, MAX, "reopen", "", "submitted", true),
                stands(15, "{state:'submitted', resolution_reason:'over_limit'}"),
                step(16, FRED, "pay", "", "paid", false));
    }

    private static Row refusal(int number, Caller who, String action, String body, String message) {
        return row("progress_refused", "row " + number)
                .as(who)
                .put(path("t" + number, action), body)
                .fails(400, "transition", 300, "{error:{message:'~" + message + "'}}");
    }

    private static List<Row> refused() {
        return List.of(
                refusal(5, MAX, "submit", "", ".*permission to progress this ticket with action submit"),
                refusal(6, EMMA, "approve", "", "You can.t progress from draft using approve"),
                refusal(
                        9,
                        EMMA,
                        "withdraw",
                        "{resolution:'bored'}",
                        ".*bored provided is not acceptable in state withdrawn"),
                stands(9, "{state:'draft', is_open:true, resolution_reason:null}"),
                refusal(
                        10,
                        MAX,
                        "approve",
                        "{resolution:'over_limit'}",
                        "Cannot fetch the next state approved with resolution over_limit"),
                stands(10, "{state:'submitted'}"),
                refusal(13, OTTO, "approve", "", ".*permission to progress this ticket with action approve"),
                row("progress_closed", "row 17")
                        .as(FRED)
                        .put(path("t17", "pay"), "")
                        .fails(400, "transition", 299),
                row("progress_closed", "row 18")
                        .as(MAX)
                        .put(path("t17", "reopen"), "")
                        .fails(400, "transition", 299),
                row("progress_missing", "row 22: no workflow")
                        .as(MAX)
                        .put(path("t22", "approve"), "")
                        .fails(404, "db", 220),
                row("progress_missing", "no ticket")
                        .as(MAX)
                        .put(path("t99", "approve"), "")
                        .fails(404, "db", 220),
                row("progress_denied", "row 23")
                        .as(LENA)
                        .put(path("t23", "approve"), "")
                        .fails(401, "request", 401, "{error:{message:'~.*\\\\[38\\\\]'}}"),
                row("progress_denied", "without any role")
                        .as(STRANGER)
                        .put(path("t23", "approve"), "")
                        .fails(401, "request", 401),
                row("no_token", "progress")
                        .as(NOBODY)
                        .put(path("t23", "approve"), "")
                        .fails(401, "jwtauth", 49),
                row("progress_hollow").as(MAX).put(path("t218", "approve"), "").fails(400, "ticket", 218),
                row("progress_needs").as(MAX).put(path("t31", "go"), "null").fails(400, "transition", 202),
                row("progress_space")
                        .as(MAX)
                        .put("/managed/progress-ticket/nowhere/claims/t1/go", "")
                        .fails(400, "request", 203),
                row("progress_invalid")
                        .as(MAX)
                        .put(path("t23", "approve"), "{comment:7}")
                        .fails(422, "validation", 424, "{error:{info:[{loc:['body','comment']}]}}"),
                row("no_route", "progress without an action")
                        .as(MAX)
                        .put("/managed/progress-ticket/tk/t1", "")
                        .fails(422, "request", 230));
    }

    private static Row lock(int number) {
        return row("lock", "of row " + number)
                .as(MAX)
                .put("/managed/lock/ticket/tk/claims/t" + number, "")
                .gives(200, "{attributes:{locked_by:'max'}}")
                .event("update ticket tk:/claims/t" + number);
    }

    private static List<Row> locked() {
        return List.of(
                lock(19),
                row("progress_locked", "row 19")
                        .as(OTTO)
                        .put(path("t19", "ask") + "?retrieve_lock_status=True", "")
                        .fails(403, "lock", 31),
                stands(19, "{state:'submitted', collaborators:{processed_by:'max'}}"),
                lock(20),
                row("progress", "row 20")
                        .as(MAX)
                        .put(path("t20", "approve") + "?retrieve_lock_status=true", "")
                        .gives(200, "{attributes:{state:'approved'}}")
                        .event("progress_ticket ticket tk:/claims/t20"),
                row("query_history", "row 20: a line of the unlock")
                        .as(ADMIN)
                        .post(
                                "/managed/query",
                                "{type:'history', space_name:'tk', subpath:'/claims', filter_shortnames:['t20'], limit:2}")
                        .gives(200, "{records:[{attributes:{diff:{lock_type:{old:'null', new:'unlock'}}}}, '...']}"),
                row("unlock_unavailable", "row 20: the lock is gone")
                        .as(MAX)
                        .delete("/managed/lock/tk/claims/t20")
                        .fails(403, "lock", 30),
                lock(21),
                row("progress", "row 21")
                        .as(OTTO)
                        .put(path("t21", "ask"), "")
                        .gives(200, "{attributes:{state:'needs_info'}}")
                        .event("progress_ticket ticket tk:/claims/t21"));
    }

    private static List<Row> told() {
        return List.of(
                row("progress", "row 25: one event")
                        .as(EMMA)
                        .put(path("t24", "submit"), "")
                        .gives(200)
                        .event("progress_ticket ticket tk:/claims/t24"),
                row("query_history", "row 24")
                        .as(ADMIN)
                        .post(
                                "/managed/query",
                                "{type:'history', space_name:'tk', subpath:'/claims', filter_shortnames:['t24'], limit:1}")
                        .gives(200, "{records:[{attributes:{diff:{state:{old:'draft', new:'submitted'}}}}]}"),
                row("ticket_actions")
                        .as(OTTO)
                        .get("/managed/ticket-actions/tk/claims/t30")
                        .gives(
                                200,
                                "{attributes:{state:'submitted', is_open:true, actions:[{action:'ask', state:'needs_info'}]}}"),
                row("ticket_actions", "with resolutions")
                        .as(MAX)
                        .get("/managed/ticket-actions/tk/claims/t30")
                        .gives(
                                200,
                                "{attributes:{actions:[{action:'reject', resolutions:[{key:'no_receipt'},'...']}, '...']}}"),
                row("ticket_actions_denied")
                        .as(STRANGER)
                        .get("/managed/ticket-actions/tk/claims/t30")
                        .fails(401, "request", 401),
                row("ticket_actions_missing")
                        .as(MAX)
                        .get("/managed/ticket-actions/tk/claims/t99")
                        .fails(404, "db", 220));
    }
}
