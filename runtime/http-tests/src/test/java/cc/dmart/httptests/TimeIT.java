package cc.dmart.httptests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests that come too early, too late, or take too long. */
class TimeIT {
    @TempDir
    Path folder;

    private final Map<String, String> replies = new ConcurrentHashMap<>();
    private final AtomicBoolean over = new AtomicBoolean();

    /** From the first moment of a start on there is no answer that a client takes for final. */
    @Test
    void isServedOrToldToComeAgain() throws InterruptedException {
        Server server = Server.in(folder);
        List<Thread> clients = List.of(
                client(server, "GET", "/info/me"),
                client(server, "GET", "/managed/entry/content/shop/items/one"),
                client(server, "POST", "/managed/query"));
        try {
            server.start();
            assertThat(replies.keySet()).contains("503 general 503 1");
        } finally {
            over.set(true);
            for (Thread client : clients) {
                client.join();
            }
            server.close();
        }
        assertThat(replies.keySet()).isSubsetOf("503 general 503 1", "401 jwtauth 49 ", "200   ");
    }

    private Thread client(Server server, String method, String path) {
        Thread thread = new Thread(() -> {
            while (!over.get()) {
                try {
                    Reply reply = method.equals("GET")
                            ? server.http().get(path)
                            : server.http().post(path, "{}");
                    replies.put(summary(reply), path);
                } catch (UncheckedIOException e) { // nobody listens
                    LockSupport.parkNanos(1_000_000);
                }
            }
        });
        thread.start();
        return thread;
    }

    private static String summary(Reply reply) {
        if (!reply.text().startsWith("{")) {
            return reply.toString();
        }
        return reply.status() + " " + reply.json().at("/error/type").asText() + " "
                + reply.json().at("/error/code").asText() + " " + reply.header("Retry-After");
    }

    /** A client that sends its change byte by byte is told that its time is over; nothing of it is done. */
    @Test
    void aRequestThatTakesTooLongIsRefusedAndChangesNothing() throws IOException {
        // less than the client takes, and enough for a login on a busy machine
        try (Server server =
                Server.in(folder).with("DMART_REQUEST_TIMEOUT", "6").start()) {
            Http admin = server.http().admin();
            String token = server.http()
                    .post("/user/login", Map.of("shortname", "dmart", "password", Server.ADMIN_PASSWORD))
                    .json()
                    .at("/records/0/attributes/access_token")
                    .asText();
            String body = """
                    {"space_name":"late","request_type":"create","records":[{"resource_type":"space","subpath":"/",\
                    "shortname":"late","attributes":{"is_active":true}}]}""";
            String head = "POST /managed/request HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Authorization: Bearer " + token + "\r\nContent-Length: " + body.length() + "\r\n\r\n";
            assertThat(dribble(server.port(), head, body))
                    .startsWith("HTTP/1.1 504")
                    .contains("\"code\":504");
            admin.get("/managed/entry/space/late/__root__/late").expect(404);
            admin.post("/managed/request", body).expect(200);
        }
    }

    private static String dribble(int port, String head, String body) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            OutputStream out = socket.getOutputStream();
            InputStream in = socket.getInputStream();
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < body.length() - 1 && in.available() == 0; i++) {
                out.write(body.charAt(i));
                out.flush();
                LockSupport.parkNanos(50_000_000); // 9 s in all
            }
            byte[] reply = new byte[4096];
            int read = in.read(reply);
            return new String(reply, 0, Math.max(0, read), StandardCharsets.UTF_8);
        }
    }
}
