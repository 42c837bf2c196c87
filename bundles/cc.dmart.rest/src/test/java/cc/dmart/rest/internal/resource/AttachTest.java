package cc.dmart.rest.internal.resource;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.service.HealthIndicator;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code /public/attach} and {@code /attach} ({@code http-api.md} 5.2). */
class AttachTest {
    private static final String RECORD = "{\"resource_type\":\"media\",\"subpath\":\"pens/blue\",\"attributes\":{}}";

    @TempDir
    static Path data;

    private static EdgeServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new EdgeServer(
                Map.of("data", data.toString(), "max_upload_size", 3000L, "max_public_upload_size", 1000L),
                HealthIndicator.State.OK);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static HttpResponse<byte[]> attach(String path, int size, String token) throws Exception {
        String body = "--B\r\nContent-Disposition: form-data; name=record\r\n\r\n" + RECORD
                + "\r\n--B\r\nContent-Disposition: form-data; name=payload_file; filename=a.txt\r\n\r\n"
                + "x".repeat(size) + "\r\n--B--\r\n";
        return server.send(
                "POST",
                path,
                body.getBytes(StandardCharsets.UTF_8),
                "Authorization",
                token,
                "Content-Type",
                "multipart/form-data; boundary=B");
    }

    @Test
    void s5_2_whoHasATokenMayAttachWhatAccountsMay() throws Exception {
        HttpResponse<byte[]> reply = attach("/attach/shop", 3000, "Bearer tok_sara");
        assertThat(new String(reply.body(), StandardCharsets.UTF_8)).contains("\"by\":\"sara\",\"most\":3000");
        assertThat(attach("/attach/shop", 3001, "Bearer tok_sara").statusCode()).isEqualTo(413);
        assertThat(attach("/attach/shop", 1001, "Bearer none").statusCode()).isEqualTo(413);
        assertThat(attach("/public/attach/shop", 1001, "Bearer tok_sara").statusCode())
                .isEqualTo(413);
        assertThat(attach("/public/attach/shop", 1000, "Bearer tok_sara").statusCode())
                .isEqualTo(200);
    }
}
