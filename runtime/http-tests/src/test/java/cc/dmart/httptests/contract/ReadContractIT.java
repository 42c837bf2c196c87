package cc.dmart.httptests.contract;

import static cc.dmart.httptests.contract.Caller.ADMIN;
import static cc.dmart.httptests.contract.Caller.NOBODY;
import static cc.dmart.httptests.contract.Caller.STRANGER;
import static cc.dmart.httptests.contract.Row.row;
import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.client.Entries;
import java.util.ArrayList;
import java.util.List;

/** Queries, entries and payloads, managed and public ({@code http-api.md} 4.1, 4.3, 4.5, 5). */
class ReadContractIT extends ContractSuite {
    private static final String ENTRY = "/managed/entry/content/read/pens/blue";
    private static final String PAYLOAD = "/managed/payload/content/read/pens/blue";

    @Override
    protected void prepare(World world) {
        Shop.make(world, "read");
        Entries entries = world.client(Caller.ADMIN).entries();
        entries.create(
                "read", Shop.record("content", "pens", "note", "{payload:{content_type:'markdown', body:'# Hi'}}"));
    }

    @Override
    protected List<Row> rows() {
        List<Row> out = new ArrayList<>(queries());
        out.addAll(kinds());
        out.addAll(entries());
        out.addAll(payloads());
        out.addAll(open());
        return out;
    }

    private static String question(String more) {
        return "{type:'search', space_name:'read', subpath:'/pens', filter_types:['content']" + more + "}";
    }

    private static Row query(Row row, String question) {
        return row.post("/managed/query", question);
    }

    private static List<Row> queries() {
        return List.of(
                query(row("query").as(ADMIN), question(", filter_shortnames:['blue']"))
                        .gives(
                                200,
                                "{status:'success', records:[{resource_type:'content', uuid:'*', shortname:'blue', subpath:'pens',"
                                        + "attributes:{space_name:'read', is_active:true, payload:{content_type:'json', body:null}}}],"
                                        + "attributes:{total:1, returned:1}}"),
                query(row("query_unseen").as(STRANGER), question(""))
                        .gives(200, "{records:[], attributes:{total:0, returned:0}}"),
                query(row("query_no_records", "limit").as(ADMIN), question(", limit:0"))
                        .gives(200, "{records:[], attributes:{total:3, returned:0}}"),
                query(row("query_no_records", "offset").as(ADMIN), question(", offset:50"))
                        .gives(200, "{records:[], attributes:{total:3, returned:0}}"),
                query(row("query_no_total").as(ADMIN), question(", retrieve_total:false"))
                        .gives(200, "{attributes:{total:-1, returned:3}}"),
                query(
                                row("query_payload").as(ADMIN),
                                question(", retrieve_json_payload:true, search:'@payload.body.price:3'"))
                        .gives(200, "{records:[{shortname:'blue', attributes:{payload:{body:{price:3}}}}]}"),
                query(
                                row("query_attachments").as(ADMIN),
                                question(", retrieve_attachments:true, filter_shortnames:['blue']"))
                        .gives(
                                200,
                                "{records:[{attachments:{comment:[{shortname:'c1', subpath:'pens'}], media:[{shortname:'pic'}]}}]}"),
                query(
                                row("query_nulls").as(ADMIN),
                                question(", search:null, filter_tags:null, sort_by:null, limit:null, jq_filter:null,"
                                        + "aggregation_data:null, filter_schema_names:null, branch_name:'x'"))
                        .gives(200, "{attributes:{total:3}}"),
                query(row("query_space").as(ADMIN), "{type:'search', space_name:'none', subpath:'/'}")
                        .fails(
                                400,
                                "request",
                                203,
                                "{error:{message:'Space name none provided is empty or invalid [3]'}}"),
                query(row("query_invalid", "no subpath").as(ADMIN), "{type:'search', space_name:'read'}")
                        .fails(422, "validation", 424, "{error:{info:[{loc:['body','subpath'], type:'missing'}]}}"),
                query(row("query_invalid", "type").as(ADMIN), "{type:'thing', space_name:'read', subpath:'/'}")
                        .fails(422, "validation", 424),
                query(row("query_invalid", "space").as(ADMIN), "{type:'search', space_name:'re-ad', subpath:'/'}")
                        .fails(422, "validation", 424),
                query(row("no_token", "query").as(NOBODY), question("")).fails(401, "jwtauth", 49));
    }

    private static List<Row> kinds() {
        return List.of(
                query(row("query_spaces").as(ADMIN), "{type:'spaces', space_name:'management', subpath:'/', limit:-1}")
                        .gives(
                                200,
                                "{records:[{resource_type:'space', shortname:'read', subpath:'/', attributes:{ordinal:null}}, '...']}")
                        .check(reply -> assertThat(reply.text()).contains("\"ordinal\":null")),
                query(
                                row("query_history").as(ADMIN),
                                "{type:'history', space_name:'read', subpath:'/pens', filter_shortnames:['blue']}")
                        .gives(200, "{status:'success', attributes:{total:'*', returned:'*'}}"),
                query(row("query_events").as(ADMIN), "{type:'events', space_name:'read', subpath:'/pens'}")
                        .gives(
                                200,
                                "{records:[{resource_type:'content', shortname:'note', attributes:{request:'create', user_shortname:'dmart'}}, '...']}"),
                query(row("query_tags").as(ADMIN), "{type:'tags', space_name:'read', subpath:'/'}")
                        .gives(
                                200,
                                "{records:[{shortname:'tags', resource_type:'content', attributes:{tags:['ink'], tag_counts:{ink:2}}}]}"),
                query(row("query_counters").as(ADMIN), question("").replace("'search'", "'counters'"))
                        .gives(200, "{records:[], attributes:{total:3, returned:0}}"),
                query(row("query_random").as(ADMIN), question(", limit:2").replace("'search'", "'random'"))
                        .gives(200, "{attributes:{returned:2}}"),
                query(row("query_subpath").as(ADMIN), question("").replace("'search'", "'subpath'"))
                        .gives(200, "{attributes:{total:3, returned:3}}"),
                query(
                                row("query_query_attachments").as(ADMIN),
                                "{type:'attachments', space_name:'read', subpath:'/pens/blue'}")
                        .gives(
                                200,
                                "{records:[{resource_type:'media', shortname:'pic', subpath:'pens/blue'}, '...']}"));
    }

    private static List<Row> entries() {
        List<Row> out = new ArrayList<>(List.of(
                row("entry")
                        .as(ADMIN)
                        .get(ENTRY)
                        .gives(200, "{shortname:'blue', uuid:'*', status:null, space_name:null, attachments:{}}"),
                row("entry_full")
                        .as(ADMIN)
                        .get(ENTRY + "?retrieve_json_payload=True&retrieve_attachments=true")
                        .gives(
                                200,
                                "{payload:{body:{price:3}}, attachments:{comment:[{resource_type:'comment', subpath:'pens',"
                                        + "attributes:{payload:{body:{body:'nice'}}}}], media:[{shortname:'pic', attributes:{payload:{body:'pic.png', checksum:'*'}}}]}}"),
                row("entry_filtered")
                        .as(ADMIN)
                        .get(ENTRY + "?retrieve_attachments=true&filter_attachments_types=media")
                        .gives(200, "{attachments:{media:'*', comment:null}}"),
                row("entry_meta")
                        .as(ADMIN)
                        .get(ENTRY.replace("/entry/", "/meta/"))
                        .gives(200, "{shortname:'blue'}"),
                row("entry", "user without secrets")
                        .as(ADMIN)
                        .get("/managed/entry/user/management/users/omar")
                        .gives(200, "{shortname:'omar', password:null}"),
                row("entry_missing").as(ADMIN).get(ENTRY + "x").fails(404, "db", 220),
                row("entry_missing", "a space by the name of another")
                        .as(ADMIN)
                        .get("/managed/entry/space/management/read")
                        .fails(404, "db", 220),
                row("entry_missing", "a space in a folder")
                        .as(ADMIN)
                        .get("/managed/entry/space/read/pens/read")
                        .fails(404, "db", 220),
                row("entry_missing", "space")
                        .as(ADMIN)
                        .get("/managed/entry/content/none/pens/blue")
                        .fails(404, "db", 220),
                row("entry_denied").as(STRANGER).get(ENTRY).fails(401, "request", 401),
                row("entry_invalid", "type")
                        .as(ADMIN)
                        .get("/managed/entry/thing/read/pens/blue")
                        .fails(422, "validation", 424)));
        return out;
    }

    private static List<Row> payloads() {
        return List.of(
                row("payload_json")
                        .as(ADMIN)
                        .get(PAYLOAD + ".json")
                        .gives(200, "{status:'success', attributes:{price:3, code:'blue'}}"),
                row("payload_json", "schema in the name")
                        .as(ADMIN)
                        .get(PAYLOAD + ".item.json")
                        .gives(200, "{attributes:{price:3}}"),
                row("payload_text")
                        .as(ADMIN)
                        .get("/managed/payload/content/read/pens/note.md")
                        .gives(200)
                        .has("Content-Type", "text/plain; charset=utf-8")
                        .has("Content-Disposition", "attachment; .*")
                        .check(reply -> assertThat(reply.text()).isEqualTo("# Hi")),
                row("payload_file", "trailing dot")
                        .as(ADMIN)
                        .get("/managed/payload/media/read/pens/blue/pic.png.")
                        .gives(200),
                row("payload_file", "another extension")
                        .as(ADMIN)
                        .get("/managed/payload/media/read/pens/blue/pic.jpg")
                        .gives(200),
                row("payload_none")
                        .as(ADMIN)
                        .get("/managed/payload/folder/read/pens.json")
                        .fails(404, "media", 220),
                row("payload_missing")
                        .as(ADMIN)
                        .get("/managed/payload/content/read/pens/none.json")
                        .fails(404, "db", 220),
                row("payload_denied")
                        .as(STRANGER)
                        .get("/managed/payload/media/read/pens/blue/pic.png")
                        .fails(401, "request", 401),
                row("no_token", "payload").as(NOBODY).get(PAYLOAD + ".json").fails(401, "jwtauth", 49),
                row("payload_ext").as(ADMIN).get(PAYLOAD + ".exe").fails(422, "validation", 424));
    }

    private static List<Row> open() {
        return List.of(
                row("public_query")
                        .as(ADMIN)
                        .post("/public/query", question(""))
                        .gives(200, "{records:[], attributes:{total:0}}"),
                row("public_query", "unknown space")
                        .post("/public/query", "{type:'search', space_name:'none', subpath:'/'}")
                        .gives(200, "{records:[], attributes:{total:0, returned:0}}"),
                row("public_history")
                        .post("/public/query", "{type:'history', space_name:'read', subpath:'/'}")
                        .fails(401, "request", 401),
                row("public_history", "events")
                        .post("/public/query", "{type:'events', space_name:'read', subpath:'/'}")
                        .fails(401, "request", 401),
                row("public_query_url")
                        .get("/public/query/search/read/pens?limit=1")
                        .gives(200, "{attributes:{total:0}}"),
                row("public_query_url_invalid", "parameter")
                        .get("/public/query/search/read/pens?filter_types=nothing")
                        .fails(422, "validation", 424, "{error:{info:[{loc:['query','filter_types'], type:'enum'}]}}"),
                row("public_query_url_invalid", "type")
                        .get("/public/query/seek/read/pens")
                        .fails(422, "validation", 424, "{error:{info:[{loc:['path','type'], type:'enum'}]}}"),
                row("public_query_url_invalid", "space")
                        .get("/public/query/search/a-b/pens")
                        .fails(
                                422,
                                "validation",
                                424,
                                "{error:{info:[{loc:['path','space_name'], type:'string_pattern_mismatch'}]}}"),
                row("public_entry_denied")
                        .as(ADMIN)
                        .get(ENTRY.replace("managed", "public"))
                        .fails(401, "request", 401),
                row("public_payload_denied")
                        .as(ADMIN)
                        .get(PAYLOAD.replace("managed", "public") + ".json")
                        .fails(401, "request", 401));
    }
}
