package cc.dmart.rest.internal.resource;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.service.HealthIndicator;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each endpoint answers as the rows of {@link EndpointRows} and {@link ReadRows} say. */
class EndpointTest {
    private static EdgeServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new EdgeServer(
                Map.of("allowed_cors_origins", new String[] {"https://app.example.com"}), HealthIndicator.State.WARN);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @Test
    void aShortLinkTellsNobodyWhereItCameFrom() throws Exception {
        HttpResponse<byte[]> known = server.send("GET", "/managed/s/known", new byte[0]);
        assertThat(known.headers().firstValue("Location")).contains("https://app.example.com/x");
        assertThat(known.headers().allValues("Referrer-Policy")).containsExactly("no-referrer");
        HttpResponse<byte[]> unknown = server.send("GET", "/managed/s/other", new byte[0]);
        assertThat(unknown.headers().firstValue("Location"))
                .hasValueSatisfying(l -> assertThat(l).endsWith("/"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({
        "cc.dmart.rest.internal.resource.EndpointRows#root",
        "cc.dmart.rest.internal.resource.EndpointRows#accounts",
        "cc.dmart.rest.internal.resource.EndpointRows#sessions",
        "cc.dmart.rest.internal.resource.EndpointRows#requests",
        "cc.dmart.rest.internal.resource.ReadRows#reads"
    })
    void answers(EndpointRows.Row row) throws Exception {
        HttpResponse<byte[]> reply = server.send(
                row.method(),
                row.path(),
                row.body().getBytes(StandardCharsets.UTF_8),
                row.headers().toArray(String[]::new));
        String text = new String(reply.body(), StandardCharsets.UTF_8);
        assertThat(reply.statusCode()).as(text).isEqualTo(row.status());
        assertThat(text).doesNotContain("internals");
        for (String part : row.parts()) {
            assertThat(text).contains(part);
        }
        if (!text.isEmpty() && text.startsWith("{")) {
            assertThat(reply.headers().firstValue("Content-Type")).contains("application/json");
        }
        if (row.status() >= 400) {
            assertThat(text)
                    .startsWith("{\"status\":\"failed\",\"error\":{\"type\":")
                    .doesNotContain("null");
        }
        assertThat(reply.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(reply.headers().firstValue("X-Correlation-ID")).isPresent();
    }
}
