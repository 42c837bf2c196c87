package cc.dmart.httptests.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections outlive requests, those that were refused too, until a client asks for the end ({@code http-api.md} 1). */
@SharedWorld
class ConnectionIT {
    private static final int LIMIT_MILLIS = 20_000;

    /** One connection, written and read by hand. */
    private static final class Wire implements AutoCloseable {
        private final Socket socket;
        private final InputStream in;
        private String reply = "";

        Wire(World world) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), world.server().port());
            socket.setSoTimeout(LIMIT_MILLIS);
            in = new BufferedInputStream(socket.getInputStream());
        }

        /** Sends a request and returns the status of the reply, which is read to its end. */
        int send(String method, String path, String headers, byte[] body) throws IOException {
            String head = method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers
                    + (body.length == 0 ? "" : "Content-Length: " + body.length + "\r\n") + "\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().write(body);
            return status();
        }

        /** The status of the next reply. */
        int status() throws IOException {
            int status = Integer.parseInt(line().split(" ")[1]);
            TreeMap<String, String> fields = new TreeMap<>();
            for (String line = line(); !line.isEmpty(); line = line()) {
                int colon = line.indexOf(':');
                fields.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
            reply = new String(
                    in.readNBytes(Integer.parseInt(fields.getOrDefault("content-length", "0"))),
                    StandardCharsets.UTF_8);
            return status;
        }

        int get(String path) throws IOException {
            return send("GET", path, "", new byte[0]);
        }

        private String line() throws IOException {
            StringBuilder out = new StringBuilder();
            int c = in.read();
            while (c != '\n') {
                assertThat(c).as("the connection ended").isNotNegative();
                out.append((char) c);
                c = in.read();
            }
            return out.toString().strip();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void oneConnectionServesManyRequests(World world) throws IOException {
        try (Wire wire = new Wire(world)) {
            assertThat(wire.get("/info/me")).isEqualTo(200);
            assertThat(wire.get("/nothing/here")).isEqualTo(422);
            assertThat(wire.get("/managed/entry/content/none/x/y")).isEqualTo(401);
            assertThat(wire.send("POST", "/user/login", "Content-Type: application/json\r\n", new byte[] {'{'}))
                    .isEqualTo(422);
            assertThat(wire.send("POST", "/user/login", "Content-Type: application/json\r\n", new byte[11 << 20]))
                    .as("more than is read")
                    .isEqualTo(413);
            assertThat(wire.send("OPTIONS", "/managed/query", "", new byte[0])).isEqualTo(204);
            assertThat(wire.send("OPTIONS", "*", "", new byte[0])).isEqualTo(204);
            for (String accept :
                    List.of("nonsense", "a/b;q=x", "text/*;q=0.5, */*;q=1.000", "a/b;c=\"d\"", ",", "a/b;;")) {
                assertThat(wire.send("GET", "/user/check-existing", "Accept: " + accept + "\r\n", new byte[0]))
                        .as(accept)
                        .isEqualTo(200);
            }
            assertThat(wire.get("/info/me")).isEqualTo(200);
        }
    }

    /** An address that cannot be decoded is an illegal path ({@code http-api.md} 1.7); other clients would not send it. */
    @ParameterizedTest
    @ValueSource(strings = {"%zz", "50%", "5%2", "%00", "%u20ac"})
    void aBrokenEscapeIsAnIllegalPath(String name, World world) throws IOException {
        try (Wire wire = new Wire(world)) {
            assertThat(wire.get("/managed/entry/content/none/pens/" + name)).isEqualTo(422);
            assertThat(wire.reply)
                    .contains("\"status\":\"failed\"", "\"type\":\"validation\"", "\"code\":424", "[\"path\"]");
        }
    }

    /** What cannot be read is the client's mistake, not a failure of the server. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST /managed/query HTTP/1.1 | nonsense",
                "POST /managed/query HTTP/1.1 | 5~{\"typ",
                "POST /user/login HTTP/1.1    | 5~{\"typ~zz~",
                "POST /managed/csv HTTP/1.1   | 5~{\"type~",
                "GET / HTTP/3.0               | ''",
            })
    void whatCannotBeReadIsRefused(String line, String chunks, World world) throws IOException {
        int refusals = world.server().log().split("ERROR", -1).length;
        try (Wire wire = new Wire(world)) {
            String request = line + "\r\nHost: localhost\r\nContent-Type: application/json\r\nAuthorization: Bearer "
                    + world.token(Caller.ADMIN) + "\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + chunks.replace("~", "\r\n");
            wire.socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            wire.socket.shutdownOutput();
            assertThat(wire.status()).isEqualTo(400);
            assertThat(wire.reply).contains("\"type\":\"request\",\"code\":402");
        }
        assertThat(world.server().log().split("ERROR", -1)).hasSize(refusals);
    }

    @Test
    void aClientEndsIt(World world) throws IOException {
        try (Wire wire = new Wire(world)) {
            assertThat(wire.get("/info/me")).isEqualTo(200);
            assertThat(wire.send("GET", "/info/me", "Connection: close\r\n", new byte[0]))
                    .isEqualTo(200);
            assertThat(wire.in.read()).isNegative();
        }
        try (Wire wire = new Wire(world)) {
            String headers = "Connection: close\r\nExpect: 100-continue\r\nContent-Type: application/json\r\n";
            int first = wire.send("POST", "/user/login", headers, new byte[] {'{'});
            String rest =
                    new String(wire.in.readAllBytes(), StandardCharsets.ISO_8859_1); // to the end that the server makes
            assertThat(first == 100 ? rest : "HTTP/1.1 " + first).contains("HTTP/1.1 422");
            assertThat(first == 100 ? rest : "Connection: close").contains("Connection: close");
        }
    }
}
