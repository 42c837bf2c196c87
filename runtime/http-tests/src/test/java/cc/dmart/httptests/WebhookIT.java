package cc.dmart.httptests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A webhook is a JSON file: dropped, configured anew, broken, repaired and removed; its dead letters are brought back. */
class WebhookIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SECRET = "s3cret_of_the_hook";

    /** What the receiver was sent. */
    private record Post(JsonNode event, String signature, String attempt, byte[] body) {}

    @TempDir
    Path folder;

    private final List<Post> posts = new CopyOnWriteArrayList<>();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final AtomicInteger answer = new AtomicInteger(200);
    private HttpServer receiver;

    @BeforeEach
    void listen() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/hook", this::receive);
        receiver.createContext("/all", this::hear);
        receiver.start();
    }

    @AfterEach
    void close() {
        receiver.stop(0);
    }

    private void receive(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        int status = answer.get();
        if (status == 200) {
            posts.add(new Post(
                    JSON.readTree(body),
                    exchange.getRequestHeaders().getFirst("X-Dmart-Signature"),
                    exchange.getRequestHeaders().getFirst("X-Dmart-Attempt"),
                    body));
        }
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private void hear(HttpExchange exchange) throws IOException {
        heard.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }

    private static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(15).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            LockSupport.parkNanos(20_000_000);
        }
    }

    private void write(Server server, String text) throws IOException {
        Path part = Files.writeString(folder.resolve("orders.part"), text.replace('\'', '"'));
        Files.move(part, server.plugins().resolve("orders.json"), StandardCopyOption.REPLACE_EXISTING);
    }

    private String definition(String subpath) {
        return "{'type':'webhook','url':'http://127.0.0.1:"
                + receiver.getAddress().getPort() + "/hook',"
                + "'secret':'" + SECRET + "','filters':{'subpaths':['" + subpath + "'],'resource_types':['content'],"
                + "'schema_shortnames':['__ALL__'],'actions':['create']},'dmart.retry.max':2,'dmart.retry.delay.ms':20}";
    }

    private static JsonNode plugin(Http http) {
        for (JsonNode record : http.get("/info/plugins").expect(200).json().path("records")) {
            if (record.path("shortname").asText().equals("orders")) {
                return record.path("attributes");
            }
        }
        return JSON.createObjectNode();
    }

    private static void create(Http admin, String type, String subpath, String name, Map<String, ?> more) {
        Map<String, Object> attributes = new java.util.HashMap<>(Map.of("is_active", true));
        attributes.putAll(more);
        Map<String, Object> record =
                Map.of("resource_type", type, "subpath", subpath, "shortname", name, "attributes", attributes);
        admin.post(
                        "/managed/request",
                        Map.of(
                                "space_name",
                                type.equals("space") ? name : type.equals("user") ? "management" : "shop",
                                "request_type",
                                "create",
                                "records",
                                List.of(record)))
                .expect(200);
    }

    private static String hmac(byte[] body) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body));
    }

    @Test
    void aWebhookLivesAndDies() throws Exception {
        try (Server server = Server.in(folder.resolve("server")).start()) {
            Http admin = server.http().admin();
            create(admin, "space", "/", "shop", Map.of());
            for (String name : List.of("orders", "others")) {
                create(admin, "folder", "/", name, Map.of());
            }
            write(server, definition("orders"));
            await("active", () -> plugin(admin).path("status").asText().equals("ACTIVE"));
            delivers(admin);
            buries(admin);
            counts(server, admin);
            breaks(server, admin);
            isConfiguredByAnEntry(admin);
            tellsNoSecrets(server, admin);
            isHeldBack(admin);
            hides(admin);
            Files.delete(server.plugins().resolve("orders.json"));
            await("gone", () -> plugin(admin).isEmpty());
        }
    }

    private void delivers(Http admin) throws Exception {
        create(admin, "content", "/others", "o0", Map.of());
        create(
                admin,
                "content",
                "/orders",
                "o1",
                Map.of("payload", Map.of("content_type", "json", "body", Map.of("q", 1))));
        await("the event", () -> posts.size() == 1);
        JsonNode event = posts.get(0).event();
        assertThat(event.path("shortname").asText()).isEqualTo("o1");
        assertThat(event.path("subpath").asText()).isEqualTo("/orders");
        assertThat(event.path("action_type").asText()).isEqualTo("create");
        assertThat(event.at("/attributes/payload/body/q").asInt()).isEqualTo(1);
        assertThat(event.path("user_shortname").asText()).isEqualTo("dmart");
        assertThat(posts.get(0).signature()).isEqualTo(hmac(posts.get(0).body()));
        assertThat(posts.get(0).attempt()).isEqualTo("1");
    }

    /** Two attempts, then a dead letter, which is listed, delivered again, and gone. */
    private void buries(Http admin) {
        answer.set(500);
        create(admin, "content", "/orders", "o2", Map.of());
        await("dead", () -> letters(admin).size() == 1);
        JsonNode letter = letters(admin).get(0);
        assertThat(letter.path("attempts").asInt()).isEqualTo(2);
        assertThat(letter.path("error").asText()).contains("answers 500");
        assertThat(letter.at("/event/shortname").asText()).isEqualTo("o2");
        JsonNode listener = plugin(admin).at("/listeners/0");
        assertThat(listener.path("dead").asInt()).isEqualTo(1);
        assertThat(listener.path("failed").asInt()).isEqualTo(2);
        await("no lag", () -> figure(admin, "dmart_plugin_lag") == 0);
        assertThat(figure(admin, "dmart_plugin_delivery_seconds_count")).isEqualTo(3);
        assertThat(figure(admin, "dmart_plugin_delivery_seconds_sum")).isPositive();
        assertThat(figure(admin, "dmart_plugin_failures_total")).isEqualTo(2);
        assertThat(figure(admin, "dmart_plugin_dead")).isEqualTo(1);
        assertThat(figure(admin, "dmart_plugin_breaker_state")).isZero();
        assertThat(figure(admin, "dmart_plugin_active")).isEqualTo(1);
        answer.set(200);
        selects(admin);
        admin.post("/admin/plugins/orders/dead-letters/retry", Map.of()).expect(200);
        await("delivered again", () -> posts.size() == 2);
        assertThat(posts.get(1).event().path("shortname").asText()).isEqualTo("o2");
        await("its letter is gone", () -> letters(admin).isEmpty());
        admin.post("/admin/plugins/orders/replay", Map.of("from_seq", 0)).expect(200);
        await("replayed", () -> posts.size() == 4);
        admin.post("/admin/plugins/orders/replay", Map.of()).expectError(400, 202);
    }

    /** What names no letter takes none, and what is no list is refused. */
    private static void selects(Http admin) {
        String path = "/admin/plugins/orders/dead-letters";
        for (Object wrong : List.of("all", 7, List.of(7), Map.of())) {
            admin.send("DELETE", path, body(wrong), "application/json").expectError(400, 402);
            admin.post(path + "/retry", Map.of("event_ids", wrong)).expectError(400, 402);
        }
        for (List<String> none : List.of(List.<String>of(), List.of("unknown"))) {
            assertThat(admin.send("DELETE", path, body(none), "application/json")
                            .expect(200)
                            .json()
                            .at("/attributes/discarded"))
                    .hasToString("0");
        }
        assertThat(letters(admin)).hasSize(1);
    }

    private static BodyPublisher body(Object ids) {
        return BodyPublishers.ofString(Reply.write(Map.of("event_ids", ids)));
    }

    /** A figure of the listener of the webhook in {@code /metrics}. */
    private static double figure(Http admin, String name) {
        String sample =
                name + "{listener=\"" + plugin(admin).at("/listeners/0/name").asText() + "\"} ";
        return admin.get("/metrics")
                .expect(200)
                .text()
                .lines()
                .filter(line -> line.startsWith(sample))
                .mapToDouble(line -> Double.parseDouble(line.substring(sample.length())))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + sample));
    }

    /** After five failures in a row nothing is sent for half a minute; what waits is lag. */
    private void isHeldBack(Http admin) {
        answer.set(500);
        int dead = letters(admin).size();
        for (int i = 0; i < 6; i++) {
            create(admin, "content", "/others", "held" + i, Map.of());
        }
        await("the breaker is open", () -> figure(admin, "dmart_plugin_breaker_state") == 2);
        assertThat(plugin(admin).at("/listeners/0/breaker").asText()).isEqualTo("OPEN");
        assertThat(figure(admin, "dmart_plugin_lag")).isPositive();
        assertThat(letters(admin).size() - dead).isLessThan(6);
        answer.set(200);
    }

    /** Whoever hears everything hears no secret, and the journal that he is fed from holds none in the clear (A18). */
    private void tellsNoSecrets(Server server, Http admin) throws IOException {
        Path part = Files.writeString(
                folder.resolve("all.part"),
                ("{'type':'webhook','url':'http://127.0.0.1:"
                                + receiver.getAddress().getPort()
                                + "/all','filters':{'subpaths':['__ALL__'],'resource_types':[],"
                                + "'schema_shortnames':['__ALL__'],'actions':['__ALL__']}}")
                        .replace('\'', '"'));
        Files.move(part, server.plugins().resolve("all.json"));
        await("it is told of reading", () -> {
            admin.get("/managed/entry/content/shop/orders/o1").expect(200);
            return heard.stream().anyMatch(event -> event.contains("\"view\""));
        });
        create(admin, "user", "users", "secretive", Map.of("password", "First_1234_pass", "email", "s@example.com"));
        Reply login = server.http()
                .post("/user/login", Map.of("shortname", "secretive", "password", "First_1234_pass"))
                .expect(200);
        String token = login.json().at("/records/0/attributes/access_token").asText();
        Map<String, Object> changed = Map.of(
                "password", "Other_1234_pass", "old_password", "First_1234_pass", "displayname", Map.of("en", "S"));
        server.http()
                .withToken(token)
                .post(
                        "/user/profile",
                        Map.of(
                                "resource_type",
                                "user",
                                "subpath",
                                "users",
                                "shortname",
                                "secretive",
                                "attributes",
                                changed))
                .expect(200);
        await(
                "its change",
                () -> heard.stream().anyMatch(e -> e.contains("\"secretive\"") && e.contains("displayname.en")));
        assertThat(heard).anyMatch(e -> e.contains("\"secretive\"") && e.contains("\"create\""));
        assertThat(heard).anyMatch(e -> e.contains("\"secretive\"") && e.contains("\"cause\":\"login\""));
        assertThat(token).hasSizeGreaterThan(20);
        for (String event : heard) {
            assertThat(event).doesNotContain("First_1234_pass", "Other_1234_pass", token, "$argon2", "_token", "otp");
        }
        try (Stream<Path> files = Files.walk(server.data().resolve("journal"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .doesNotContain("First_1234_pass", "Other_1234_pass", token);
            }
        }
        Files.delete(server.plugins().resolve("all.json"));
    }

    private static JsonNode letters(Http admin) {
        return admin.get("/admin/plugins/orders/dead-letters")
                .expect(200)
                .json()
                .at("/attributes/dead_letters");
    }

    /** A changed file counts without a restart. */
    private void counts(Server server, Http admin) throws IOException {
        write(server, definition("others"));
        await(
                "the new filter",
                () -> plugin(admin)
                        .at("/listeners/0/filters/subpaths/0")
                        .asText()
                        .equals("others"));
        int before = posts.size();
        create(admin, "content", "/orders", "o3", Map.of());
        create(admin, "content", "/others", "o4", Map.of());
        await("o4", () -> posts.size() == before + 1);
        assertThat(posts.get(before).event().path("shortname").asText()).isEqualTo("o4");
    }

    /** A broken file leaves the last good one in place and says why. */
    private void breaks(Server server, Http admin) throws IOException {
        write(server, "{'type':'webhook'");
        await("the problem", () -> plugin(admin).path("problems").size() == 1);
        assertThat(plugin(admin).at("/problems/0").asText())
                .startsWith("orders.json cannot be used: it is not JSON")
                .endsWith("the last good one stays");
        int before = posts.size();
        create(admin, "content", "/others", "o5", Map.of());
        await("o5", () -> posts.size() == before + 1);
        write(server, definition("others"));
        await("repaired", () -> plugin(admin).path("problems").isEmpty());
    }

    /** What an entry says wins over the file, and counts when the request that wrote it is answered. */
    private void isConfiguredByAnEntry(Http admin) {
        Object body = Map.of("filters", Map.of("subpaths", List.of("orders")));
        entry(admin, "create", Map.of("is_active", true, "payload", Map.of("content_type", "json", "body", body)));
        assertThat(plugin(admin).at("/listeners/0/filters/subpaths").toString()).isEqualTo("[\"orders\"]");
        int before = posts.size();
        create(admin, "content", "/others", "o6", Map.of());
        create(admin, "content", "/orders", "o7", Map.of());
        await("o7", () -> posts.size() == before + 1);
        assertThat(posts.get(before).event().path("shortname").asText()).isEqualTo("o7");
        Object wrong = Map.of("filters", List.of("orders"));
        entry(admin, "update", Map.of("payload", Map.of("content_type", "json", "body", wrong)));
        assertThat(plugin(admin).at("/problems/0").asText())
                .isEqualTo("its entry plugins/orders does not count: filters is an object");
        entry(admin, "delete", Map.of());
        assertThat(plugin(admin).path("problems")).isEmpty();
        assertThat(plugin(admin).at("/listeners/0/filters/subpaths").toString()).isEqualTo("[\"others\"]");
    }

    private static void entry(Http admin, String kind, Map<String, ?> attributes) {
        Map<String, Object> record = Map.of(
                "resource_type", "content", "subpath", "/plugins", "shortname", "orders", "attributes", attributes);
        admin.post(
                        "/managed/request",
                        Map.of("space_name", "management", "request_type", kind, "records", List.of(record)))
                .expect(200);
    }

    /** Secrets are not shown, and only an administrator sees more than what everybody may know (A18). */
    private void hides(Http admin) {
        String shown = admin.get("/info/plugins").expect(200).text();
        assertThat(shown).doesNotContain(SECRET).contains("******");
        create(admin, "user", "users", "lina", Map.of("password", "Test_1234_pass", "email", "lina@example.com"));
        Http lina = admin.login("lina", "Test_1234_pass");
        assertThat(plugin(lina).path("status").asText()).isEqualTo("ACTIVE");
        assertThat(plugin(lina).fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("version", "type", "is_active", "status", "routes");
        lina.post("/admin/plugins/orders/disable", Map.of()).expectError(401, 401);
        lina.get("/admin/plugins/orders/dead-letters").expectError(401, 401);
        admin.post("/admin/plugins/orders/disable", Map.of()).expect(200);
        assertThat(plugin(lina).path("status").asText()).isEqualTo("DISABLED");
        admin.post("/admin/plugins/nobody/disable", Map.of()).expectError(404, 220);
        admin.get("/admin/plugins/nobody/dead-letters").expectError(404, 220);
        admin.delete("/admin/plugins/nobody/dead-letters").expectError(404, 220);
        admin.post("/admin/plugins/nobody/dead-letters/retry", Map.of()).expectError(404, 220);
        admin.get("/admin/plugins/orders/dead-letters").expect(200);
        admin.put("/admin/plugins/nobody/config", Map.of("config", Map.of())).expectError(404, 220);
        admin.put("/admin/plugins/nobody/grants", Map.of("grants", List.of())).expectError(404, 220);
    }
}
