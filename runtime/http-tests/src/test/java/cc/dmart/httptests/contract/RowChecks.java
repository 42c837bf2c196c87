package cc.dmart.httptests.contract;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.httptests.Reply;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.UnaryOperator;

/** What a row says about its reply, and what holds for every reply ({@code http-api.md} 1.1, 1.2, 1.5). */
final class RowChecks {
    private RowChecks() {}

    static void check(Row row, Reply reply, String id, UnaryOperator<String> fill) {
        reply.expect(row.status);
        if (row.type.isEmpty()) {
            assertThat(row.status).as("a failure has type and code").isLessThan(400);
        } else {
            failed(row, reply);
        }
        common(reply, row.headers.getOrDefault("X-Correlation-ID", id));
        for (String part : row.json) {
            JsonNode expected = Json.parse(fill.apply(part));
            assertThat(Json.difference("", expected, reply.json()))
                    .as(reply.toString())
                    .isEmpty();
        }
        row.replyHeaders.forEach((name, expression) -> assertThat(
                        String.join(", ", reply.headers().allValues(name)))
                .as(name)
                .matches(expression));
        row.checks.forEach(c -> c.accept(reply));
    }

    private static void failed(Row row, Reply reply) {
        JsonNode json = reply.json();
        assertThat(json.path("status").asText()).as(reply.toString()).isEqualTo("failed");
        assertThat(json.at("/error/code").asInt()).as(reply.toString()).isEqualTo(row.code);
        assertThat(json.at("/error/type").asText()).as(reply.toString()).isEqualTo(row.type);
        assertThat(json.at("/error/message").asText()).as(reply.toString()).matches(Outcomes.message(row.outcome));
        for (JsonNode info : json.at("/error/info")) {
            assertThat(info.isObject()).as(reply.toString()).isTrue();
        }
        assertThat(reply.text()).doesNotContain(":null").doesNotContainPattern("\\bat [a-z.]+\\.[A-Z]\\w+\\.");
    }

    private static void common(Reply reply, String id) {
        // the HTTP server refuses a malformed request line before it has read the headers, and a head that is too large
        boolean line = reply.text().contains("\"Malformed request\"");
        boolean early = (line && reply.header("Connection").equals("close"))
                || reply.text().contains("\"The request is larger than allowed\"");
        assertThat(reply.header("X-Correlation-ID")).matches(early ? "[0-9a-f]{32}" : id);
        assertThat(reply.header("x-server-time")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}");
        assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(reply.header("X-Frame-Options")).isEqualTo("DENY");
        assertThat(reply.header("Content-Security-Policy")).contains("default-src");
    }
}
