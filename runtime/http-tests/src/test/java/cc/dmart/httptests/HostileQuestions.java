package cc.dmart.httptests;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Questions made to hurt: more members of a query, each beginning with a comma. */
final class HostileQuestions {
    static final List<String> ALL = List.of(
            json(",'jq_filter':'last(repeat(1))'"),
            json(",'jq_filter':'reduce range(1000000000) as $i (0;.+1)'"),
            ",\"jq_filter\":\"\\\"" + "a".repeat(40) + "!\\\"|test(\\\"^(a+)+$\\\")\"",
            ",\"jq_filter\":\"\\\"xxxxxxxx\\\"" + "|.+.".repeat(60) + "\"",
            ",\"search\":\"" + "(".repeat(500) + "\"",
            ",\"search\":\"" + "a ".repeat(10_000) + "\"",
            ",\"search\":\"" + "a ".repeat(400) + "\"",
            ",\"search\":\"@payload.*:" + "*a".repeat(300) + "\"",
            ",\"search\":\"@payload.body.name:{" + "a|".repeat(400) + "\"",
            ",\"search\":\"" + "-(".repeat(15) + "@x:[\\\"" + "\"",
            ",\"search\":\"" + "\\\"a".repeat(200) + "\"",
            json(",'search':'" + "*".repeat(1000) + "'"),
            json(",'join':["
                    + "{'join_on':'tags:tags','alias':'x','query':{'type':'search','space_name':'shop','subpath':'/'}},"
                            .repeat(15)
                    + "{}]"),
            json(",'join':[{'join_on':'tags:tags" + ",tags:tags".repeat(2000)
                    + "','alias':'x','query':{'type':'search','space_name':'shop','subpath':'/'}}]"),
            json(",'filter_shortnames':['" + "abc','".repeat(20_000) + "x']"),
            IntStream.range(0, 50_000)
                    .mapToObj(i -> "\"f" + i + "\":\"x\"")
                    .collect(Collectors.joining(",", ",\"highlight_fields\":{", "}")),
            json(",'aggregation_data':{'group_by':['" + "a','".repeat(70) + "']},'type':'aggregation'"));

    private HostileQuestions() {}

    private static String json(String text) {
        return text.replace('\'', '"');
    }
}
