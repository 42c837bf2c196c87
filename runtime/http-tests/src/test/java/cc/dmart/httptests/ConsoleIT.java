package cc.dmart.httptests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PublicKey;
import java.time.Duration;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ChannelShell;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell over SSH and the web console, both for administrators alone (issue of accounts, {@code design.md} 6). */
class ConsoleIT {
    private static final String PASSWORD = "Good4Enough";
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    static Path folder;

    private static Server server;
    private static Http admin;
    private static int port;
    private static SshClient ssh;
    private static final AtomicReference<PublicKey> HOST_KEY = new AtomicReference<>();

    @BeforeAll
    static void start() {
        server = Server.in(folder)
                .with("DMART_AUTH_RATE_LIMIT_PER_MINUTE", "0")
                .with("DMART_MAX_FAILED_LOGIN_ATTEMPTS", "3")
                .with("DMART_MAX_SESSIONS_PER_USER", "0")
                .with("DMART_WEB_CONSOLE", "loopback");
        port = Server.freePort();
        server.with("DMART_CONSOLE_PORT", Integer.toString(port)).start();
        admin = server.http().admin();
        for (String name : List.of("ordinary", "guessed")) {
            Map<String, Object> attributes = Map.of("is_active", true, "roles", List.of(), "password", PASSWORD);
            Map<String, Object> record =
                    Map.of("resource_type", "user", "shortname", name, "subpath", "users", "attributes", attributes);
            admin.post(
                            "/managed/request",
                            Map.of("space_name", "management", "request_type", "create", "records", List.of(record)))
                    .expect(200);
        }
        ssh = SshClient.setUpDefaultClient();
        ssh.setServerKeyVerifier((session, address, key) -> {
            HOST_KEY.set(key);
            return true;
        });
        ssh.start();
    }

    @AfterAll
    static void stop() {
        ssh.stop();
        server.close();
    }

    private static ClientSession open(String user, String password) throws IOException {
        ClientSession session =
                ssh.connect(user, "127.0.0.1", port).verify(LIMIT).getSession();
        session.addPasswordIdentity(password);
        try {
            session.auth().verify(LIMIT);
        } catch (IOException e) {
            session.close(true);
            throw e;
        }
        return session;
    }

    private static String audit() throws IOException {
        return Files.readString(server.data().resolve("log/audit.jsonl"));
    }

    private static ClientSession openAsAdmin() throws IOException {
        return open("dmart", Server.ADMIN_PASSWORD);
    }

    private record Said(int status, String out, String err) {}

    private static Said run(ClientSession session, String line) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try (ChannelExec channel = session.createExecChannel(line)) {
            channel.setOut(out);
            channel.setErr(err);
            channel.setIn(InputStream.nullInputStream());
            channel.open().verify(LIMIT);
            channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), LIMIT);
            return new Said(
                    channel.getExitStatus(),
                    out.toString(StandardCharsets.UTF_8),
                    err.toString(StandardCharsets.UTF_8));
        }
    }

    @Test
    void administratorsRunCommands() throws Exception {
        try (ClientSession session = openAsAdmin()) {
            Said status = run(session, "dmart:status");
            assertThat(status.status()).isZero();
            assertThat(status.out()).startsWith("FIGURE").contains("index lag").contains("health");
            assertThat(run(session, "locks").out()).isEqualTo("no locks\n");
            Said bad = run(session, "dmart:plugins nobody");
            assertThat(bad.status()).isEqualTo(1);
            assertThat(bad.out()).startsWith("error: ");
            Said unknown = run(session, "dmart:dance");
            assertThat(unknown.status()).isEqualTo(1);
            assertThat(unknown.err()).contains("dance");
            assertThat(run(session, "dmart:explain dmart view user management:/users/dmart")
                            .out())
                    .startsWith("ALLOWED: Permission super_manager of role super_admin allows view");
        }
        assertThat(audit()).contains("\"event\":\"console\",\"actor\":\"dmart\",\"command\":\"dmart:status\"");
    }

    @Test
    void aTerminalIsAShell() throws Exception {
        try (ClientSession session = openAsAdmin();
                ChannelShell channel = session.createShellChannel()) {
            ByteArrayOutputStream screen = new ByteArrayOutputStream();
            channel.setPtyType("xterm");
            channel.setUsePty(true);
            channel.setOut(screen);
            channel.setErr(screen);
            channel.open().verify(LIMIT);
            try (OutputStream keys = channel.getInvertedIn()) {
                keys.write("lockx\u007fs\r".getBytes(StandardCharsets.UTF_8));
                keys.flush();
                await(screen, "no locks\r\n");
                keys.write("dmart:passwd ordinary\r".getBytes(StandardCharsets.UTF_8));
                keys.flush();
                await(screen, "New password: ");
                keys.write((PASSWORD + "2\r").getBytes(StandardCharsets.UTF_8));
                keys.flush();
                await(screen, "password of ordinary set");
                keys.write("exit\r".getBytes(StandardCharsets.UTF_8));
                keys.flush();
                channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), LIMIT);
            }
            String text = screen.toString(StandardCharsets.UTF_8);
            assertThat(text)
                    .startsWith("dmart> lockx\b \bs\r\nno locks\r\ndmart> ")
                    .doesNotContain(PASSWORD);
            assertThat(channel.getExitStatus()).isZero();
        }
        server.http().login("ordinary", PASSWORD + "2");
        try (ClientSession session = openAsAdmin()) {
            assertThat(run(session, "dmart:passwd ordinary").status()).isEqualTo(1);
        }
        changePassword();
    }

    private static void changePassword() {
        Map<String, Object> record = Map.of(
                "resource_type",
                "user",
                "shortname",
                "ordinary",
                "subpath",
                "users",
                "attributes",
                Map.of("password", PASSWORD));
        admin.post(
                        "/managed/request",
                        Map.of("space_name", "management", "request_type", "update", "records", List.of(record)))
                .expect(200);
    }

    private static void await(ByteArrayOutputStream screen, String text) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!screen.toString(StandardCharsets.UTF_8).contains(text)) {
            assertThat(System.nanoTime())
                    .as(screen.toString(StandardCharsets.UTF_8))
                    .isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    @Test
    void othersAreRefused() throws Exception {
        assertThatThrownBy(() -> open("ordinary", PASSWORD)).isInstanceOf(SshException.class);
        assertThatThrownBy(() -> open("dmart", "wrong")).isInstanceOf(SshException.class);
        assertThatThrownBy(() -> open("nobody", PASSWORD)).isInstanceOf(SshException.class);
        assertThatThrownBy(() -> open("anonymous", "x")).isInstanceOf(SshException.class);
        assertThat(audit()).contains("\"event\":\"console_denied\",\"actor\":\"ordinary\"");
    }

    /** The shell listens on 127.0.0.1 and on no other address, not even another one of this machine. */
    @Test
    void otherAddressesAreRefused() {
        assertThatThrownBy(() -> {
                    try (Socket socket = new Socket()) {
                        socket.connect(new InetSocketAddress("127.0.0.2", port), 5000);
                    }
                })
                .isInstanceOf(IOException.class);
    }

    @Test
    void failuresCountForTheAccountLikeThoseOverHttp() {
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> open("guessed", "Wrong4Enough")).isInstanceOf(SshException.class);
        }
        server.http()
                .post("/user/login", Map.of("shortname", "guessed", "password", PASSWORD))
                .expectError(401, 10);
    }

    @Test
    void aSessionThatEndedRunsNothing() throws Exception {
        try (ClientSession session = openAsAdmin()) {
            assertThat(run(session, "locks").status()).isZero();
            String id = "";
            for (var one : admin.get("/user/sessions").expect(200).json().at("/attributes/sessions")) {
                if (one.toString().contains("SSH console")) {
                    id = one.findValue("id").asText();
                    admin.delete("/user/sessions/" + id);
                }
            }
            assertThat(id).isNotEmpty();
            Said refused = run(session, "locks");
            assertThat(refused.status()).isEqualTo(1);
            assertThat(refused.err()).contains("has ended");
        }
    }

    @Test
    void theHostKeyIsKept() throws Exception {
        openAsAdmin().close(true);
        PublicKey before = HOST_KEY.get();
        Path key = server.data().resolve("console/host.key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key.getParent())))
                .isEqualTo("rwx------");
        assertThat(before.getAlgorithm()).isEqualTo("EC");
    }

    private static Reply console(Http http, String path) {
        return http.get("/system/console/" + path);
    }

    private static Http basic(String user, String password) {
        byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return server.http()
                .with("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
    }

    @Test
    void theWebConsoleIsForAdministrators() {
        assertThat(console(server.http(), "dmart").status()).isEqualTo(401);
        assertThat(console(server.http(), "bundles.json").status()).isEqualTo(401);
        assertThat(console(basic("admin", "admin"), "dmart").status()).isEqualTo(401);
        assertThat(console(basic("ordinary", PASSWORD), "dmart").status()).isEqualTo(401);
        assertThat(console(server.http().login("ordinary", PASSWORD), "dmart").status())
                .isEqualTo(401);
        Reply page = console(admin, "dmart").expect(200);
        assertThat(page.text())
                .contains("<h3>Status</h3>")
                .contains("index lag")
                .contains("<h3>Plugins</h3>")
                .contains("local_notification")
                .contains("<h3>Hooks and listeners</h3>")
                .contains("LAG")
                .contains("audit.AuditTrail")
                .contains("<h3>Journal</h3>")
                .contains("management:/users/ordinary")
                .contains("dmart_index_documents");
        assertThat(console(admin, "bundles.json").expect(200).text()).contains("cc.dmart.core");
        Reply first = console(basic("dmart", Server.ADMIN_PASSWORD), "dmart").expect(200);
        assertThat(first.header("Set-Cookie"))
                .startsWith("auth_token=")
                .contains("HttpOnly")
                .contains("SameSite=Lax");
        assertThat(first.header("Content-Security-Policy")).contains("frame-ancestors 'none'");
        String cookie = first.header("Set-Cookie").replaceAll(";.*", "");
        Reply again = console(server.http().with("Cookie", cookie), "dmart").expect(200);
        assertThat(again.header("Set-Cookie")).doesNotContain("auth_token");
    }

    @Test
    void theWebConsoleTakesNoForgedRequestsAndNoneThroughAProxy() {
        String cookie = console(basic("dmart", Server.ADMIN_PASSWORD), "dmart")
                .expect(200)
                .header("Set-Cookie")
                .replaceAll(";.*", "");
        Http browser = server.http().with("Cookie", cookie);
        assertThat(act(browser)).isEqualTo(403);
        assertThat(act(browser.with("Origin", "https://evil.example.com"))).isEqualTo(403);
        assertThat(act(browser.with("Sec-Fetch-Site", "cross-site"))).isEqualTo(403);
        assertThat(act(browser.with("Origin", "http://127.0.0.1:" + server.port())))
                .isEqualTo(200);
        assertThat(act(admin)).isEqualTo(200);
        assertThat(console(admin.with("X-Forwarded-For", "10.1.2.3"), "dmart").status())
                .isEqualTo(403);
    }

    private static int act(Http http) {
        return http.send(
                        "POST",
                        "/system/console/bundles",
                        BodyPublishers.ofString("action=refreshPackages"),
                        "application/x-www-form-urlencoded")
                .status();
    }

    @Test
    void bothAreOffUnlessTheyAreAskedFor() throws Exception {
        Path other = Files.createDirectory(folder.resolve("off"));
        try (Server off = Server.in(other).start()) {
            assertThat(off.http().admin().get("/system/console/dmart").status()).isNotEqualTo(200);
            assertThat(off.data().resolve("console")).doesNotExist();
        }
    }
}
