package cc.dmart.httptests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The microservice skeleton in processes of its own, with the jars of the distribution ({@code security.md} 2.7). */
class MicroserviceIT {
    private static final String SECRET = "a secret that both of them know, 64 bytes or so, and nobody else";
    private static final Path DIST = Path.of(System.getProperty("dmart.dist", "../dist/target/dmart"));
    private static final Path CHECKOUT = Path.of(System.getProperty("dmart.checkout", "../.."));

    @TempDir
    static Path folder;

    private static Server server;

    @BeforeAll
    static void start() {
        server = Server.in(folder).with("DMART_JWT_SECRET", SECRET).start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** A running service. */
    private record Service(Process process, Http http) implements AutoCloseable {
        static Service start(Map<String, String> environment) throws IOException {
            String classes = CHECKOUT.resolve("runtime/microservice/target/classes")
                            .toAbsolutePath() + ":" + DIST.resolve("client").toAbsolutePath() + "/*";
            ProcessBuilder builder = new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    classes,
                    "cc.dmart.microservice.Main",
                    "0");
            builder.environment().putAll(environment);
            builder.redirectError(ProcessBuilder.Redirect.INHERIT);
            Process process = builder.start();
            BufferedReader out = process.inputReader();
            String line = out.readLine();
            assertThat(line).startsWith("listening on ");
            return new Service(process, new Http(URI.create("http://127.0.0.1:" + line.substring(13)), Map.of()));
        }

        @Override
        public void close() {
            process.destroy();
        }
    }

    private static String token() {
        return server.http()
                .post("/user/login", Map.of("shortname", "dmart", "password", Server.ADMIN_PASSWORD))
                .expect(200)
                .json()
                .at("/records/0/attributes/access_token")
                .asText();
    }

    @Test
    void s2_7_offlineASharedSecretIsEnough() throws IOException {
        String token = token();
        try (Service service = Service.start(Map.of("DMART_JWT_SECRET", SECRET));
                Service stranger = Service.start(Map.of("DMART_JWT_SECRET", SECRET.replace('a', 'b')))) {
            assertThat(service.http()
                            .withToken(token)
                            .get("/whoami")
                            .expect(200)
                            .text())
                    .isEqualTo("{\"status\":\"success\",\"shortname\":\"dmart\"}");
            service.http().get("/whoami").expect(401);
            service.http().withToken(token + "x").get("/whoami").expect(401);
            stranger.http().withToken(token).get("/whoami").expect(401);
        }
    }

    @Test
    void s2_7_remoteALogoutIsNoticed() throws IOException {
        String token = token();
        String url = "http://127.0.0.1:" + server.port();
        try (Service service = Service.start(Map.of("DMART_JWT_SECRET", SECRET, "DMART_URL", url))) {
            Http caller = service.http().withToken(token);
            caller.get("/whoami").expect(200);
            server.http().withToken(token).post("/user/logout", Map.of()).expect(200);
            caller.get("/whoami").expect(401);
        }
    }
}
