package cc.dmart.httptests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
            admitsAfterALoss(server);
        }
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
