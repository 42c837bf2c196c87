package cc.dmart.httptests.contract;

import static cc.dmart.httptests.contract.Caller.ADMIN;
import static cc.dmart.httptests.contract.Caller.NOBODY;
import static cc.dmart.httptests.contract.Caller.STRANGER;
import static cc.dmart.httptests.contract.Row.row;

import java.util.List;

/** Locks of entries ({@code http-api.md} 4.12, {@code plugins-events.md} 4.6). */
class LockContractIT extends ContractSuite {
    private static final String BLUE = "/managed/lock/content/lk/pens/blue";
    private static final String UNLOCK = "/managed/lock/lk/pens/blue";
    private static final Caller LEO = Caller.user("leo");
    private static final String FOLDER = "f".repeat(128);
    private static final String LONG = FOLDER + "/" + "n".repeat(64);

    @Override
    protected void prepare(World world) {
        Shop.make(world, "lk");
        Shop.account(
                world,
                "leo",
                "lk_lock",
                "{subpaths:{lk:['__all_subpaths__']}, resource_types:['content'], actions:['view','lock'], conditions:[]}");
        world.admin()
                .post(
                        "/managed/request",
                        Json.strict(Shop.request(
                                "lk",
                                "create",
                                Shop.recordJson("content", FOLDER, "n".repeat(64), "{}"),
                                Shop.recordJson("comment", LONG, "note", "{payload:{content_type:'text', body:'x'}}"))))
                .expect(200);
    }

    private static Row update(String outcome, String detail, String attributes) {
        return row(outcome, detail)
                .as(ADMIN)
                .post(
                        "/managed/request",
                        "{space_name:'lk', request_type:'update', records:[{resource_type:'content', subpath:'pens',"
                                + "shortname:'blue', retrieve_lock_status:true, attributes:" + attributes + "}]}");
    }

    private static String longNote(String attributes) {
        return Shop.recordJson("comment", LONG, "note", attributes);
    }

    @Override
    protected List<Row> rows() {
        return List.of(
                row("lock")
                        .as(LEO)
                        .put(BLUE, "")
                        .gives(
                                200,
                                "{status:'success', records:null, attributes:{message:'Successfully locked the entry for 300 seconds',"
                                        + "locked_by:'leo', lock_period:300}}"),
                row("lock", "the same account again extends")
                        .as(LEO)
                        .put(BLUE + "?period=60", "")
                        .gives(
                                200,
                                "{attributes:{message:'Successfully locked the entry for 60 seconds', lock_period:60}}"),
                row("lock_held").as(ADMIN).put(BLUE, "").fails(403, "lock", 31, "{error:{message:'~.*leo'}}"),
                row("by_uuid_locked")
                        .as(LEO)
                        .get("/managed/entry/content/lk/pens/blue")
                        .keep("blue", "/uuid")
                        .gives(200),
                row("by_uuid_locked", "says who holds it")
                        .as(LEO)
                        .get("/managed/byuuid/${blue}?retrieve_lock_status=true")
                        .gives(200, "{attributes:{locked:{owner_shortname:'leo', lock_time:'~.*T.*\\\\.\\\\d{6}'}}}"),
                row("query_locked")
                        .as(ADMIN)
                        .post(
                                "/managed/query",
                                "{type:'search', space_name:'lk', subpath:'pens', filter_shortnames:['blue'],"
                                        + "retrieve_lock_status:true}")
                        .gives(200, "{records:[{attributes:{locked:{owner_shortname:'leo', lock_time:'*'}}}]}"),
                update("failed_record", "update of a locked entry that asks", "{tags:['x']}")
                        .failsRecord("blue", 31),
                row("update", "update of a locked entry that does not ask")
                        .as(ADMIN)
                        .post(
                                "/managed/request",
                                Shop.request(
                                        "lk", "update", Shop.recordJson("content", "pens", "blue", "{tags:['y']}")))
                        .gives(200, "{records:[]}")
                        .event("update content lk:/pens/blue"),
                row("unlock_unavailable", "of somebody else")
                        .as(ADMIN)
                        .delete(UNLOCK)
                        .fails(403, "lock", 30),
                row("unlock_unavailable", "of what is not locked")
                        .as(LEO)
                        .delete("/managed/lock/lk/pens/red")
                        .fails(403, "lock", 30),
                row("unlock_denied").as(STRANGER).delete(UNLOCK + "?force=true").fails(401, "request", 401),
                row("unlock", "of somebody else with force")
                        .as(ADMIN)
                        .delete(UNLOCK + "?force=true")
                        .gives(200, "{attributes:{message:'Entry unlocked successfully'}}"),
                row("by_uuid_locked", "nobody holds it")
                        .as(LEO)
                        .get("/managed/byuuid/${blue}?retrieve_lock_status=true")
                        .gives(200, "{attributes:{locked:null}}"),
                row("lock", "by the administrator")
                        .as(ADMIN)
                        .put(BLUE, "")
                        .gives(200, "{attributes:{locked_by:'dmart'}}"),
                update("update", "the own lock goes with a write that asks", "{tags:['z']}")
                        .gives(200)
                        .event("update content lk:/pens/blue"),
                row("unlock_unavailable", "the own lock is gone")
                        .as(ADMIN)
                        .delete(UNLOCK)
                        .fails(403, "lock", 30),
                row("lock", "of a space")
                        .as(ADMIN)
                        .put("/managed/lock/space/lk/__root__/lk", "")
                        .gives(200),
                row("unlock", "of a space")
                        .as(ADMIN)
                        .delete("/managed/lock/lk/__root__/lk")
                        .gives(200, "{attributes:{message:'Entry unlocked successfully'}}"),
                row("unlock_unavailable", "of a space that is not locked")
                        .as(ADMIN)
                        .delete("/managed/lock/lk/lk")
                        .fails(403, "lock", 30),
                row("lock_missing", "of a space by the name of another")
                        .as(ADMIN)
                        .put("/managed/lock/space/management/lk", "")
                        .fails(404, "db", 220),
                row("lock", "of a picture")
                        .as(ADMIN)
                        .put("/managed/lock/media/lk/pens/blue/pic", "")
                        .gives(200),
                row("unlock").as(ADMIN).delete("/managed/lock/lk/pens/blue/pic").gives(200),
                row("lock", "of a comment, the path of whose entry is as long as it may be")
                        .as(ADMIN)
                        .put("/managed/lock/comment/lk/" + LONG + "/note", "")
                        .gives(200),
                row("entry", "such a comment")
                        .as(ADMIN)
                        .get("/managed/entry/comment/lk/" + LONG + "/note")
                        .gives(200, "{payload:{body:'x'}}"),
                row("update", "such a comment")
                        .as(ADMIN)
                        .post("/managed/request", Shop.request("lk", "update", longNote("{tags:['x']}")))
                        .gives(200)
                        .event("update comment lk:/" + LONG + "/note"),
                row("unlock", "such a comment")
                        .as(ADMIN)
                        .delete("/managed/lock/lk/" + LONG + "/note")
                        .gives(200),
                row("delete", "such a comment")
                        .as(ADMIN)
                        .post("/managed/request", Shop.request("lk", "delete", longNote("{}")))
                        .gives(200)
                        .event("delete comment lk:/" + LONG + "/note"),
                row("lock_missing")
                        .as(ADMIN)
                        .put("/managed/lock/content/lk/pens/none", "")
                        .fails(404, "db", 220),
                row("lock_missing", "unlock")
                        .as(ADMIN)
                        .delete("/managed/lock/lk/pens/none")
                        .fails(404, "db", 220),
                row("lock_denied").as(STRANGER).put(BLUE, "").fails(401, "request", 401),
                row("lock_invalid", "type")
                        .as(ADMIN)
                        .put("/managed/lock/thing/lk/pens/blue", "")
                        .fails(422, "validation", 424),
                row("lock_invalid", "period")
                        .as(ADMIN)
                        .put(BLUE + "?period=3601", "")
                        .fails(422, "validation", 424),
                row("no_token", "lock").as(NOBODY).put(BLUE, "").fails(401, "jwtauth", 49));
    }
}
