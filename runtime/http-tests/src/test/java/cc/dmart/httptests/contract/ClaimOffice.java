package cc.dmart.httptests.contract;

import java.util.ArrayList;
import java.util.List;

/**
 * The space {@code tk} with the workflow of the worked example ({@code plugins-events.md} 4.8), people in its roles, and a ticket
 * for each row in the state in which the row begins.
 */
final class ClaimOffice {
    private static final String EXPENSE = """
            {name:'Expense claim', illustration:'expense',
             initial_state:[{name:'draft', roles:['default']}, {name:'submitted', roles:['kiosk']}],
             states:[
              {name:'Draft', state:'draft', next:[{action:'submit', state:'submitted', roles:['employee']},
               {action:'withdraw', state:'withdrawn', roles:['employee','manager']}]},
              {name:'Submitted', state:'submitted', next:[{action:'approve', state:'approved', roles:['manager']},
               {action:'reject', state:'rejected', roles:['manager']},
               {action:'ask', state:'needs_info', roles:['manager','auditor']}]},
              {name:'Needs info', state:'needs_info', next:[{action:'resubmit', state:'submitted', roles:['employee']}]},
              {name:'Approved', state:'approved', next:[{action:'pay', state:'paid', roles:['finance'],
               resolution_required:false}]},
              {name:'Rejected', state:'rejected', next:[{action:'reopen', state:'submitted', roles:['manager']}],
               resolutions:[{key:'no_receipt', en:'No receipt'}, {key:'over_limit', en:'Over limit'}]},
              {name:'Withdrawn', state:'withdrawn', resolutions:['duplicate','mistake']},
              {name:'Paid', state:'paid'}]}
            """;

    private ClaimOffice() {}

    /** Makes all of it, once on a server. */
    static void open(World world) {
        world.once("claims", () -> make(world));
    }

    private static void make(World world) {
        people(world);
        request(world, "tk", "create", Shop.recordJson("space", "/", "tk", "{}"));
        request(
                world,
                "tk",
                "create",
                Shop.recordJson("folder", "/", "workflows", "{}"),
                Shop.recordJson("folder", "/", "claims", "{}"),
                workflow("expense", EXPENSE),
                workflow("gone", EXPENSE),
                workflow(
                        "needy",
                        "{initial_state:'a', states:[{state:'a', next:[{action:'go', state:'b',"
                                + "resolution_required:true}]}, {state:'b', resolutions:['ok']}]}"),
                Shop.recordJson("content", "workflows", "hollow", "{}"));
        tickets(world);
        request(world, "tk", "delete", Shop.recordJson("content", "workflows", "gone", "{}"));
        request(world, "tk", "update", Shop.recordJson("ticket", "claims", "t218", "{workflow_shortname:'hollow'}"));
    }

    private static void request(World world, String space, String type, String... records) {
        world.admin()
                .post("/managed/request", Json.strict(Shop.request(space, type, records)))
                .expect(200);
    }

    /** Makes one more ticket that waits for an approval. */
    static void submit(World world, String name) {
        request(world, "tk", "create", Shop.recordJson("ticket", "claims", name, "{workflow_shortname:'expense'}"));
        request(world, "tk", "update", Shop.recordJson("ticket", "claims", name, "{state:'submitted'}"));
    }

    static String workflow(String name, String body) {
        return Shop.recordJson("content", "workflows", name, "{payload:{content_type:'json', body:" + body + "}}");
    }

    private static void people(World world) {
        List<String> records = new ArrayList<>();
        records.add(permission("tk_work", "'view','create','update','progress_ticket','lock','query'"));
        records.add(permission("tk_look", "'view'"));
        records.add(role("tk_staff", "'tk_work'"));
        records.add(role("tk_guest", "'tk_look'"));
        for (String role : List.of("employee", "manager", "kiosk", "finance", "auditor")) {
            records.add(role(role, ""));
        }
        records.add(user("emma", "'tk_staff','employee'"));
        records.add(user("max", "'tk_staff','manager'"));
        records.add(user("kim", "'tk_staff','kiosk'"));
        records.add(user("fred", "'tk_staff','finance'"));
        records.add(user("otto", "'tk_staff','auditor'"));
        records.add(user("lena", "'tk_guest','manager'"));
        request(world, "management", "create", records.toArray(String[]::new));
    }

    private static String permission(String name, String actions) {
        return Shop.recordJson(
                "permission",
                "permissions",
                name,
                "{subpaths:{tk:['__all_subpaths__']}, resource_types:['ticket','comment'], actions:[" + actions
                        + "], conditions:[]}");
    }

    private static String role(String name, String permissions) {
        return Shop.recordJson("role", "roles", name, "{permissions:[" + permissions + "]}");
    }

    private static String user(String name, String roles) {
        return Shop.recordJson("user", "users", name, "{password:'" + World.PASSWORD + "', roles:[" + roles + "]}");
    }

    /** A ticket per row in the state in which the row begins; a plain update may set it. */
    private static void tickets(World world) {
        List<String> made = new ArrayList<>();
        List<String> set = new ArrayList<>();
        for (String one : List.of(
                "4 draft",
                "5 draft",
                "6 draft",
                "7 draft",
                "8 draft",
                "9 draft",
                "10 submitted",
                "11 submitted",
                "12 submitted",
                "13 submitted",
                "14 needs_info",
                "15 rejected",
                "16 approved",
                "17 paid",
                "19 submitted",
                "20 submitted",
                "21 submitted",
                "22 submitted",
                "23 submitted",
                "24 draft",
                "218 submitted",
                "30 submitted")) {
            String name = "t" + one.substring(0, one.indexOf(' '));
            String state = one.substring(one.indexOf(' ') + 1);
            String flow = name.equals("t22") ? "gone" : "expense";
            made.add(Shop.recordJson("ticket", "claims", name, "{workflow_shortname:'" + flow + "'}"));
            set.add(Shop.recordJson(
                    "ticket",
                    "claims",
                    name,
                    "{state:'" + state + "', is_open:" + !state.equals("paid")
                            + (state.equals("rejected") ? ", resolution_reason:'over_limit'" : "") + "}"));
        }
        made.add(Shop.recordJson("ticket", "claims", "t31", "{workflow_shortname:'needy'}"));
        request(world, "tk", "create", made.toArray(String[]::new));
        request(world, "tk", "update", set.toArray(String[]::new));
    }
}
