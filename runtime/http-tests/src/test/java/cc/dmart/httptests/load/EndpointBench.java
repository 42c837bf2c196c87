package cc.dmart.httptests.load;

import cc.dmart.httptests.Http;
import cc.dmart.httptests.Server;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * What each kind of request costs over a route that answers a constant, from one run: one client, one connection, the requests
 * of all rows of a group in turn. A main class with a folder as its argument.
 */
public final class EndpointBench {
    private static final int WARM_UP = 1500;
    private static final int MEASURED = 1500;
    private static final Map<String, Object> PENS = Map.of(
            "type", "search", "space_name", "bench", "subpath", "pens", "search", "@payload.body.price:7", "limit", 10);

    private static final String LOCK = "/managed/lock/content/bench/pens/p8";
    private static final String UNLOCK = "/managed/lock/bench/pens/p8";

    private record Route(String name, IntConsumer request, long[] nanos) {
        Route(String name, IntConsumer request) {
            this(name, request, new long[MEASURED]);
        }

        double median() {
            long[] sorted = nanos.clone();
            Arrays.sort(sorted);
            return sorted[sorted.length / 2] / (double) TimeUnit.MICROSECONDS.toNanos(1);
        }
    }

    private EndpointBench() {}

    /** {@code FOLDER}. */
    public static void main(String[] args) {
        Server server =
                Server.in(Path.of(args[0])).with("DMART_JAVA_OPTS", "").with("DMART_AUTH_RATE_LIMIT_PER_MINUTE", "0");
        try (Server running = server.start()) {
            Http admin = running.http().admin();
            fill(admin);
            measure(reads(running.http(), admin));
            measure(writes(running.http(), admin));
        }
    }

    /** Reads apart from writes: the first search after a write waits for the index. */
    private static void measure(List<Route> routes) {
        for (int i = 0; i < WARM_UP; i++) {
            for (Route route : routes) {
                route.request.accept(i);
            }
        }
        for (int i = 0; i < MEASURED; i++) {
            for (Route route : routes) {
                long begin = System.nanoTime();
                route.request.accept(WARM_UP + i);
                route.nanos[i] = System.nanoTime() - begin;
            }
        }
        double constant = routes.get(0).median();
        for (Route route : routes) {
            System.out.printf("%-66s p50 %7.1f us, %+7.1f us%n", route.name, route.median(), route.median() - constant);
        }
    }

    private static void fill(Http admin) {
        write(admin, "create", record("space", "/", "bench", Map.of("is_active", true)));
        write(admin, "create", record("folder", "/", "pens", Map.of()));
        for (int i = 0; i < 100; i++) {
            write(admin, "create", pen("p" + i, i));
        }
        Map<String, Object> world = Map.of(
                "subpaths", Map.of("bench", List.of("pens")),
                "resource_types", List.of("content"),
                "actions", List.of("view", "query"),
                "conditions", List.of());
        write(admin, "management", "create", record("permission", "permissions", "world", world));
        write(admin, "management", "create", record("role", "roles", "visitors", Map.of("permissions", List.of())));
        write(
                admin,
                "management",
                "update",
                record("user", "users", "anonymous", Map.of("roles", List.of("visitors"))));
    }

    private static Map<String, Object> pen(String name, int price) {
        Map<String, Object> body = Map.of("price", price, "text", "a pen of some colour");
        return record(
                "content", "pens", name, Map.of("slug", name, "payload", Map.of("content_type", "json", "body", body)));
    }

    private static Map<String, Object> record(String type, String subpath, String name, Map<String, ?> attributes) {
        return Map.of("resource_type", type, "subpath", subpath, "shortname", name, "attributes", attributes);
    }

    private static void write(Http http, String type, Map<String, Object> record) {
        write(http, "bench", type, record);
    }

    private static void write(Http http, String space, String type, Map<String, Object> record) {
        http.post("/managed/request", Map.of("space_name", space, "request_type", type, "records", List.of(record)))
                .expect(200);
    }

    private static List<Route> reads(Http nobody, Http admin) {
        String uuid = admin.get("/managed/entry/content/bench/pens/p7")
                .expect(200)
                .json()
                .at("/uuid")
                .asText();
        return List.of(
                constant(nobody),
                get(nobody, "/"),
                get(admin, "/info/me"),
                get(admin, "/info/manifest"),
                get(admin, "/info/settings"),
                get(admin, "/user/profile"),
                get(admin, "/managed/entry/content/bench/pens/p7"),
                get(admin, "/managed/entry/content/bench/pens/p7?retrieve_json_payload=true"),
                get(admin, "/managed/payload/content/bench/pens/p7.json"),
                get(admin, "/managed/byuuid/" + uuid),
                get(admin, "/managed/byslug/p7"),
                get(nobody, "/public/entry/content/bench/pens/p7"),
                get(nobody, "/public/payload/content/bench/pens/p7.json"),
                new Route(
                        "POST /managed/query",
                        i -> admin.post("/managed/query", PENS).expect(200)),
                new Route(
                        "POST /managed/csv",
                        i -> admin.post("/managed/csv", PENS).expect(200)),
                new Route(
                        "POST /public/query",
                        i -> nobody.post("/public/query", PENS).expect(200)));
    }

    private static List<Route> writes(Http nobody, Http admin) {
        return List.of(
                constant(nobody),
                new Route("POST /managed/request create", i -> write(admin, "create", pen("n" + i, i))),
                new Route("POST /managed/request update", i -> write(admin, "update", pen("p9", i))),
                new Route(
                        "PUT /managed/lock/content/bench/pens/p8",
                        i -> admin.put(LOCK, Map.of()).expect(200)),
                new Route(
                        "DELETE /managed/lock/bench/pens/p8",
                        i -> admin.delete(UNLOCK).expect(200)),
                new Route("POST /managed/request delete", i -> write(admin, "delete", pen("n" + i, i))));
    }

    private static Route constant(Http nobody) {
        return new Route(
                "GET /health/live, a constant", i -> nobody.get("/health/live").expect(200));
    }

    private static Route get(Http http, String path) {
        return new Route(
                "GET " + path.replaceAll("[0-9a-f]{8}-.*", "{uuid}"),
                i -> http.get(path).expect(200));
    }
}
