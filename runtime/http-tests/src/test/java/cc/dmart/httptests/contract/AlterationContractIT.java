package cc.dmart.httptests.contract;

import static cc.dmart.httptests.contract.Caller.ADMIN;
import static cc.dmart.httptests.contract.Caller.STRANGER;
import static cc.dmart.httptests.contract.Row.row;

import java.util.List;

/** Proposed changes, for one entry and for those that a query finds ({@code http-api.md} 4.16). */
class AlterationContractIT extends ContractSuite {
    private static final String PATH = "/managed/apply-alteration/alt/";

    @Override
    protected void prepare(World world) {
        Shop.make(world, "alt");
        world.admin()
                .post(
                        "/managed/request",
                        Json.strict(Shop.request(
                                "alt",
                                "create",
                                proposal("a1", "{price:9}"),
                                proposal("a2", "{price:'dear'}"),
                                all(
                                        "cheap",
                                        "{target_query:{subpath:'/pens', filter_shortnames:['red']},"
                                                + "patch:{tags:['cheap'], payload:{body:{price:1}}}}"),
                                all(
                                        "odd",
                                        "{target_query:{subpath:'/pens', filter_types:['content']},"
                                                + "patch:{payload:{body:{price:'x'}}}}"),
                                all(
                                        "less",
                                        "{target_query:{subpath:'/pens', filter_shortnames:['red']},"
                                                + "patch:{payload:{body:{code:null}}}}"),
                                proposal("a3", "{code:null}"),
                                all(
                                        "none",
                                        "{target_query:{subpath:'/pens', filter_shortnames:['nobody']}, patch:{tags:['x']}}"),
                                all("tags", "{target_query:{type:'tags', subpath:'/pens'}, patch:{tags:['x']}}"),
                                all("shaped", "{target_query:{subpath:'/pens', jq_filter:'.[0]'}, patch:{tags:['x']}}"),
                                all("empty", "{patch:{}}"))))
                .expect(200);
    }

    private static String proposal(String name, String update) {
        return Shop.recordJson("alteration", "pens/blue", name, "{requested_update:" + update + "}");
    }

    private static String all(String name, String body) {
        return Shop.recordJson("content", "alterations", name, "{payload:{content_type:'json', body:" + body + "}}");
    }

    private static final String BLUE = Shop.recordJson("content", "pens", "blue", "{}");

    @Override
    protected List<Row> rows() {
        return List.of(
                row("alteration_denied", "one")
                        .as(STRANGER)
                        .post(PATH + "a1", BLUE)
                        .fails(401, "request", 401),
                row("alteration")
                        .as(ADMIN)
                        .post(PATH + "a1", BLUE)
                        .gives(200, "{status:'success', records:[]}")
                        .event("update content alt:/pens/blue")
                        .event("delete alteration alt:/pens/blue/a1")
                        .noFile("alt/pens/.dm/blue/attachments.alteration/meta.a1.json"),
                row("payload_json", "as altered")
                        .as(ADMIN)
                        .get("/managed/payload/content/alt/pens/blue.json")
                        .gives(200, "{attributes:{price:9, code:'blue'}}"),
                row("alteration_failed")
                        .as(ADMIN)
                        .post(PATH + "a2", BLUE)
                        .failsRecord("blue", 402)
                        .file("alt/pens/.dm/blue/attachments.alteration/meta.a2.json"),
                row("alteration_missing", "one")
                        .as(ADMIN)
                        .post(PATH + "a1", BLUE)
                        .fails(404, "db", 220),
                row("alteration_invalid")
                        .as(ADMIN)
                        .post(PATH + "a2", "{resource_type:'content', subpath:'pens'}")
                        .fails(422, "validation", 424),
                row("alteration_denied", "all")
                        .as(STRANGER)
                        .post(PATH + "cheap", "")
                        .fails(401, "request", 401),
                row("alteration_all")
                        .as(ADMIN)
                        .post(PATH + "cheap", "{}")
                        .gives(
                                200,
                                "{attributes:{alteration:'cheap', matched:1, updated:1, failed_count:0, failed:[]}}")
                        .event("update content alt:/pens/red")
                        .event("delete content alt:/alterations/cheap"),
                row("entry_full", "as altered")
                        .as(ADMIN)
                        .get("/managed/entry/content/alt/pens/red?retrieve_json_payload=true")
                        .gives(200, "{tags:['cheap'], payload:{body:{price:1, code:'red'}}}"),
                row("alteration_all", "what fails is told and the alteration stays")
                        .as(ADMIN)
                        .post(PATH + "odd", "")
                        .gives(
                                200,
                                "{attributes:{matched:2, updated:0, failed_count:2, failed:[{record:'blue', error:'*', error_code:402},"
                                        + "'...']}}")
                        .file("alt/alterations/odd.json"),
                row("alteration", "null removes")
                        .as(ADMIN)
                        .post(PATH + "a3", BLUE)
                        .gives(200)
                        .event("update content alt:/pens/blue")
                        .event("delete alteration alt:/pens/blue/a3"),
                row("payload_json", "without what was removed")
                        .as(ADMIN)
                        .get("/managed/payload/content/alt/pens/blue.json")
                        .gives(200, "{attributes:{price:9, code:null}}"),
                row("alteration_all", "null removes")
                        .as(ADMIN)
                        .post(PATH + "less", "{}")
                        .gives(200, "{attributes:{matched:1, updated:1}}")
                        .event("update content alt:/pens/red")
                        .event("delete content alt:/alterations/less"),
                row("payload_json", "without what was removed, all")
                        .as(ADMIN)
                        .get("/managed/payload/content/alt/pens/red.json")
                        .gives(200, "{attributes:{price:1, code:null}}"),
                row("alteration_all", "nothing is found and the alteration stays")
                        .as(ADMIN)
                        .post(PATH + "none", "")
                        .gives(200, "{attributes:{alteration:'none', matched:0, updated:0, failed_count:0, failed:[]}}")
                        .file("alt/alterations/none.json"),
                row("alteration_query", "groups")
                        .as(ADMIN)
                        .post(PATH + "tags", "")
                        .fails(400, "request", 402),
                row("alteration_query", "jq_filter")
                        .as(ADMIN)
                        .post(PATH + "shaped", "")
                        .fails(400, "request", 402),
                row("alteration_part").as(ADMIN).post(PATH + "empty", "").fails(400, "request", 202),
                row("alteration_missing", "all")
                        .as(ADMIN)
                        .post(PATH + "cheap", "")
                        .fails(404, "db", 220));
    }
}
