package cc.dmart.httptests.contract;

import static cc.dmart.httptests.contract.Caller.ADMIN;
import static cc.dmart.httptests.contract.Caller.NOBODY;
import static cc.dmart.httptests.contract.Caller.STRANGER;
import static cc.dmart.httptests.contract.Row.filePart;
import static cc.dmart.httptests.contract.Row.part;
import static cc.dmart.httptests.contract.Row.row;
import static cc.dmart.httptests.contract.Row.utf8;
import static cc.dmart.httptests.contract.Shop.recordJson;
import static cc.dmart.httptests.contract.Shop.request;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/** Tables in and out, saved queries, data assets ({@code http-api.md} 4.7, 4.8, 4.13, 4.18, 5). */
class TableContractIT extends ContractSuite {
    private static final String IN = "/managed/resources_from_csv/content/tables/pens";
    private static final String SAVED = "{resource_type:'content', subpath:'tasks', shortname:'cheap', attributes:";

    @Override
    protected void prepare(World world) {
        Shop.make(world, "tables");
        world.admin()
                .post(
                        "/managed/request",
                        Json.strict(
                                request(
                                        "tables",
                                        "create",
                                        recordJson("folder", "/", "tasks", "{}"),
                                        recordJson(
                                                "folder",
                                                "/",
                                                "listed",
                                                "{payload:{content_type:'json', body:{csv_columns:[{key:'shortname', name:'Name'},"
                                                        + "{key:'attributes.payload.body.price', name:'Price'}]}}}"),
                                        recordJson(
                                                "content",
                                                "listed",
                                                "ink",
                                                "{payload:{content_type:'json', body:{price:2}}}"),
                                        recordJson("content", "loose", "stray", "{tags:['ink']}"),
                                        recordJson(
                                                "content",
                                                "tasks",
                                                "cheap",
                                                "{payload:{content_type:'json', body:{type:'search', space_name:'tables', query_subpath:'pens',"
                                                        + "subpath:'pens', filter_types:['content'], filter_schema_names:[], sort_by:'shortname',"
                                                        + "sort_type:'ascending', retrieve_json_payload:true, search:'@payload.body.code:$code'}}}"))))
                .expect(200);
    }

    @Override
    protected List<Row> rows() {
        List<Row> out = new ArrayList<>(in());
        out.addAll(out());
        out.addAll(saved());
        out.addAll(assets());
        return out;
    }

    private static byte[] csv(String text) {
        return filePart("resources_file", "pens.csv", "text/csv", utf8(text));
    }

    private static List<Row> in() {
        return List.of(
                row("csv_in")
                        .as(ADMIN)
                        .form(
                                IN + "/item",
                                csv(
                                        "\uFEFFshortname,is_active,tags,displayname.en,price,code\ngold,,,Gold,\"1,200\",g\n,true,,,5,a\n"))
                        .gives(200, "{status:'success', attributes:{success_count:2, failed_shortnames:[]}}")
                        .event("create content tables:/pens/gold")
                        .event("~create content tables:/pens/[0-9a-f]{8}"),
                row("entry_full", "a row of a table")
                        .as(ADMIN)
                        .get("/managed/entry/content/tables/pens/gold?retrieve_json_payload=true")
                        .gives(
                                200,
                                "{is_active:true, displayname:{en:'Gold'}, payload:{schema_shortname:'item', body:{price:1200, code:'g'}}}"),
                row("csv_in", "rows that fail")
                        .as(ADMIN)
                        .form(IN + "/item", csv("shortname,price\ngold,1\nsilver,cheap\nsteel,4\n"))
                        .gives(
                                200,
                                "{attributes:{success_count:1, failed_shortnames:[{gold:'400', error:'*'}, {silver:'400', error:'*'}]}}")
                        .event("create content tables:/pens/steel"),
                row("csv_in", "updates")
                        .as(ADMIN)
                        .form(IN + "/item?is_update=True", csv("shortname,price\ngold,2\n"))
                        .gives(200, "{attributes:{success_count:1, failed_shortnames:[]}}")
                        .event("update content tables:/pens/gold"),
                row("csv_in", "without a schema")
                        .as(ADMIN)
                        .form(IN, csv("shortname,colour\nplain,grey\n"))
                        .gives(200, "{attributes:{success_count:1}}")
                        .event("create content tables:/pens/plain"),
                row("csv_in", "attachments of an entry")
                        .as(ADMIN)
                        .form("/managed/resources_from_csv/json/tables/pens/gold", csv("shortname,colour\nmine,grey\n"))
                        .gives(200, "{attributes:{success_count:1, failed_shortnames:[]}}")
                        .event("create json tables:/pens/gold/mine")
                        .file("tables/pens/.dm/gold/attachments.json/meta.mine.json"),
                row("csv_in", "nobody may")
                        .as(STRANGER)
                        .form(IN + "/item", csv("shortname,price\nx1,2\n"))
                        .gives(200, "{attributes:{success_count:0, failed_shortnames:[{x1:'401', error:'*'}]}}"),
                row("csv_in_schema")
                        .as(ADMIN)
                        .form("/managed/resources_from_csv/content/tables/none/none", csv("shortname\nx\n"))
                        .fails(404, "db", 220),
                row("csv_in_schema", "attachments of no entry")
                        .as(ADMIN)
                        .form("/managed/resources_from_csv/json/tables/pens/none", csv("shortname,a\nx,1\n"))
                        .fails(404, "db", 220),
                row("csv_in_part", "no file")
                        .as(ADMIN)
                        .form(IN + "/item", part("x", "y"))
                        .fails(400, "request", 202),
                row("csv_in_part", "no header")
                        .as(ADMIN)
                        .form(IN + "/item", csv(""))
                        .fails(400, "request", 202),
                row("no_token", "table")
                        .as(NOBODY)
                        .form(IN + "/item", csv("shortname\nx\n"))
                        .fails(401, "jwtauth", 49));
    }

    private static List<Row> out() {
        return List.of(
                row("csv_out")
                        .as(ADMIN)
                        .post(
                                "/managed/csv",
                                "{type:'search', space_name:'tables', subpath:'/listed', filter_types:['content'], retrieve_json_payload:true}")
                        .gives(200)
                        .has("Content-Type", "text/csv.*")
                        .has("Content-Disposition", "attachment; filename=\"tables__listed\\.csv\".*")
                        .check(reply -> assertThat(reply.text()).isEqualTo("\uFEFFName,Price\r\nink,2\r\n")),
                row("csv_out", "a filter that makes something else of the rows")
                        .as(ADMIN)
                        .post(
                                "/managed/csv",
                                "{type:'search', space_name:'tables', subpath:'/listed', filter_types:['content'], jq_filter:'map({who:.shortname})'}")
                        .gives(200)
                        .check(reply -> assertThat(reply.text()).isEqualTo("\uFEFFwho\r\nink\r\n")),
                row("csv_out", "a filter that keeps the rows")
                        .as(ADMIN)
                        .post(
                                "/managed/csv",
                                "{type:'search', space_name:'tables', subpath:'/listed', filter_types:['content'], jq_filter:'map(select(true))'}")
                        .gives(200)
                        .check(reply -> assertThat(reply.text()).isEqualTo("\uFEFFName,Price\r\nink,2\r\n")),
                row("csv_out", "a folder without columns")
                        .as(ADMIN)
                        .post(
                                "/managed/csv",
                                "{type:'search', space_name:'tables', subpath:'/pens', filter_types:['content'], filter_shortnames:['gold']}")
                        .gives(200)
                        .check(reply ->
                                assertThat(reply.text()).startsWith("\uFEFFresource_type,shortname,subpath,uuid")),
                row("csv_out", "a folder that is not there")
                        .as(ADMIN)
                        .post("/managed/csv", "{type:'search', space_name:'tables', subpath:'/loose'}")
                        .gives(200)
                        .check(reply -> assertThat(reply.text())
                                .startsWith("\uFEFFresource_type,shortname,subpath,uuid")
                                .contains("\r\ncontent,stray,")),
                row("csv_out", "neither folder nor rows")
                        .as(ADMIN)
                        .post("/managed/csv", "{type:'search', space_name:'tables', subpath:'/nowhere'}")
                        .gives(200)
                        .check(reply -> assertThat(reply.text().lines()).hasSize(1)),
                row("csv_out_saved")
                        .as(ADMIN)
                        .post("/managed/csv/tables", SAVED + "{code:'blue'}}")
                        .gives(200)
                        .has("Content-Type", "text/csv.*")
                        .check(reply ->
                                assertThat(reply.text()).contains("blue").doesNotContain("red")),
                row("csv_out_saved", "a query")
                        .as(ADMIN)
                        .post(
                                "/managed/csv/tables",
                                "{type:'search', space_name:'tables', subpath:'pens', filter_types:['content'], filter_shortnames:['red']}")
                        .gives(200)
                        .check(reply -> assertThat(reply.text()).contains("red")),
                row("csv_out_saved", "a query that says another space: the path counts")
                        .as(ADMIN)
                        .post(
                                "/managed/csv/tables",
                                "{type:'search', space_name:'none', subpath:'pens', filter_types:['content'], filter_shortnames:['red']}")
                        .gives(200)
                        .check(reply -> assertThat(reply.text()).contains("red")),
                row("csv_out_none", "not a saved query")
                        .as(ADMIN)
                        .post("/managed/csv/tables", recordJson("content", "pens", "red", "{}"))
                        .fails(400, "media", 220),
                row("csv_out_none", "a query without rows")
                        .as(ADMIN)
                        .post("/managed/csv/tables", "{type:'search', space_name:'tables', subpath:'/nowhere'}")
                        .fails(400, "media", 220),
                row("csv_out_none", "no rows")
                        .as(ADMIN)
                        .post("/managed/csv/tables", SAVED + "{code:'none'}}")
                        .fails(400, "media", 220),
                row("query_space", "as a table")
                        .as(ADMIN)
                        .post("/managed/csv", "{type:'search', space_name:'none', subpath:'/'}")
                        .fails(400, "request", 203));
    }

    private static List<Row> saved() {
        return List.of(
                row("saved")
                        .as(ADMIN)
                        .post("/managed/excute/query/tables", SAVED + "{code:'blue'}}")
                        .gives(200, "{records:[{shortname:'blue'}], attributes:{total:1, returned:1}}"),
                row("saved", "spelled right, limits of the caller")
                        .as(ADMIN)
                        .post("/managed/execute/query/tables", SAVED + "{limit:1, offset:1}}")
                        .gives(200, "{attributes:{returned:1}}"),
                row("saved", "overrides")
                        .as(ADMIN)
                        .post(
                                "/managed/excute/query/tables",
                                "{shortname:'cheap', subpath:'/tasks', query_overrides:{limit:1}}")
                        .gives(200, "{attributes:{returned:1}}"),
                row("saved", "a value is no search language")
                        .as(ADMIN)
                        .post("/managed/excute/query/tables", SAVED + "{code:'blue | red'}}")
                        .gives(200, "{records:[], attributes:{total:0}}"),
                row("saved_missing")
                        .as(ADMIN)
                        .post("/managed/excute/query/tables", recordJson("content", "tasks", "none", "{}"))
                        .fails(404, "db", 220),
                row("saved_not")
                        .as(ADMIN)
                        .post("/managed/excute/query/tables", recordJson("content", "pens", "red", "{}"))
                        .fails(400, "media", 220),
                row("saved_task")
                        .as(ADMIN)
                        .post("/managed/excute/sweep/tables", SAVED + "{}}")
                        .fails(400, "request", 217),
                row("public_saved")
                        .as(NOBODY)
                        .post("/public/excute/query/tables", SAVED + "{}}")
                        .fails(401, "request", 401),
                row("public_saved", "spelled right")
                        .as(ADMIN)
                        .post("/public/execute/query/tables", SAVED + "{}}")
                        .fails(401, "request", 401));
    }

    private static List<Row> assets() {
        return List.of(row("data_asset_off")
                .as(ADMIN)
                .post(
                        "/managed/data-asset",
                        "{space_name:'tables', subpath:'pens', resource_type:'content', shortname:'blue', data_asset_type:'csv', query_string:'SELECT * FROM t'}")
                .fails(400, "request", 401));
    }
}
