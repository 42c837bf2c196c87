package cc.dmart.rest.internal.resource;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.service.HealthIndicator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code /managed/resource_with_payload} ({@code http-api.md} 4.6). */
class UploadTest {
    private static final String BOUNDARY = "xyzBOUNDARYxyz";
    private static final String RECORD =
            "{\"resource_type\":\"media\",\"subpath\":\"pens/blue\",\"shortname\":\"pic\",\"attributes\":{}}";

    @TempDir
    static Path data;

    private static EdgeServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new EdgeServer(
                Map.of("data", data.toString(), "max_upload_size", 3_000_000L, "max_public_upload_size", 1000L),
                HealthIndicator.State.OK);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static byte[] part(String headers, byte[] content) {
        byte[] head = ("--" + BOUNDARY + "\r\n" + headers + "\r\n\r\n").getBytes(StandardCharsets.UTF_8);
        return join(List.of(head, content, "\r\n".getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] field(String name, String text) {
        return part("Content-Disposition: form-data; name=\"" + name + "\"", text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] file(String fileName, String type, byte[] content) {
        return part(
                "Content-Disposition: form-data; name=\"payload_file\"; filename=\"" + fileName + "\"\r\nContent-Type: "
                        + type,
                content);
    }

    private static byte[] join(List<byte[]> parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        parts.forEach(out::writeBytes);
        return out.toByteArray();
    }

    private static HttpResponse<byte[]> send(String path, byte[]... parts) throws Exception {
        List<byte[]> all = new ArrayList<>(List.of(parts));
        all.add(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
        return server.send(
                "POST",
                path,
                join(all),
                "Authorization",
                "Bearer tok_sara",
                "Content-Type",
                "multipart/form-data; boundary=\"" + BOUNDARY + "\"");
    }

    private static String text(HttpResponse<byte[]> reply) {
        return new String(reply.body(), StandardCharsets.UTF_8);
    }

    private static byte[] noise(int size) {
        byte[] out = new byte[size];
        for (int i = 0; i < size; i++) {
            // many line breaks and dashes, so that false starts of the boundary occur everywhere
            out[i] = (byte) "\r\n--xyzBOUNDARYxy\r\n\r-".charAt((i * 7 + i / 13) % 21);
        }
        return out;
    }

    @Test
    void everyOrderOfThePartsAndEverySizeArriveWhole() throws Exception {
        for (int size : new int[] {0, 1, 65_535, 65_536, 70_000, 262_145, 2_500_000}) {
            byte[] content = noise(size);
            List<byte[]> parts = new ArrayList<>(List.of(
                    field("space_name", "shop"),
                    field("request_record", RECORD),
                    file("a b.PNG", "image/png; x=y", content),
                    field("sha", "AB12")));
            for (int turn = 0; turn < 4; turn++) {
                Collections.rotate(parts, 1);
                HttpResponse<byte[]> reply = send("/managed/resource_with_payload", parts.toArray(byte[][]::new));
                String sha = HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(content));
                assertThat(text(reply))
                        .isEqualTo("{\"status\":\"success\",\"records\":[{\"resource_type\":\"media\",\"uuid\":\"u1\","
                                + "\"shortname\":\"pic\",\"subpath\":\"pens/blue\",\"attributes\":{\"by\":\"sara\","
                                + "\"space\":\"shop\",\"size\":" + size + ",\"sha\":\"" + sha
                                + "\",\"stated\":\"AB12\",\"file\":\"a b.PNG\",\"type\":\"image/png\","
                                + "\"create_only\":false,\"taken\":" + (size > 262_144) + "}}]}");
            }
        }
        Path waiting = data.resolve("run/uploads");
        try (Stream<Path> left = Files.list(waiting)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void theRecordMayBeAFileAndTheNameExtended() throws Exception {
        byte[] record = part(
                "content-disposition: form-data; name=request_record; filename=blob\r\nContent-Type: application/json",
                RECORD.getBytes(StandardCharsets.UTF_8));
        byte[] file = part(
                "Content-Disposition: form-data; name=\"payload_file\"; filename=\"x\"; filename*=UTF-8''%D9%82.png",
                new byte[3]);
        HttpResponse<byte[]> reply = send("/managed/resource_with_payload", field("space_name", "shop"), record, file);
        assertThat(text(reply)).contains("\"file\":\"ق.png\"", "\"stated\":\"none\"", "\"type\":\"none\"");
    }

    @Test
    void anonymousOnesCreateOnlyAndAreSmall() throws Exception {
        byte[] space = field("space_name", "shop");
        byte[] record = field("request_record", RECORD);
        HttpResponse<byte[]> fine =
                send("/public/resource_with_payload", space, record, file("a.png", "image/png", new byte[1000]));
        assertThat(text(fine)).contains("\"by\":\"anonymous\"", "\"create_only\":true");
        HttpResponse<byte[]> large =
                send("/public/resource_with_payload", space, record, file("a.png", "image/png", new byte[1001]));
        assertThat(large.statusCode()).isEqualTo(413);
        assertThat(text(large)).contains("\"type\":\"request\",\"code\":402");
    }

    @Test
    void whatIsMissingOrMalformedIsSaid() throws Exception {
        String path = "/managed/resource_with_payload";
        byte[] space = field("space_name", "shop");
        byte[] record = field("request_record", RECORD);
        byte[] file = file("a.png", "image/png", new byte[3]);
        assertThat(text(send(path, record, file))).contains("\"code\":202", "space_name");
        assertThat(text(send(path, space, file))).contains("\"code\":202", "request_record");
        assertThat(text(send(path, space, record))).contains("\"code\":202", "payload_file");
        assertThat(text(send(path, space, field("request_record", "{"), file))).contains("\"code\":402");
        assertThat(text(send(path, space, field("request_record", "{}"), file))).contains("\"code\":424");
        assertThat(text(send(path, space, record, file, file))).contains("\"code\":402");
        assertThat(send(path, space, record, file, field("a", "b"), field("c", "d"))
                        .statusCode())
                .isEqualTo(413);
        assertThat(text(server.send(
                        "POST",
                        path,
                        space,
                        "Authorization",
                        "Bearer tok_sara",
                        "Content-Type",
                        "multipart/form-data; boundary=" + BOUNDARY)))
                .contains("\"code\":402", "Malformed");
        assertThat(server.send("POST", path, space, "Authorization", "Bearer tok_sara")
                        .statusCode())
                .isEqualTo(415);
    }

    private static List<Path> waiting() throws IOException {
        Path folder = data.resolve("run/uploads");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    /** A changed setting makes the component anew while requests of the old one go on. */
    @Test
    void anUploadUnderWayOutlivesAChangedSettingAndWhatAKilledServerLeftDoesNot() throws Exception {
        byte[] body = join(List.of(
                field("space_name", "shop"),
                field("request_record", RECORD),
                file("pic.png", "image/png", noise(1_000_000)),
                ("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8)));
        String head = "POST /managed/resource_with_payload HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                + "Authorization: Bearer tok_sara\r\nContent-Length: " + body.length
                + "\r\nContent-Type: multipart/form-data; boundary=\"" + BOUNDARY + "\"\r\n\r\n";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(body, 0, 600_000);
            long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (waiting().isEmpty()) {
                assertThat(System.nanoTime()).as("nothing waits").isLessThan(end);
                Thread.onSpinWait();
            }
            Path left = Files.createFile(data.resolve("run/uploads/upload123.part"));
            new Uploads(new Backend(), TestConfig.of(Map.of("data", data.toString()))).stop();
            assertThat(left).doesNotExist();
            assertThat(waiting()).hasSize(1);
            socket.getOutputStream().write(body, 600_000, body.length - 600_000);
            String reply = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(reply).startsWith("HTTP/1.1 200");
        }
    }
}
