package cc.dmart.core.internal.query;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.service.QueryResult;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Over the reference index: rows 1-131 of {@code query.md} 2.8 and the shapes of 2.9, from the text to the rows. */
class SearchConformanceTest extends WithQueryWorld {
    @TestFactory
    Stream<DynamicTest> rows() {
        List<JsonObject> rows = QueryWorld.conformance("query-cases.jsonl");
        assertThat(rows) // all of 2.8: a file that lost some would pass too
                .extracting(row -> row.number("n").orElseThrow().text())
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 131).mapToObj(String::valueOf).toList());
        return rows.stream()
                .map(row -> DynamicTest.dynamicTest(
                        row.number("n").orElseThrow().text() + " "
                                + row.string("search").orElseThrow(),
                        () -> check(row)));
    }

    private void check(JsonObject row) {
        String space = row.string("space_name").orElseThrow();
        List<String> found = find(space, row.string("search").orElseThrow());
        assertThat(found).containsExactlyInAnyOrderElementsOf(row.strings("matches"));
    }

    private List<String> find(String space, String search) {
        JsonObject request = JsonObject.builder()
                .put("type", "search")
                .put("space_name", space)
                .put("subpath", "/")
                .put("search", new JsonString(search))
                .put("limit", 100)
                .build();
        QueryResult result = world.queries.query(QueryWorld.ALL, request, true);
        assertThat(result.total()).isEqualTo(result.records().size());
        return world.ids(result, space);
    }

    /** Shapes that shipped clients send ({@code query.md} 2.9), and what they find. */
    @TestFactory
    Stream<DynamicTest> clientShapes() {
        return Stream.of(
                        row("shop", " -@shortname:schema|products", "P1 P2 P3 P4 P5 A1 A2 A3 T1 T2 T3 S1 X1"),
                        row("shop", "shoe -@shortname:red_shoe|md_note", "P2 A2"),
                        row("shop", "shoe @owner_shortname:bob", "P2 A2"),
                        row("shop", "@payload.schema_shortname:order", "T1 T2 T3"),
                        row("management", "@roles:manager", "U1 U2"),
                        row("management", "@resource_type:user user2", "U2"),
                        row("management", "@resource_type:user @roles:moderator example", "U1"),
                        row(
                                "shop",
                                "-@shortname:schema -@resource_type:folder|schema",
                                "P1 P2 P3 P4 P5 A1 A2 A3 T1 T2 T3 X1"),
                        row("shop", "@tags:summer OR news OR vip", "P1 P2 A1 A2 T2"),
                        row("shop", "@owner_shortname:sara @resource_type:ticket", "T1 T3"),
                        row("shop", "@shortname:t_10*", "T1 T2 T3"),
                        row("shop", " @state:pending", "T1"),
                        row("shop", "@created_at:[1748736000000 1748944799999]", "T1 T2"))
                .map(r -> DynamicTest.dynamicTest(
                        r.search,
                        () -> assertThat(find(r.space, r.search)).containsExactlyInAnyOrder(r.matches.split(" "))));
    }

    /** Substrings of the text in any language (row 50), tokens or not. */
    @ParameterizedTest
    @CsvSource({
        "@displayname.*:red\\ shoe,P1",
        "@displayname.*:ed\\ sh,P1",
        "@displayname.*:shop\\ open,A1",
        "@displayname.*:حذاء\\ ا,P1",
        "@displayname.*:red-shoe,''",
        "@displayname.*:shoe\\ red,''"
    })
    void partsOfTexts(String search, String matches) {
        assertThat(String.join(" ", find("shop", search))).isEqualTo(matches);
    }

    private record Row(String space, String search, String matches) {}

    private static Row row(String space, String search, String matches) {
        return new Row(space, search, matches);
    }
}
