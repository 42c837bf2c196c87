package cc.dmart.httptests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Saved queries and tables ({@code query.md} 4.4, 8; {@code http-api.md} 4.7, 4.8, 5). */
class SavedQueryIT extends SavedQueryShop {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "by_maker;{\"maker\":\"bob\"};red",
                "by_maker;{\"maker\":[\"bob\",\"alice\"]};blue,red",
                "by_maker;{};blue,green,red",
                "by_maker;{\"low\":5,\"high\":20};green,red",
                "by_maker;{\"maker\":\"carol\",\"low\":5,\"high\":\"+inf\"};green",
                "by_maker;{\"limit\":1,\"offset\":1};green",
                "by_maker;{\"from_date\":\"2999-01-01\"};``",
                "by_word;{\"word\":\"twice\"};red",
                "by_word;{\"but\":\"red\"};blue,green",
                "dear;{\"least\":4};red,green",
                "dear;{};blue,red,green",
                // values that try to say more than a value
                "by_maker;{\"maker\":\"x | @shortname:red\"};``",
                "by_maker;{\"maker\":\"x) | (@is_active:true\"};``",
                "by_maker;{\"maker\":\"x\\\\\"};``",
                "by_maker;{\"maker\":\"*\"};``",
                "by_maker;{\"maker\":\"!bob\"};``",
                "by_maker;{\"maker\":\">a\"};``",
                "by_maker;{\"maker\":\"[a z]\"};``",
                "by_maker;{\"maker\":\"{bob}\"};``",
                "by_word;{\"word\":\"OR\"};``",
                "by_word;{\"word\":\"zzz OR red\"};``",
                "by_word;{\"word\":\"-twice\"};red",
                "by_word;{\"word\":\"@maker:bob\"};``",
                "by_word;{\"word\":\"$but\",\"but\":\"red\"};``",
            })
    void parametersAreValues(String name, String parameters, String expected) {
        for (String verb : List.of("excute", "execute")) {
            Reply reply = admin.post(
                    "/managed/" + verb + "/query/shop",
                    "{\"resource_type\":\"content\",\"subpath\":\"queries\",\"shortname\":\"" + name
                            + "\",\"attributes\":" + parameters + "}");
            assertEquals(expected, String.join(",", names(reply)), reply.toString());
        }
    }

    @Test
    void theOtherBodyForm() {
        Reply reply = admin.post(
                "/managed/execute/query/shop",
                Map.of(
                        "shortname",
                        "by_maker",
                        "subpath",
                        "/queries",
                        "query_overrides",
                        Map.of("limit", 1, "sort_type", "descending")));
        assertEquals(List.of("red"), names(reply));
        assertEquals(3, reply.json().at("/attributes/total").asInt());
    }

    /** The definition grants nothing: rows are those that the caller sees. */
    @Test
    void runsAsTheCaller() {
        assertEquals(
                List.of("blue", "red"), names(clerk.post("/managed/excute/query/shop", ask("by_maker", Map.of()))));
        assertEquals(List.of(), names(nobody.post("/public/excute/query/shop", ask("by_maker", Map.of()))));
        assertEquals(
                List.of(),
                names(nobody.post(
                        "/public/execute/query/shop", ask("by_maker", Map.of("filter_shortnames", List.of("red"))))));
        nobody.post("/managed/excute/query/shop", ask("by_maker", Map.of())).expectError(401, 49);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "query;missing;{};404;db;220",
                "query;no_query;{};400;media;220",
                "query;text;{};400;media;220",
                "query;by_maker;{\"low\":\"5 9] @x:[1\",\"high\":9};400;request;402",
                "query;by_word;{\"word\":[\"a\",\"b\"]};400;request;402",
                "query;by_maker;{\"limit\":-7};422;validation;424",
                "other;by_maker;{};400;request;217",
            })
    void errors(String task, String name, String parameters, int status, String type, int code) {
        String body = "{\"resource_type\":\"content\",\"subpath\":\"queries\",\"shortname\":\"" + name
                + "\",\"attributes\":" + parameters + "}";
        Reply reply = admin.post("/managed/excute/" + task + "/shop", body).expectError(status, code);
        assertEquals(type, reply.json().at("/error/type").asText());
        if (name.equals("by_maker") && status == 400 && code == 402) {
            clerk.post("/managed/csv/shop", body).expectError(status, code);
        }
    }

    @Test
    void columnsOfTheFolder() {
        Reply reply = admin.post("/managed/csv", query("/pens", Map.of()));
        List<String> lines = lines(reply);
        assertEquals("attachment; filename=\"shop__pens.csv\"", reply.header("Content-Disposition"));
        assertEquals("Name,Price,Note,Tags,Parts,Active,Since,States", lines.get(0));
        String since = "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d";
        assertTrue(
                lines.get(1).matches("blue,4,'=1\\+1,ink\\|new,1\\|cap\\|2,true," + since + ",open")
                        || lines.get(1).matches("blue,4,'=1\\+1,ink\\|new,cap\\|1\\|2,true," + since + ",open"),
                lines.get(1));
        assertTrue(lines.get(2).startsWith("green,12,\u0642\u0644\u0645 \u0623\u062e\u0636\u0631,ink,"), lines.get(2));
        assertTrue(lines.get(3).startsWith("red,7,\"say \"\"hi\"\", twice\",,"), lines.get(3));
        assertEquals(4, lines.size());
    }

    /** The largest page, here 3 rows, bounds replies and not tables. */
    @Test
    void tablesHaveAllRows() {
        for (int limit : new int[] {-1, 5, 100}) {
            assertEquals(
                    6,
                    lines(admin.post("/managed/csv", query("/queries", Map.of("limit", limit))))
                            .size());
        }
        assertEquals(
                3,
                lines(admin.post("/managed/csv", query("/queries", Map.of("limit", 2))))
                        .size());
        assertEquals(
                3,
                names(admin.post("/managed/query", query("/queries", Map.of("limit", -1))))
                        .size());
        Reply whole = admin.post("/managed/csv", query("/", Map.of("type", "random", "limit", -1)))
                .expectError(400, 430);
        assertEquals("query", whole.json().at("/error/type").asText());
    }

    /** What a filter makes is the table: a row for each value, with the columns of the folder or those that the values have. */
    @Test
    void aFilterShapesTheTable() {
        String shape = "map({name: .shortname, n: .attributes.payload.body.b})";
        assertEquals(
                List.of("n,name", "1,p1"),
                lines(admin.post("/managed/csv", query("/plain", Map.of("jq_filter", shape)))));
        List<String> records = lines(admin.post("/managed/csv", query("/pens", Map.of("jq_filter", ".[1:2]"))));
        assertEquals(2, records.size());
        assertTrue(records.get(0).startsWith("Name,Price,"), records.get(0));
        assertTrue(records.get(1).startsWith("green,12,"), records.get(1));
        List<String> names = lines(admin.post("/managed/csv", query("/plain", Map.of("jq_filter", ".[].shortname"))));
        assertEquals(List.of("value", "p1"), names);
    }

    @Test
    void emptyAndGeneric() {
        assertEquals(
                List.of("Name,Price,Note,Tags,Parts,Active,Since,States,Nothing"),
                lines(admin.post("/managed/csv", query("/pens", Map.of("search", "zzzz")))));
        List<String> plain = lines(admin.post("/managed/csv", query("/plain", Map.of())));
        List<String> header = List.of(plain.get(0).split(","));
        assertEquals(List.of("resource_type", "shortname", "subpath", "uuid"), header.subList(0, 4));
        List<String> keys = header.subList(4, header.size());
        assertEquals(List.copyOf(new TreeSet<>(keys)), keys);
        assertTrue(keys.containsAll(List.of("payload.body.a.z", "payload.body.b", "space_name")), keys.toString());
        assertTrue(plain.get(1).startsWith("content,p1,plain,"), plain.get(1));
        assertEquals(
                List.of("resource_type,shortname,subpath,uuid"),
                lines(admin.post("/managed/csv", query("/nowhere", Map.of()))));
        admin.post("/managed/csv", Map.of("type", "search", "space_name", "nospace", "subpath", "/"))
                .expectError(400, 203);
        admin.post("/managed/csv", Map.of("type", "search", "space_name", "shop"))
                .expectError(422, 424);
        nobody.post("/managed/csv", query("/pens", Map.of())).expectError(401, 49);
    }

    @Test
    void tableOfASavedQuery() {
        List<String> lines = lines(admin.post("/managed/csv/shop", ask("by_maker", Map.of("maker", "bob"))));
        assertTrue(lines.get(0).startsWith("resource_type,shortname,subpath,uuid,"), lines.get(0));
        assertTrue(lines.get(1).startsWith("content,red,pens,"), lines.get(1));
        assertEquals(2, lines.size());
        assertEquals(
                3,
                lines(clerk.post("/managed/csv/shop", ask("by_maker", Map.of())))
                        .size());
        Reply none = admin.post("/managed/csv/shop", ask("by_maker", Map.of("maker", "nobody")))
                .expectError(400, 220);
        assertEquals("media", none.json().at("/error/type").asText());
        admin.post("/managed/csv/shop", ask("no_query", Map.of())).expectError(400, 220);
        assertEquals(
                4,
                lines(admin.post("/managed/csv/shop", query("/pens", Map.of()))).size());
    }
}
