package cc.dmart.httptests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The life of the process: exit codes, folders, the ready line. */
class StartStopIT {
    @TempDir
    Path folder;

    @Test
    void answersWhenReadyAndStopsWithZero() throws IOException {
        try (Server server = Server.in(folder).start()) {
            server.http().get("/health/live").expect(200);
            Path config = server.data().resolve("run/config");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(config)))
                    .isEqualTo("rwx------");
            assertThat(server.stop()).isZero();
            assertThat(server.log()).contains("Stopped").doesNotContain("ERROR");
            assertThat(readByOthers(server.data())).isEmpty();
            admitsAfterALoss(server);
        }
    }

    /** Index and logs say what is in the entries, and those are for nobody outside its group ({@code storage.md} 8.3). */
    private static List<Path> readByOthers(Path data) throws IOException {
        List<Path> out = new ArrayList<>();
        try (Stream<Path> all = Files.walk(data)) {
            for (Path one : all.toList()) {
                if (Files.getPosixFilePermissions(one).contains(PosixFilePermission.OTHERS_READ)) {
                    out.add(one);
                }
            }
        }
        return out;
    }

    /** Of the accounts nothing but their directory is left. */
    private void admitsAfterALoss(Server server) throws IOException {
        Path metas = server.spaces().resolve("management/users/.dm");
        for (String lost : List.of("meta.folder.json", "dmart", "anonymous")) {
            Files.move(metas.resolve(lost), folder.resolve("lost_" + lost));
        }
        server.start()
                .http()
                .admin()
                .get("/managed/entry/user/management/users/anonymous")
                .expect(200);
        assertThat(server.log()).doesNotContain("ERROR");
    }

    /** What was being sent when the end was asked for is stored and answered, in order: nothing is left to redo. */
    @Test
    void anUploadUnderWayIsFinished() throws IOException {
        try (Server server = Server.in(folder).start()) {
            Http admin = server.http().admin();
            String record = "{\"resource_type\":\"%s\",\"subpath\":\"%s\",\"shortname\":\"%s\",\"attributes\":{}}";
            String request = "{\"space_name\":\"late\",\"request_type\":\"create\",\"records\":[%s]}";
            admin.post("/managed/request", request.formatted(record.formatted("space", "/", "late")))
                    .expect(200);
            admin.post("/managed/request", request.formatted(record.formatted("content", "/", "page")))
                    .expect(200);
            try (SlowUpload upload = new SlowUpload(server, admin, "late", record.formatted("csv", "page", "rows"))) {
                upload.sendHalf();
                server.terminate();
                long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
                while (server.http().statusOf("/health/ready") == 200) {
                    assertThat(System.nanoTime()).as("still ready").isLessThan(end);
                    LockSupport.parkNanos(10_000_000);
                }
                assertThat(upload.sendRest()).startsWith("HTTP/1.1 200 ");
            }
            assertThat(server.awaitExit()).isZero();
            server.start();
            assertThat(server.log()).doesNotContain("Redid").doesNotContain("ERROR");
            assertThat(server.http()
                            .admin()
                            .get("/managed/payload/csv/late/page/rows.csv")
                            .expect(200)
                            .text())
                    .isEqualTo(SlowUpload.CONTENT);
        }
    }

    @Test
    void aWrongSettingEndsTheStartWithTwo() {
        Server server = Server.in(folder).with("DMART_PORT", "eighty");
        assertThat(server.startAndAwaitExit()).isEqualTo(2);
        assertThat(server.log().strip())
                .isEqualTo("dmart: DMART_PORT: 'eighty' is not valid: a whole number is expected");
    }

    /** A variable with a slip of the pen is no setting, and this is where one looks. */
    @Test
    void prepareTellsWhatIsNotRead() {
        Server server = Server.in(folder).with("DMART_LOG_LEVLE", "debug");
        assertThat(server.startAndAwaitExit("prepare")).isZero();
        assertThat(server.log().strip())
                .isEqualTo("dmart: environment variable DMART_LOG_LEVLE is not a setting and is not read");
    }

    /** Settings that only a component can judge end the start with a sentence that names each, and are never served. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "TRUSTED_PROXIES | * | trusted_proxies: * is no address or network"
                        + " | ADMIN_PASSWORD | short | admin_password: the value breaks the rules for passwords",
                "ALLOWED_CORS_ORIGINS | * | allowed_cors_origins: * is no origin | REGISTRATION_DEFAULT_ROLES | super_admin"
                        + " | registration_default_roles: super_admin would make everybody an administrator",
                "ALLOWED_CORS_ORIGINS | null | allowed_cors_origins: null is no origin"
                        + " | MESSAGE_TEMPLATES | /nope | message_templates: /nope is no folder",
                "CHANNELS | {} | channels: a JSON list of objects with keys and patterns expected"
                        + " | JWT_SECRET | ABC | jwt_secret: a secret of at least 32 bytes and no sample value expected",
                "CXB_FOLDER | /nope | cxb_folder: /nope cannot be read"
                        + " | BREACHED_PASSWORDS | /nope | breached_passwords: /nope cannot be read"
            })
    void s5_14_b5_settingsThatComponentsRefuseEndTheStartWithTwo(
            String one, String itsValue, String itsSentence, String other, String value, String sentence) {
        Server server = Server.in(folder)
                .with("DMART_ENABLE_CHANNEL_AUTH", "true")
                .with("DMART_" + one, itsValue)
                .with("DMART_" + other, value);
        refused(server, itsSentence, sentence);
    }

    /** What nothing has to be started for, one after the other in the same folder. */
    @Test
    void s5_14_b5_settingsThatTheStartRefusesEndItWithTwo() {
        Server server = Server.in(folder);
        Map<String, String> refused = new LinkedHashMap<>();
        refused.put("TLS_KEY=/nofile", "tls_key: tls_certificate is expected with it");
        refused.put("MANAGEMENT_SPACE=a b", "management_space: 'a b' is not valid: the name of a space is expected");
        for (String key : List.of("spaces", "data", "plugins", "log_dir")) {
            refused.put(key.toUpperCase(Locale.ROOT) + "=/etc/passwd", key + ": /etc/passwd is no folder");
        }
        StringBuilder expected = new StringBuilder();
        refused.forEach((setting, sentence) -> {
            String[] parts = setting.split("=", 2);
            expected.append("dmart: ").append(sentence).append('\n');
            String before = server.setting("DMART_" + parts[0]);
            assertThat(server.with("DMART_" + parts[0], parts[1]).startAndAwaitExit())
                    .isEqualTo(2);
            server.with("DMART_" + parts[0], before);
        });
        assertThat(server.startAndAwaitExit("nonsense")).isEqualTo(2);
        expected.append("dmart: 'nonsense' is not known; usage: dmart [prepare | once]\n");
        assertThat(server.log()).isEqualTo(expected.toString());
    }

    /** It needs a decision of the operator, so that a server that stays up unready would only hide it. */
    @Test
    void aDamagedJournalEndsTheStartWithTwo() throws IOException {
        try (Server server = Server.in(folder).start()) {
            server.stop();
            damage(server.data().resolve("journal"));
            int before = server.log().length();
            assertThat(server.startAndAwaitExit()).isEqualTo(2);
            String log = server.log().substring(before);
            assertThat(log.lines().filter(line -> line.contains("is damaged")))
                    .singleElement()
                    .asString()
                    .startsWith("dmart: data: the journal in " + server.data().resolve("journal") + " is damaged: ");
            assertThat(log).doesNotContain("ERROR").doesNotContain("\tat ").doesNotContain("Ready at");
        }
    }

    /** To try it again and again would not help, and nobody would be told. */
    @Test
    void aChangeThatCannotBeRedoneEndsTheStartWithTwo() throws IOException {
        String create = "{\"space_name\":\"late\",\"request_type\":\"create\",\"records\":[{\"resource_type\":\"%s\","
                + "\"subpath\":\"/\",\"shortname\":\"%s\",\"attributes\":{}}]}";
        try (Server server = Server.in(folder).start()) {
            Http admin = server.http().admin();
            admin.post("/managed/request", create.formatted("space", "late")).expect(200);
            admin.post("/managed/request", create.formatted("content", "page")).expect(200);
            server.kill9();
            Path meta = server.spaces().resolve("late/.dm/page/meta.content.json");
            Files.move(meta, folder.resolve("kept"));
            Files.createDirectory(meta);
            int before = server.log().length();
            assertThat(server.startAndAwaitExit()).isEqualTo(2);
            String log = server.log().substring(before);
            assertThat(log.lines().filter(line -> line.startsWith("dmart: ")))
                    .singleElement()
                    .asString()
                    .matches(
                            "dmart: spaces: change \\d+ in the journal cannot be brought into the files until this is mended: "
                                    + "no regular file: " + meta);
            assertThat(log).doesNotContain("ERROR").doesNotContain("\tat ").doesNotContain("Ready at");
            Files.delete(meta);
            server.start()
                    .http()
                    .admin()
                    .get("/managed/entry/content/late/page")
                    .expect(200);
        }
    }

    /** Changes bytes within the first record. */
    private static void damage(Path journal) throws IOException {
        try (Stream<Path> files = Files.list(journal)) {
            Path first = files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
            try (FileChannel out = FileChannel.open(first, StandardOpenOption.WRITE)) {
                out.write(ByteBuffer.wrap(new byte[] {0x55, 0x55, 0x55}), 200);
            }
        }
    }

    @Test
    void s5_14_b5_oneRefusedSettingEndsTheStartWithTwo() {
        refused(Server.in(folder).with("DMART_SERVICE_TOKEN", "short"), "service_token: at least 32 bytes expected");
    }

    @Test
    void s5_14_b5_pretendedChannelsEndTheStartOfProduction() {
        Server production =
                Server.in(folder).with("DMART_APP_ENV", "production").with("DMART_MOCK_SMPP_API", "true");
        refused(production, "mock_smpp_api: refused in production, where messages are sent");
        Server code = Server.in(folder.resolve("dev"))
                .with("DMART_MOCK_SMTP_API", "true")
                .with("DMART_MOCK_OTP_CODE", "x");
        refused(code, "mock_otp_code: six digits expected");
    }

    /** Two at once are both named, and what is wrong in an existing folder is as wrong there. */
    @Test
    void anExistingFolderIsNotServedWithWrongSettings() {
        try (Server server = Server.in(folder).start()) {
            server.stop();
            server.with("DMART_CXB_URL", "/a/b").with("DMART_TRUSTED_PROXIES", "0.0.0.0/0");
            int before = server.log().length();
            assertThat(server.startAndAwaitExit()).isEqualTo(2);
            assertThat(server.log().substring(before))
                    .contains("dmart: cxb_url: /a/b is no path such as /cxb")
                    .contains("dmart: trusted_proxies: 0.0.0.0/0 is no address or network")
                    .doesNotContain("\tat ")
                    .doesNotContain("Ready at");
        }
    }

    private static void refused(Server server, String... sentences) {
        assertThat(server.startAndAwaitExit()).isEqualTo(2);
        assertThat(server.log().lines().filter(line -> line.startsWith("dmart: ")))
                .containsExactlyInAnyOrder(
                        Stream.of(sentences).map("dmart: "::concat).toArray(String[]::new));
        assertThat(server.log())
                .doesNotContain("ERROR")
                .doesNotContain("Exception")
                .doesNotContain("Ready at");
    }

    /** A second server is refused each of the folders of the first, which takes no harm of it, nor of its own end. */
    @Test
    void foldersInUseEndTheStartWithTwo() {
        try (Server server = Server.in(folder).start()) {
            Server data = Server.in(folder.resolve("second"))
                    .with("DMART_DATA", server.data().toString());
            assertThat(data.startAndAwaitExit()).isEqualTo(2);
            assertThat(data.log()).contains("is used by another server");
            Server spaces = Server.in(folder.resolve("third"))
                    .with("DMART_SPACES", server.spaces().toString());
            assertThat(spaces.startAndAwaitExit()).isEqualTo(2);
            assertThat(spaces.log().strip())
                    .isEqualTo("dmart: spaces: " + server.spaces() + " is used by another server");
            server.http().get("/health/ready").expect(200);
            server.kill9();
            server.start().http().get("/health/ready").expect(200);
        }
    }

    @Test
    void aPortInUseIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            Server server = Server.in(folder).with("DMART_PORT", String.valueOf(taken.getLocalPort()));
            assertThat(server.startAndAwaitExit()).isEqualTo(2);
            assertThat(server.log()).contains("port: " + taken.getLocalPort());
        }
    }
}
