package cc.dmart.httptests.contract;

import static cc.dmart.httptests.contract.Caller.ADMIN;
import static cc.dmart.httptests.contract.Caller.STRANGER;
import static cc.dmart.httptests.contract.Row.row;
import static cc.dmart.httptests.contract.Shop.recordJson;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Which events each operation makes, with which attributes, and which it does not ({@code plugins-events.md} 1.2, 1.3). */
class EventsContractIT extends ContractSuite {
    private static final String PATH = "/managed/request";
    static final String PEN = "/managed/entry/content/heard/pens/red";
    private static final Caller HEIDI = Caller.user("heidi");
    private static final String SECRET = "password:'" + World.PASSWORD + "'";

    @Override
    protected Map<String, String> settings() {
        return new SubmitContractIT().settings(); // one server for both
    }

    /** The rows of this suite are {@link EventRow}s. */
    @Override
    protected List<Row> rows() {
        return List.of();
    }

    @Override
    @TestFactory
    Stream<DynamicTest> contract(World world) {
        Shop.make(world, "heard");
        Shop.send(
                world,
                "heard",
                "create",
                recordJson("folder", "/", "inbox", "{}"),
                recordJson(
                        "content",
                        "workflows",
                        "flow",
                        "{payload:{content_type:'json', body:{initial_state:'new', states:[{state:'new',"
                                + "next:[{action:'end', state:'done'}]}, {state:'done', resolutions:['ok']}]}}}"),
                recordJson(
                        "content",
                        "reports",
                        "all",
                        "{payload:{content_type:'json', body:{type:'search', subpath:'/pens', search:'@shortname:$name'}}}"),
                recordJson("ticket", "claims", "t1", "{workflow_shortname:'flow'}"),
                recordJson(
                        "content", "pens", "slugged", "{slug:'heard-slug', payload:{content_type:'json', body:{a:1}}}"),
                recordJson("alteration", "pens/blue", "a1", "{requested_update:{price:9}}"));
        Shop.visitors(
                world,
                "heard",
                "{subpaths:{heard:['inbox','pens']}, resource_types:['content','media'],"
                        + "actions:['view','query','create'], conditions:[]}",
                "heard",
                "'heard'");
        world.keep(
                "uuid", world.admin().get(PEN).expect(200).json().path("uuid").asText());
        List<EventRow> rows = rows(world);
        EventLog log = EventLog.begin(world);
        try (log) {
            for (int i = 0; i < rows.size(); i++) {
                rows.get(i).send(world, log, i);
            }
            log.settle(PEN);
        }
        return rows.stream().map(row -> DynamicTest.dynamicTest(row.toString(), () -> row.check(world, log)));
    }

    private static List<EventRow> rows(World world) {
        List<EventRow> out = new ArrayList<>(creates());
        out.addAll(updates());
        out.addAll(tickets());
        out.addAll(ReadingEvents.rows());
        out.addAll(UploadEvents.rows());
        out.addAll(accounts());
        out.addAll(ends());
        out.addAll(silence(world));
        return out;
    }

    private static Row send(Caller who, String type, String... records) {
        return row("request").as(who).post(PATH, Shop.request("heard", type, records));
    }

    private static List<EventRow> creates() {
        String pen =
                "{tags:['ink'], payload:{content_type:'json', schema_shortname:'item', body:{price:1, code:'p1'}}}";
        return List.of(
                EventRow.of("create", send(ADMIN, "create", Shop.penJson("p1", 1)))
                        .both("create content heard:/pens/p1 (item)", pen),
                EventRow.of(
                                "create, in the order of the records",
                                send(
                                        ADMIN,
                                        "create",
                                        recordJson("content", "pens", "p2", "{}"),
                                        recordJson("folder", "/", "more", "{}")))
                        .before("create content heard:/pens/p2", "{}")
                        .before("create folder heard:/more", "{}")
                        .after("create content heard:/pens/p2", "{}")
                        .after("create folder heard:/more", "{}"),
                EventRow.of(
                                "create of an attachment",
                                send(ADMIN, "create", recordJson("comment", "pens/p1", "c2", "{body:'nice'}")))
                        .both("create comment heard:/pens/p1/c2", "{body:'nice'}"),
                EventRow.of(
                                "create of a space",
                                row("request")
                                        .as(ADMIN)
                                        .post(
                                                PATH,
                                                Shop.request(
                                                        "heard2",
                                                        "create",
                                                        recordJson("space", "/", "heard2", "{tags:['t']}"))))
                        .both("create space heard2:/heard2", "{tags:['t']}"),
                EventRow.of(
                                "create of an account",
                                row("request")
                                        .as(ADMIN)
                                        .post(
                                                PATH,
                                                Shop.request(
                                                        "management",
                                                        "create",
                                                        recordJson("user", "users", "heidi", "{" + SECRET + "}"))))
                        .both("create user management:/users/heidi", "{}"));
    }

    private static List<EventRow> updates() {
        String red = "update content heard:/pens/red (item)";
        return List.of(
                EventRow.of("update", send(ADMIN, "update", recordJson("content", "pens", "red", "{tags:['r']}")))
                        .both(red, "{history_diff:{tags:{old:['ink'], new:['r']}}}"),
                EventRow.of(
                                "patch",
                                send(
                                        ADMIN,
                                        "patch",
                                        recordJson("content", "pens", "red", "{payload:{body:{price:8}}}")))
                        .both(red, "{history_diff:{'payload.body.price':{old:7, new:8}}}"),
                EventRow.of(
                                "update that changes nothing",
                                send(ADMIN, "update", recordJson("content", "pens", "red", "{tags:['r']}")))
                        .both(red, "{history_diff:{}}"),
                EventRow.of(
                                "assign",
                                send(ADMIN, "assign", recordJson("content", "pens", "red", "{owner_shortname:'omar'}")))
                        .both(red, "{history_diff:{owner_shortname:{old:'dmart', new:'omar'}}}"),
                EventRow.of(
                                "update_acl",
                                send(
                                        ADMIN,
                                        "update_acl",
                                        recordJson(
                                                "content",
                                                "pens",
                                                "red",
                                                "{acl:[{user_shortname:'omar', allowed_actions:['view']}]}")))
                        .both(red, "{history_diff:{acl:'*'}}"),
                EventRow.of(
                                "move",
                                send(
                                        ADMIN,
                                        "move",
                                        recordJson(
                                                "content", "pens", "p1", "{dest_subpath:'more', dest_shortname:'p3'}")))
                        .before("move content heard:/pens/p1 (item)", ROUTE)
                        .after("move content heard:/more/p3 (item)", ROUTE),
                EventRow.of("lock", row("lock").as(ADMIN).put("/managed/lock/content/heard/pens/red?period=60", ""))
                        .both(
                                "lock content heard:/pens/red (item)",
                                "{lock_type:'lock', lock_period:60, owner_shortname:'dmart'}"),
                EventRow.of("lock again", row("lock").as(ADMIN).put("/managed/lock/content/heard/pens/red", ""))
                        .both(
                                "lock content heard:/pens/red (item)",
                                "{lock_type:'extend', lock_period:300, owner_shortname:'dmart'}"),
                EventRow.of("unlock", row("lock").as(ADMIN).delete("/managed/lock/heard/pens/red"))
                        .both(
                                "unlock content heard:/pens/red (item)",
                                "{lock_type:'cancel', lock_period:0, owner_shortname:'dmart'}"),
                EventRow.of(
                                "alteration",
                                row("alteration")
                                        .as(ADMIN)
                                        .post(
                                                "/managed/apply-alteration/heard/a1",
                                                recordJson("content", "pens", "blue", "{}")))
                        .before("update content heard:/pens/blue (item)", "{}")
                        .before("delete alteration heard:/pens/blue/a1", "{}")
                        .after(
                                "update content heard:/pens/blue (item)",
                                "{history_diff:{'payload.body.price':{old:3, new:9}}}")
                        .after("delete alteration heard:/pens/blue/a1", "{entry:{shortname:'a1'}}"));
    }

    private static final String ROUTE = "{src_space_name:'heard', src_subpath:'/pens', src_shortname:'p1',"
            + "dest_space_name:'heard', dest_subpath:'/more', dest_shortname:'p3'}";

    private static List<EventRow> tickets() {
        return List.of(
                EventRow.of(
                                "update of a ticket",
                                send(ADMIN, "update", recordJson("ticket", "claims", "t1", "{tags:['t']}")))
                        .both(
                                "update ticket heard:/claims/t1",
                                "{history_diff:{tags:{old:[], new:['t']}}, state:'new'}"),
                EventRow.of("lock of a ticket", row("lock").as(ADMIN).put("/managed/lock/ticket/heard/claims/t1", ""))
                        .before("lock ticket heard:/claims/t1", "{}")
                        .before("update ticket heard:/claims/t1", "{}")
                        .after(
                                "lock ticket heard:/claims/t1",
                                "{lock_type:'lock', lock_period:300, owner_shortname:'dmart'}")
                        .after(
                                "update ticket heard:/claims/t1",
                                "{history_diff:{'collaborators.processed_by':{old:'null', new:'dmart'}}, state:'new'}"),
                EventRow.of(
                                "progress with a comment",
                                row("progress")
                                        .as(ADMIN)
                                        .put(
                                                "/managed/progress-ticket/heard/claims/t1/end",
                                                "{resolution:'ok', comment:'well done'}"))
                        .before(
                                "progress_ticket ticket heard:/claims/t1",
                                "{action:'end', resolution:'ok', comment:'well done'}")
                        .before("~create comment heard:/claims/t1/c_\\d+", "{}")
                        .after(
                                "progress_ticket ticket heard:/claims/t1",
                                "{history_diff:{state:{old:'new', new:'done'}, is_open:{old:true, new:false},"
                                        + "resolution_reason:{old:'null', new:'ok'}, comment:'*'}, state:'done', previous_state:'new',"
                                        + "action:'end', is_open:false, resolution_reason:'ok', comment_shortname:'~c_\\\\d+'}")
                        .after(
                                "~create comment heard:/claims/t1/c_\\d+",
                                "{is_active:true, payload:{content_type:'comment', body:{body:'well done', state:'done'}}}"));
    }

    private static List<EventRow> accounts() {
        String heidi = "user management:/users/heidi";
        String wrong = "{shortname:'heidi', password:'Wrong_1_password'}";
        return List.of(
                EventRow.of("code", row("code").post("/user/otp-request", "{email:'ina@b.io'}")),
                EventRow.of(
                                "registration",
                                row("register")
                                        .post(
                                                "/user/create",
                                                recordJson(
                                                        "user",
                                                        "users",
                                                        "ina",
                                                        "{email:'ina@b.io', email_otp:'123456', " + SECRET + "}")))
                        .by("ina")
                        .both(
                                "create user management:/users/ina",
                                "{email:'ina@b.io', is_email_verified:true, cause:'registration'}"),
                EventRow.of("login", row("login").post("/user/login", "{shortname:'heidi', " + SECRET + "}"))
                        .by("heidi")
                        .after("update " + heidi, "{cause:'login', history_diff:null}"),
                EventRow.of("profile", row("profile").as(HEIDI).get("/user/profile"))
                        .both("view " + heidi, "{}"),
                EventRow.of(
                                "own changes",
                                row("profile")
                                        .as(HEIDI)
                                        .post(
                                                "/user/profile",
                                                recordJson("user", "users", "heidi", "{displayname:{en:'Heidi'}}")))
                        .both(
                                "update " + heidi,
                                "{cause:'profile', history_diff:{'displayname.en':{old:'null', new:'Heidi'}}}"),
                EventRow.of(
                        "a wrong password",
                        row("login").post("/user/login", wrong).gives(401)),
                EventRow.of(
                                "the last wrong password",
                                row("login").post("/user/login", wrong).gives(401))
                        .by("heidi")
                        .after(
                                "update " + heidi,
                                "{cause:'locked_out', history_diff:{is_active:{old:true, new:false}}}"));
    }

    private static List<EventRow> ends() {
        return List.of(
                EventRow.of("delete", send(ADMIN, "delete", recordJson("content", "more", "p3", "{}")))
                        .both(
                                "delete content heard:/more/p3 (item)",
                                "{entry:{shortname:'p3', uuid:'*', payload:{body:{price:1, code:'p1'}}}}"),
                EventRow.of(
                                "delete of a space",
                                row("request")
                                        .as(ADMIN)
                                        .post(
                                                PATH,
                                                Shop.request(
                                                        "heard2", "delete", recordJson("space", "/", "heard2", "{}"))))
                        .both("delete space heard2:/heard2", "{entry:{shortname:'heard2', tags:['t']}}"),
                EventRow.of(
                                "delete of the own account",
                                row("profile").as(Caller.user("ina")).post("/user/delete", ""))
                        .both("delete user management:/users/ina", "{entry:{shortname:'ina', password:null}}"));
    }

    /** What is refused or not there is not told, and what fails later is told to hooks alone. */
    private static List<EventRow> silence(World world) {
        byte[] archive = world.admin()
                .post("/managed/export", Json.strict("{type:'subpath', space_name:'heard', subpath:'/pens'}"))
                .expect(200)
                .body();
        return List.of(
                EventRow.of(
                        "import of an archive",
                        row("import").as(ADMIN).send("POST", "/managed/import", archive, "application/zip")),
                EventRow.of("update", send(ADMIN, "update", recordJson("content", "pens", "red", "{tags:['late']}")))
                        .both(
                                "update content heard:/pens/red (item)",
                                "{history_diff:{tags:{old:['ink'], new:['late']}}}"),
                EventRow.of(
                                "import of an archive that is told",
                                row("import")
                                        .as(ADMIN)
                                        .send("POST", "/managed/import?events=true", archive, "application/zip"))
                        .after(
                                "update content heard:/pens/red (item)",
                                "{history_diff:{tags:{old:['late'], new:['ink']}}, cause:'import'}"),
                EventRow.of(
                        "refused change",
                        send(STRANGER, "update", recordJson("content", "pens", "blue", "{tags:['x']}"))
                                .gives(400)),
                EventRow.of(
                        "refused look",
                        row("entry")
                                .as(STRANGER)
                                .get("/managed/entry/content/heard/pens/blue")
                                .gives(401)),
                EventRow.of(
                        "missing entry",
                        row("entry")
                                .as(ADMIN)
                                .get("/managed/entry/content/heard/pens/none")
                                .gives(404)),
                EventRow.of(
                        "unlock of what is not locked",
                        row("lock")
                                .as(ADMIN)
                                .delete("/managed/lock/heard/pens/red")
                                .gives(403)),
                EventRow.of(
                                "invalid payload",
                                send(ADMIN, "create", Shop.penJson("bad", "'x'"))
                                        .gives(400))
                        .before("create content heard:/pens/bad (item)", "{}"));
    }
}
