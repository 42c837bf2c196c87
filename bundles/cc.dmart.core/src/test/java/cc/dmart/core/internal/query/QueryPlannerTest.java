package cc.dmart.core.internal.query;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.service.EntryQuery;
import cc.dmart.api.storage.testing.InMemoryEntryStore;
import cc.dmart.core.internal.CoreConfig;
import cc.dmart.core.internal.schema.SchemaValidatorImpl;
import cc.dmart.core.internal.search.SearchParserImpl;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trees of recent questions are kept, as long as they are small. */
class QueryPlannerTest {
    private final CoreConfig config = Defaults.with(Map.of());
    private final QueryPlanner planner =
            new QueryPlanner(new SearchParserImpl(config), new SchemaValidatorImpl(new InMemoryEntryStore(), config));

    private IndexQuery plan(String more) {
        String json = "{'type':'search','space_name':'shop','subpath':'/'" + more + "}";
        EntryQuery query = new QueryReader(100, ZoneOffset.UTC)
                .read(JsonCodec.parseObject(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
        return planner.plan(query);
    }

    private static String names(int count) {
        return IntStream.range(0, count).mapToObj(i -> "'n" + i + "'").collect(Collectors.joining(","));
    }

    @Test
    void aTreeIsKnownAgainByIdentity() {
        String question = ",'search':'@a:1','filter_tags':['x']";
        assertThat(plan(question)).isSameAs(plan(question)).isNotSameAs(plan(",'search':'@a:2'"));
        assertThat(planner.kept()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"filter_tags", "filter_shortnames", "filter_schema_names"})
    void aLargeQuestionIsNotKept(String member) {
        String question = ",'" + member + "':[" + names(1000) + "]";
        assertThat(plan(question)).isEqualTo(plan(question)).isNotSameAs(plan(question));
        assertThat(planner.kept()).isZero();
    }

    /** As many tests as fields times values. */
    @Test
    void aLargeTreeIsNotKept() {
        String search = "@" + "a|".repeat(250) + "a:" + "x|".repeat(250) + "x";
        assertThat(plan(",'search':'" + search + "'")).isNotEqualTo(new IndexQuery.All());
        assertThat(planner.kept()).isZero();
    }

    @Test
    void allThatIsKeptHasABound() {
        String long1 = "x".repeat(900);
        for (int i = 0; i < 5000; i++) {
            plan(",'search':'" + long1 + " " + i + "'");
        }
        assertThat(planner.kept()).isBetween(1L, 4_100_000L);
    }
}
