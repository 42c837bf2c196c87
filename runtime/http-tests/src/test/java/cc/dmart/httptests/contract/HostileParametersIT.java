package cc.dmart.httptests.contract;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.httptests.Http;
import cc.dmart.httptests.Server;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Hostile values in every parameter and body member of the OpenAPI document, from fixed seeds: no status of 500 or more, no
 * trace of the inside in a reply, no file changed outside the spaces, and a server that works afterwards.
 */
class HostileParametersIT {
    private static final int REQUESTS = 20_400;
    private static final int CONNECTIONS = 4;
    private static final long SEED = 20_260_101L;
    private static final int HASHING_ROUNDS = 8;
    private static final Set<String> HASHING = Set.of("/user/login", "/user/validate_password", "/user/create");
    private static final Pattern INSIDE = Pattern.compile("Exception|\\bat"
            + " (?:java|cc|org|jdk|com)\\.[\\w.]+\\(|(?:java|javax|jakarta|org\\.(?:apache|eclipse|glassfish|osgi))"
            + "\\.[a-z]+\\.[A-Z]|cc\\.dmart\\.[a-z]+\\.|/tmp/|NullPointer|StackTrace");

    @TempDir
    Path folder;

    @Test
    void nothingBreaks() throws Exception {
        Files.writeString(folder.resolve("outside.json"), "{}");
        try (Server server = Server.in(folder.resolve("server"))
                .withSpaces("spaces")
                .with("DMART_AUTH_RATE_LIMIT_PER_MINUTE", "0")
                .with("DMART_MAX_FAILED_LOGIN_ATTEMPTS", "0") // thousands of wrong logins are part of it
                .start()) {
            Http admin = server.http().admin();
            JsonNode document = admin.get("/docs/openapi.json").expect(200).json();
            // the requests are those of dmart, who may lock himself out: somebody else looks at the server afterwards
            Map<String, Object> witness = Map.of(
                    "resource_type",
                    "user",
                    "subpath",
                    "users",
                    "shortname",
                    "witness",
                    "attributes",
                    Map.of("is_active", true, "password", Server.ADMIN_PASSWORD, "roles", List.of("super_admin")));
            admin.post(
                            "/managed/request",
                            Map.of("space_name", "management", "request_type", "create", "records", List.of(witness)))
                    .expect(200);
            Map<String, String> before = outside();
            Run run = new Run(server, document);
            run.all();
            assertThat(run.wrong).as(run.wrong.size() + " wrong replies").isEmpty();
            assertThat(run.sent.get()).isGreaterThanOrEqualTo(20_000);
            assertThat(outside()).isEqualTo(before);
            assertThat(server.log()).doesNotContain("OutOfMemory", "StackOverflow");
            Http again = server.http().login("witness", Server.ADMIN_PASSWORD);
            again.get("/health/ready").expect(200);
            again.get("/managed/entry/folder/demo/books").expect(200);
            assertThat(server.restart().http().statusOf("/health/ready")).isEqualTo(200);
        }
    }

    /** The files below the test's folder that belong neither to the spaces nor to the server's own data. */
    private Map<String, String> outside() throws IOException {
        Map<String, String> out = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = folder.relativize(file).toString();
                boolean ours =
                        name.startsWith("server/spaces/") || name.startsWith("server/data/") || name.endsWith(".log");
                if (!ours) {
                    out.put(name, Files.readString(file));
                }
            }
        }
        return out;
    }

    /** All the requests, over a few connections that stay open. */
    private static final class Run {
        private final Server server;
        private final JsonNode document;
        private final List<Operations.Operation> operations;
        private final List<Operations.Operation> cheap;
        private final List<String> wrong = Collections.synchronizedList(new ArrayList<>());
        private final AtomicInteger sent = new AtomicInteger();
        private final String token;

        Run(Server server, JsonNode document) {
            this.server = server;
            this.document = document;
            this.operations = Operations.of(document);
            this.cheap =
                    operations.stream().filter(o -> !HASHING.contains(o.path())).toList();
            assertThat(operations.size() - cheap.size()).isEqualTo(HASHING.size());
            this.token = server.http()
                    .post("/user/login", Map.of("shortname", "dmart", "password", Server.ADMIN_PASSWORD))
                    .expect(200)
                    .json()
                    .at("/records/0/attributes/access_token")
                    .asText();
        }

        void all() throws Exception {
            ExecutorService pool = Executors.newFixedThreadPool(CONNECTIONS);
            try {
                List<Future<?>> done = new ArrayList<>();
                for (int i = 0; i < CONNECTIONS; i++) {
                    int part = i;
                    done.add(pool.submit(() -> part(part)));
                }
                for (Future<?> future : done) {
                    future.get();
                }
            } finally {
                pool.shutdownNow();
            }
        }

        private void part(int part) {
            HttpClient client =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
            for (int i = part; i < REQUESTS; i += CONNECTIONS) {
                HostileRequest made = HostileRequest.of(operation(i), document, SEED + i);
                try {
                    send(client, made);
                } catch (IOException e) {
                    wrong.add(made + " -> " + e);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }

        /** All in turn; those that hash passwords, which takes a tenth of a second each, in one round of eight. */
        private Operations.Operation operation(int i) {
            int round = i / operations.size();
            Operations.Operation next = operations.get(i % operations.size());
            return HASHING.contains(next.path()) && round % HASHING_ROUNDS != 0
                    ? cheap.get(round % cheap.size())
                    : next;
        }

        private void send(HttpClient client, HostileRequest made) throws IOException, InterruptedException {
            HttpRequest.Builder request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + server.port() + made.target()))
                    .timeout(Duration.ofSeconds(40))
                    .method(
                            made.method(),
                            made.body().length == 0
                                    ? BodyPublishers.noBody()
                                    : BodyPublishers.ofByteArray(made.body()));
            if (made.body().length > 0) {
                request.header("Content-Type", made.mediaType());
            }
            if (made.withToken()) {
                request.header("Authorization", "Bearer " + token);
            }
            HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            sent.incrementAndGet();
            check(made, response);
        }

        private void check(HostileRequest made, HttpResponse<byte[]> response) {
            String type = response.headers().firstValue("Content-Type").orElse("");
            boolean json = type.startsWith("application/json");
            String text = json ? new String(response.body(), StandardCharsets.UTF_8) : "";
            boolean failedWithoutEnvelope = response.statusCode() >= 400
                    && !made.method().equals("HEAD")
                    && !text.startsWith("{\"status\":\"failed\",\"error\":{");
            boolean inside =
                    response.statusCode() >= 400 && INSIDE.matcher(text).find();
            if (response.statusCode() >= 500 || failedWithoutEnvelope || inside) {
                wrong.add(made + " -> " + response.statusCode() + " " + text);
            }
        }
    }
}
