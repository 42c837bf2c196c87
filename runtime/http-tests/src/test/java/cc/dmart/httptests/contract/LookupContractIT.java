package cc.dmart.httptests.contract;

import static cc.dmart.httptests.contract.Caller.ADMIN;
import static cc.dmart.httptests.contract.Caller.NOBODY;
import static cc.dmart.httptests.contract.Caller.STRANGER;
import static cc.dmart.httptests.contract.Row.row;

import java.util.List;

/** Entries by uuid and slug, and what there is for operators and by meaning ({@code http-api.md} 4.4, 4.15, 4.17, 5). */
class LookupContractIT extends ContractSuite {
    private static final String NEVER = "00000000-0000-4000-8000-000000000000";

    @Override
    protected void prepare(World world) {
        Shop.make(world, "find");
        Shop.make(world, "find2");
        for (String space : List.of("find", "find2")) {
            world.admin()
                    .post(
                            "/managed/request",
                            Json.strict(Shop.request(
                                    space,
                                    "create",
                                    Shop.recordJson(
                                            "content",
                                            "pens",
                                            "slugged",
                                            "{slug:'my-slug', payload:{content_type:'json', body:{price:1}}}"))))
                    .expect(200);
        }
    }

    @Override
    protected List<Row> rows() {
        return List.of(
                row("entry", "for its uuid")
                        .as(ADMIN)
                        .get("/managed/entry/content/find/pens/blue")
                        .keep("uuid", "/uuid")
                        .gives(200),
                row("entry_full", "for the uuid of its picture")
                        .as(ADMIN)
                        .get("/managed/entry/content/find/pens/blue?retrieve_attachments=true")
                        .keep("pic", "/attachments/media/0/uuid")
                        .gives(200),
                row("by_uuid")
                        .as(ADMIN)
                        .get("/managed/byuuid/${uuid}")
                        .gives(
                                200,
                                "{resource_type:'content', uuid:'${uuid}', shortname:'blue', subpath:'pens', status:null,"
                                        + "attachments:null, attributes:{space_name:'find', is_active:true,"
                                        + "payload:{content_type:'json', body:null}}}"),
                row("by_uuid", "with all")
                        .as(ADMIN)
                        .get("/managed/byuuid/${uuid}?retrieve_json_payload=true&retrieve_attachments=true")
                        .gives(
                                200,
                                "{attributes:{payload:{body:{price:3}}}, attachments:{media:[{shortname:'pic', subpath:'pens'}]}}"),
                row("by_uuid", "an attachment")
                        .as(ADMIN)
                        .get("/managed/byuuid/${pic}")
                        .gives(200, "{resource_type:'media', shortname:'pic', subpath:'pens/blue'}"),
                row("by_slug", "the newest of several")
                        .as(ADMIN)
                        .get("/managed/byslug/my-slug")
                        .gives(200, "{shortname:'slugged', attributes:{slug:'my-slug', space_name:'find2'}}"),
                row("by_uuid_missing").as(ADMIN).get("/managed/byuuid/" + NEVER).fails(404, "media", 220),
                row("by_slug_missing").as(ADMIN).get("/managed/byslug/none").fails(404, "media", 220),
                row("by_uuid_denied")
                        .as(STRANGER)
                        .get("/managed/byuuid/${uuid}")
                        .fails(401, "request", 401),
                row("by_slug_denied")
                        .as(STRANGER)
                        .get("/managed/byslug/my-slug")
                        .fails(401, "request", 401),
                row("by_uuid_invalid").as(ADMIN).get("/managed/byuuid/blue").fails(422, "validation", 424),
                row("by_slug_invalid").as(ADMIN).get("/managed/byslug/a%20b").fails(422, "validation", 424),
                row("no_token", "byuuid")
                        .as(NOBODY)
                        .get("/managed/byuuid/${uuid}")
                        .fails(401, "jwtauth", 49),
                row("public_by_denied", "uuid")
                        .as(ADMIN)
                        .get("/public/byuuid/${uuid}")
                        .fails(401, "request", 401),
                row("public_by_denied", "slug").get("/public/byslug/my-slug").fails(401, "request", 401),
                row("public_by_missing", "uuid").get("/public/byuuid/" + NEVER).fails(404, "media", 220),
                row("public_by_missing", "slug").get("/public/byslug/none").fails(404, "media", 220),
                row("short_link")
                        .as(ADMIN)
                        .get("/managed/shortening/find/pens/blue")
                        .keep("link", "/attributes/token")
                        .gives(
                                200,
                                "{attributes:{token:'~[A-Za-z0-9_-]{22,}', short_url:'~http://127.0.0.1:\\\\d+/managed/s/.*'}}"),
                row("short_link_missing")
                        .as(ADMIN)
                        .get("/managed/shortening/find/pens/none")
                        .fails(404, "db", 220),
                row("short_link_denied")
                        .as(STRANGER)
                        .get("/managed/shortening/find/pens/blue")
                        .fails(401, "request", 401),
                row("short_link_follow")
                        .get("/managed/s/${link}")
                        .gives(302)
                        .has("Location", ".*/managed/entry/content/find/pens/blue")
                        .has("Referrer-Policy", ".*no-referrer.*"),
                row("short_link_unknown").get("/managed/s/12345678").gives(302).has("Location", ".*/"),
                row("reload").as(ADMIN).get("/managed/reload-security-data").gives(200, "{status:'success'}"),
                row("reload_denied")
                        .as(STRANGER)
                        .get("/managed/reload-security-data")
                        .fails(401, "auth", 401),
                row("embeddings_off")
                        .as(ADMIN)
                        .post("/managed/reindex-embeddings", "{}")
                        .fails(400, "request", 217),
                row("embeddings_denied")
                        .as(STRANGER)
                        .post("/managed/reindex-embeddings", "{}")
                        .fails(401, "request", 401),
                row("semantic_off")
                        .as(ADMIN)
                        .post("/managed/semantic-search", "{query:'pens'}")
                        .fails(400, "request", 217),
                row("semantic_query")
                        .as(ADMIN)
                        .post("/managed/semantic-search", "{limit:3}")
                        .fails(400, "request", 202),
                row("semantic_invalid", "limit")
                        .as(ADMIN)
                        .post("/managed/semantic-search", "{query:'pens', limit:101}")
                        .fails(400, "request", 402),
                row("semantic_invalid", "limit, no number")
                        .as(ADMIN)
                        .post("/managed/semantic-search", "{query:'pens', limit:'ten'}")
                        .fails(400, "request", 402),
                row("semantic_invalid", "no object")
                        .as(ADMIN)
                        .post("/managed/semantic-search", "[]")
                        .fails(400, "request", 402),
                row("semantic_invalid", "query")
                        .as(ADMIN)
                        .post("/managed/semantic-search", "{query:7}")
                        .fails(400, "request", 402));
    }
}
