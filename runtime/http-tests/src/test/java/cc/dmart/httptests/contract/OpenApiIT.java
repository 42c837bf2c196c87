package cc.dmart.httptests.contract;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.httptests.Http;
import cc.dmart.httptests.Reply;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The OpenAPI document and the routes that answer are the same, in both directions ({@code http-api.md} 2). */
@SharedWorld
class OpenApiIT {
    private static final List<String> METHODS = List.of("GET", "POST", "PUT", "DELETE", "PATCH");
    private static final Pattern REF = Pattern.compile("\"\\$ref\":\"#/components/schemas/(\\w+)\"");

    private static JsonNode document(World world) {
        return world.http(Caller.NOBODY).get("/docs/openapi.json").expect(200).json();
    }

    /** Beginnings of what is served only if a setting says so: {@code social_login_allowed}, the folders of web applications. */
    private static final Set<String> OFF = Set.of("/user/{provider}", "/cxb/{subpath}", "/cat/{subpath}");

    /** What the edge refuses before it looks at the route. */
    private static final Set<String> EDGE =
            Set.of("cookie_foreign", "gzip_broken", "gzip_bomb", "gzip_other", "large_headers");

    private static boolean isNoRoute(Reply reply) {
        return reply.status() == 422 && reply.json().at("/error/code").asInt() == 230;
    }

    private static Reply send(Http http, String method, String path) {
        return http.send(method, path, BodyPublishers.noBody(), null);
    }

    @Test
    void everyDocumentedRouteAnswersAndNoOtherMethodOfIt(World world) {
        Http http = world.admin();
        List<String> wrong = new ArrayList<>();
        for (Operations.Operation operation : Operations.of(document(world))) {
            boolean off = OFF.contains(operation.path().replaceFirst("}.*", "}"));
            if (!off && isNoRoute(send(http(world, operation), operation.method(), operation.example()))) {
                wrong.add("documented but not served: " + operation);
            }
        }
        Map<String, Set<String>> methods = Operations.methods(document(world));
        methods.forEach((path, documented) -> {
            for (String method : METHODS) {
                if (!documented.contains(method) && !isNoRoute(send(http, method, Operations.example(path)))) {
                    wrong.add("served but not documented: " + method + " " + path);
                }
            }
        });
        assertThat(wrong).isEmpty();
    }

    /** What ends sessions or accounts is asked as nobody. */
    private static Http http(World world, Operations.Operation operation) {
        boolean ends = operation.path().startsWith("/user/");
        return world.http(ends ? Caller.NOBODY : Caller.ADMIN);
    }

    @Test
    void everyRouteOfTheSuitesIsDocumented(World world) throws Exception {
        List<Operations.Operation> documented = Operations.of(document(world));
        List<String> wrong = new ArrayList<>();
        for (Row row : OutcomesTest.rows()) {
            boolean route = row.code != 230 && !row.method.equals("OPTIONS") && !row.outcome.equals("illegal_path");
            String method = row.method.equals("HEAD") ? "GET" : row.method;
            if (route && documented.stream().noneMatch(o -> o.matches(method, row.path))) {
                wrong.add(row.method + " " + row.path);
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyErrorOfTheSuitesIsDocumented(World world) throws Exception {
        List<Operations.Operation> documented = Operations.of(document(world));
        Set<String> missing = new TreeSet<>();
        for (Row row : OutcomesTest.rows()) {
            List<Operations.Operation> asked = documented.stream()
                    .filter(o -> !row.type.isEmpty() && row.code != 230 && !EDGE.contains(row.outcome))
                    .filter(o -> o.matches(row.method, row.path))
                    .toList();
            if (!asked.isEmpty() && asked.stream().noneMatch(o -> o.tells(row))) {
                missing.add(asked.get(0) + ": " + row.status + " " + row.type + " " + row.code);
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void theDocumentIsWhole(World world) {
        JsonNode document = document(world);
        assertThat(document.path("openapi").asText()).isEqualTo("3.1.0");
        Matcher refs = REF.matcher(document.toString());
        while (refs.find()) {
            assertThat(document.at("/components/schemas/" + refs.group(1)).isObject())
                    .as(refs.group())
                    .isTrue();
        }
        Set<String> ids = new HashSet<>();
        for (Operations.Operation operation : Operations.of(document)) {
            JsonNode json = operation.json();
            assertThat(ids.add(json.path("operationId").asText()))
                    .as(operation.toString())
                    .isTrue();
            assertThat(json.path("summary").asText())
                    .as(operation.toString())
                    .isNotEmpty()
                    .isNotEqualTo("Not documented");
            assertThat(json.at("/responses/500/content/application~1json/examples")
                            .isEmpty())
                    .as(operation.toString())
                    .isFalse();
        }
        for (JsonNode schema : document.at("/components/schemas")) {
            boolean shown = schema.has("enum")
                    || schema.has("examples")
                    || schema.path("properties").isMissingNode();
            assertThat(shown).as(schema.toString()).isTrue();
        }
        assertThat(document.toString()).doesNotContain("/tmp", "127.0.0.1", "SNAPSHOT");
    }

    @Test
    void thePageShowsItAndAsksNobodyElse(World world) {
        Http nobody = world.http(Caller.NOBODY);
        Reply page = nobody.get("/docs").expect(200);
        assertThat(page.header("Content-Type")).startsWith("text/html");
        assertThat(page.header("Content-Security-Policy")).contains("script-src 'self'", "connect-src 'self'");
        assertThat(page.text()).doesNotContain("http:", "https:");
        Matcher links = Pattern.compile("(?:src|href)=\"(/[^\"]+)\"").matcher(page.text());
        Set<String> types = new HashSet<>();
        while (links.find()) {
            Reply asset = nobody.get(links.group(1)).expect(200);
            types.add(asset.header("Content-Type").replaceFirst(";.*", "").toLowerCase(Locale.ROOT));
            assertThat(asset.body().length).isGreaterThan(100);
        }
        assertThat(types).containsExactlyInAnyOrder("text/css", "text/javascript", "application/json");
        assertThat(nobody.get("/openapi.json").expect(200).text())
                .isEqualTo(nobody.get("/docs/openapi.json").text());
    }
}
