package cc.dmart.httptests.contract;

import static cc.dmart.httptests.contract.Caller.ADMIN;
import static cc.dmart.httptests.contract.Row.row;
import static cc.dmart.httptests.contract.Shop.recordJson;
import static cc.dmart.httptests.contract.Shop.request;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Every member of a query ({@code http-api.md} 4.1); what they mean exactly is tested where the language is. */
class QueryContractIT extends ContractSuite {
    @Override
    protected void prepare(World world) {
        Shop.make(world, "ask");
        world.admin()
                .post(
                        "/managed/request",
                        Json.strict(
                                request(
                                        "ask",
                                        "create",
                                        recordJson("folder", "pens", "old", "{}"),
                                        recordJson(
                                                "content",
                                                "pens/old",
                                                "quill",
                                                "{tags:['feather'], displayname:{en:'Quill'}, payload:{content_type:'json', body:{price:9}}}"))))
                .expect(200);
        change(world);
    }

    /** An entry and an account that have changed. */
    private static void change(World world) {
        change(world, "create", "ask", recordJson("content", "notes", "changed", body("{price:1, sizes:[1,2]}")));
        change(world, "update", "ask", recordJson("content", "notes", "changed", body("{price:2}")));
        change(world, "update", "ask", recordJson("content", "notes", "changed", body("{sizes:[2,3], code:'x'}")));
        String user = "{password:'" + World.PASSWORD + "'}";
        change(world, "create", "management", recordJson("user", "users", "masked", user));
        String reaction =
                recordJson("reaction", "pens/old/quill", "like", "{payload:{content_type:'json', body:{type:'like'}}}");
        change(world, "create", "ask", reaction);
        change(world, "update", "management", recordJson("user", "users", "masked", user.replace("77", "78")));
    }

    private static String body(String json) {
        return "{payload:{content_type:'json', body:" + json + "}}";
    }

    private static void change(World world, String type, String space, String record) {
        world.admin()
                .post("/managed/request", Json.strict(request(space, type, record)))
                .expect(200);
    }

    @Override
    protected List<Row> rows() {
        List<Row> out = new ArrayList<>(members());
        out.addAll(order());
        out.addAll(groups());
        out.addAll(kinds());
        out.addAll(refused());
        out.addAll(wrong());
        return out;
    }

    private static Row ask(String outcome, String detail, String more) {
        return row(outcome, detail)
                .as(ADMIN)
                .post(
                        "/managed/query",
                        "{type:'search', space_name:'ask', subpath:'pens', filter_types:['content']" + more + "}");
    }

    private static Row ask(String detail, String more) {
        return ask("query_member", detail, more);
    }

    private static String found(int total, String... names) {
        StringBuilder records = new StringBuilder();
        for (String name : names) {
            records.append(records.isEmpty() ? "" : ",")
                    .append("{shortname:'")
                    .append(name)
                    .append("'}");
        }
        return "{records:[" + records + "], attributes:{total:" + total + ", returned:" + names.length + "}}";
    }

    private static final String BY_NAME = ", sort_by:'shortname', sort_type:'ascending'";

    private static List<Row> members() {
        return List.of(
                ask("the whole subtree", BY_NAME).gives(200, found(3, "blue", "quill", "red")),
                ask("exact_subpath", BY_NAME + ", exact_subpath:true").gives(200, found(2, "blue", "red")),
                ask("filter_types, several", BY_NAME + ", filter_types:['content','folder']")
                        .gives(200, "{attributes:{total:4}}"),
                ask("filter_types, none", ", filter_types:[]").gives(200, "{attributes:{total:4}}"),
                ask("filter_schema_names", BY_NAME + ", filter_schema_names:['item']")
                        .gives(200, found(2, "blue", "red")),
                ask("filter_schema_names meta", ", filter_schema_names:['meta']")
                        .gives(200, "{attributes:{total:3}}"),
                ask("filter_shortnames", ", filter_shortnames:['red']").gives(200, found(1, "red")),
                ask("filter_tags", ", filter_tags:['feather']").gives(200, found(1, "quill")),
                ask("search", ", search:'@payload.body.price:[4 8]'").gives(200, found(1, "red")),
                ask("from_date", ", from_date:'2001-01-01'").gives(200, "{attributes:{total:3}}"),
                ask("to_date", ", to_date:'2001-01-01T00:00:00'").gives(200, found(0)),
                ask("include_fields", ", filter_shortnames:['red'], include_fields:['shortname','tags']")
                        .gives(200, "{records:[{shortname:'red', attributes:{tags:['ink'], owner_shortname:null}}]}"),
                ask("exclude_fields", ", filter_shortnames:['red'], exclude_fields:['tags']")
                        .gives(200, "{records:[{attributes:{tags:null, owner_shortname:'dmart'}}]}"),
                ask(
                                "highlight_fields",
                                ", retrieve_json_payload:true, search:'quill', highlight_fields:{'displayname.en':'hit'}")
                        .gives(200, "{records:[{shortname:'quill', attributes:{hit:'Quill'}}], attributes:{total:1}}"),
                ask("validate_schema", ", validate_schema:false, filter_shortnames:['red']")
                        .gives(200, found(1, "red")),
                ask(
                                "jq_filter",
                                ", retrieve_json_payload:true" + BY_NAME
                                        + ", jq_filter:'map({name: .shortname, cost: .attributes.payload.body.price})'")
                        .gives(200, "{records:[{name:'blue', cost:3}, {name:'quill', cost:9}, {name:'red', cost:7}]}"),
                ask(
                                "join",
                                ", filter_shortnames:['red'], join:[{join_on:'tags:tags', alias:'same',"
                                        + "query:{type:'search', space_name:'ask', subpath:'pens', filter_types:['content'], limit:5}}]")
                        .gives(200, "{records:[{shortname:'red', attributes:{join:{same:['...']}}}]}"));
    }

    private static List<Row> order() {
        return List.of(
                ask("sort_by with a prefix", ", sort_by:'@attributes.payload.body.price', sort_type:'descending'")
                        .gives(200, found(3, "quill", "red", "blue")),
                ask("sort_by several", ", sort_by:'tags,shortname', sort_type:'ascending'")
                        .gives(200, found(3, "quill", "blue", "red")),
                ask("sort_by several, the other way", ", sort_by:'tags,shortname', sort_type:'descending'")
                        .gives(200, found(3, "red", "blue", "quill")),
                ask("limit and offset", BY_NAME + ", limit:1, offset:1").gives(200, found(3, "quill")),
                ask("default order: the newest first", "")
                        .check(reply -> assertThat(
                                        reply.json().at("/records/0/shortname").asText())
                                .isEqualTo("quill")));
    }

    private static List<Row> groups() {
        String data = ", aggregation_data:{group_by:['@schema_shortname'], load:[], reducers:[";
        return List.of(
                ask("aggregation", data + "{reducer_name:'count', alias:'n', args:[]}]}")
                        .post(
                                "/managed/query",
                                "{type:'aggregation', space_name:'ask', subpath:'pens', filter_types:['content'],"
                                        + "aggregation_data:{group_by:['@tags'], load:[], reducers:[{reducer_name:'count', alias:'n', args:[]}]}}")
                        .gives(200, "{records:[{attributes:{n:'*'}}, '...']}"),
                ask("aggregation, reducer as a word", "")
                        .post(
                                "/managed/query",
                                "{type:'aggregation', space_name:'ask', subpath:'pens', filter_types:['content'],"
                                        + "aggregation_data:{group_by:['@tags'], reducers:['count']}}")
                        .gives(200, "{records:['...']}"),
                ask("query_no_groups", "", "")
                        .post("/managed/query", "{type:'aggregation', space_name:'ask', subpath:'pens'}")
                        .fails(400, "request", 202),
                ask("query_engine", "unknown reducer", "")
                        .post(
                                "/managed/query",
                                "{type:'aggregation', space_name:'ask', subpath:'pens', aggregation_data:{group_by:['@tags'],"
                                        + "reducers:[{reducer_name:'nonsense', args:['@x']}]}}")
                        .fails(400, "query", 430));
    }

    /** One attachment below {@code pens} and no other is found. */
    private static Row attachments(String detail, String search, String found) {
        return row("query_query_attachments", detail)
                .as(ADMIN)
                .post(
                        "/managed/query",
                        "{type:'attachments', space_name:'ask', subpath:'pens', search:'" + search
                                + "', sort_by:'', retrieve_json_payload:true}")
                .gives(200, "{records:[{" + found + "}], attributes:{total:1}}");
    }

    private static List<Row> kinds() {
        return List.of(
                row("query_reports")
                        .as(ADMIN)
                        .post(
                                "/managed/query",
                                "{type:'reports', space_name:'ask', subpath:'pens', filter_types:['content']}")
                        .gives(200, "{attributes:{total:3}}"),
                row("query_management")
                        .as(ADMIN)
                        .post(
                                "/managed/query",
                                "{type:'search', space_name:'management', subpath:'users', filter_shortnames:['omar']}")
                        .gives(
                                200,
                                "{records:[{resource_type:'user', shortname:'omar', subpath:'users', attributes:{password:null}}]}"),
                attachments(
                        "pictures, as a profile page asks",
                        "@resource_type:media",
                        "shortname:'pic', resource_type:'media'"),
                attachments(
                        "reactions of one account, as a catalogue asks",
                        "@owner_shortname:dmart @resource_type:reaction",
                        "shortname:'like', resource_type:'reaction', attributes:{owner_shortname:'dmart'}"),
                row("query_counts")
                        .as(ADMIN)
                        .post(
                                "/managed/query",
                                "{type:'attachments_aggregation', space_name:'ask', subpath:'pens/blue'}")
                        .gives(
                                200,
                                "{records:[{shortname:'aggregation_result', uuid:'*', attributes:{comment:1, media:1}}]}"),
                row("query_tags", "counted")
                        .as(ADMIN)
                        .post(
                                "/managed/query",
                                "{type:'tags', space_name:'ask', subpath:'/', retrieve_json_payload:true}")
                        .gives(
                                200,
                                "{records:[{shortname:'tags', uuid:null, attributes:{tags:['...'], tag_counts:{ink:2, feather:1}}}]}"),
                row("query_history", "what changed, the newest first")
                        .as(ADMIN)
                        .post(
                                "/managed/query",
                                "{type:'history', space_name:'ask', subpath:'notes', filter_shortnames:['changed']}")
                        .gives(
                                200,
                                "{records:[{shortname:'changed', subpath:'notes', attributes:{owner_shortname:'dmart', timestamp:'*',"
                                        + "space_name:'ask', request_headers:null, diff:{'payload.body.sizes':{old:[1], new:[3]},"
                                        + "'payload.body.code':{old:'null', new:'x'}}}},"
                                        + "{attributes:{diff:{'payload.body.price':{old:1, new:2}}}}],"
                                        + "attributes:{total:2, returned:2}}"),
                row("query_history", "a password is masked")
                        .as(ADMIN)
                        .post(
                                "/managed/query",
                                "{type:'history', space_name:'management', subpath:'users', filter_shortnames:['masked']}")
                        .gives(200, "{records:[{attributes:{diff:{password:{old:'********', new:'********'}}}}]}")
                        .check(reply -> assertThat(reply.text()).doesNotContain("argon2")),
                row("query_history", "of nothing")
                        .as(ADMIN)
                        .post(
                                "/managed/query",
                                "{type:'history', space_name:'ask', subpath:'pens', filter_shortnames:['none']}")
                        .gives(200, "{records:[]}"));
    }

    private static List<Row> refused() {
        return List.of(
                row("query_invalid", "all that is missing")
                        .as(ADMIN)
                        .post("/managed/query", "{type:'search'}")
                        .fails(
                                422,
                                "validation",
                                424,
                                "{error:{info:[{loc:['body','space_name'], type:'missing'}, {loc:['body','subpath'], type:'missing'}]}}"),
                ask("query_invalid", "sort_by", ", sort_by:'" + "x".repeat(257) + "'")
                        .fails(422, "validation", 424),
                ask("query_invalid", "sort_type", ", sort_type:'up'").fails(422, "validation", 424),
                ask("query_invalid", "filter_shortnames", ", filter_shortnames:['a-b']")
                        .fails(422, "validation", 424),
                ask("query_invalid", "filter_types", ", filter_types:['thing']").fails(422, "validation", 424),
                ask("query_invalid", "from_date", ", from_date:'soon'").fails(422, "validation", 424),
                ask("query_invalid", "exact_subpath", ", exact_subpath:[]").fails(422, "validation", 424),
                ask("query_invalid", "word of a filter", ", jq_filter:'env'").fails(422, "validation", 424),
                ask("query_jq", "", ", jq_filter:'map(.shortname | tonumber)'").fails(400, "request", 121),
                ask("query_jq_slow", "", ", jq_filter:'first(range(1e12) | select(. < 0))'")
                        .fails(400, "request", 120));
    }

    /** Each member with a value that it cannot have, and the word for what is wrong with it ({@code http-api.md} 1.8). */
    private static List<Row> wrong() {
        List<Row> out = new ArrayList<>();
        String rows = """
                type 3 string_type
                type 'Search' enum
                space_name 3 string_type
                space_name 'a-b' string_pattern_mismatch
                subpath 3 string_type
                subpath '../x' string_pattern_mismatch
                exact_subpath 2 bool_type
                filter_types 'content' list_type
                filter_types [3] string_type
                filter_types ['Content'] enum
                filter_schema_names 'item' list_type
                filter_schema_names [3] string_type
                filter_shortnames {} list_type
                filter_shortnames [null] string_type
                filter_shortnames [''] string_pattern_mismatch
                filter_tags 'ink' list_type
                filter_tags [3] string_type
                search 3 string_type
                search '%1025' string_too_long
                from_date 3 string_type
                from_date '2024-13-01' datetime_parsing
                to_date '' datetime_parsing
                include_fields 'x' list_type
                exclude_fields [3] string_type
                highlight_fields [] dict_type
                highlight_fields {a:3} string_type
                highlight_fields %65 too_long
                sort_by 3 string_type
                sort_by 'a;b' string_pattern_mismatch
                sort_by '%257' string_too_long
                sort_type 'asc' enum
                retrieve_json_payload 'x' bool_type
                retrieve_attachments [] bool_type
                retrieve_lock_status {} bool_type
                retrieve_total 2 bool_type
                validate_schema 'x' bool_type
                jq_filter 3 string_type
                jq_filter '%1025' string_too_long
                jq_filter '.input' value_error
                limit 'x' int_type
                limit 1.5 int_type
                limit -2 greater_than_equal
                limit 9223372036854775808 int_type
                offset [] int_type
                aggregation_data 'x' dict_type
                join {} list_type
                join [{join_on:'a:b,a:b,a:b,a:b,a:b,a:b,a:b,a:b,a:b,a:b,a:b,a:b,a:b,a:b,a:b,a:b,a:b',alias:'x',query:{type:'search',space_name:'ask',subpath:'/'}}] too_long
                """;
        rows.lines().forEach(line -> {
            String[] cells = line.split(" ");
            out.add(ask("query_invalid", cells[0] + " " + cells[1], ", " + cells[0] + ":" + value(cells[1]))
                    .fails(
                            422,
                            "validation",
                            424,
                            "{error:{info:[{loc:['body','" + cells[0] + "'], type:'" + cells[2] + "'}]}}"));
        });
        return out;
    }

    /** A value as it stands, a text of {@code %n} characters, or so many members. */
    private static String value(String cell) {
        int number = cell.contains("%") ? Integer.parseInt(cell.replaceAll("[^0-9]", "")) : 0;
        if (cell.startsWith("'%")) {
            return "'" + "x".repeat(number) + "'";
        }
        return number == 0
                ? cell
                : IntStream.range(0, number).mapToObj(i -> "f" + i + ":'x'").collect(Collectors.joining(",", "{", "}"));
    }
}
