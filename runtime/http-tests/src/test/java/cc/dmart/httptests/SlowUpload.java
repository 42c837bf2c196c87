package cc.dmart.httptests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** An upload over a connection of its own, sent in two halves. */
final class SlowUpload implements AutoCloseable {
    /** The file. */
    static final String CONTENT = "name,price\nblue,3\n".repeat(2000);

    private static final String PART = "--xyz\r\nContent-Disposition: form-data; name=\"%s\"%s\r\n\r\n%s\r\n";
    private static final int LIMIT_MILLIS = 20_000;

    private final Socket socket;
    private final BufferedReader in;
    private final String head;
    private final byte[] body;

    SlowUpload(Server server, Http login, String space, String record) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout(LIMIT_MILLIS);
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        body = (PART.formatted("space_name", "", space)
                        + PART.formatted("request_record", "", record)
                        + PART.formatted("payload_file", "; filename=\"a.csv\"\r\nContent-Type: text/csv", CONTENT)
                        + "--xyz--\r\n")
                .getBytes(StandardCharsets.UTF_8);
        head =
                "POST /managed/resource_with_payload HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nAuthorization: "
                        + login.header("Authorization")
                        + "\r\nContent-Type: multipart/form-data; boundary=xyz\r\nContent-Length: " + body.length
                        + "\r\n\r\n";
    }

    /** Sends the head, waits until the server reads the body, and sends the first half of that. */
    void sendHalf() throws IOException {
        send(head.getBytes(StandardCharsets.ISO_8859_1));
        assertThat(in.readLine()).startsWith("HTTP/1.1 100");
        assertThat(in.readLine()).isEmpty();
        send(Arrays.copyOf(body, body.length / 2));
    }

    /** Sends the rest. Returns the status line of the reply. */
    String sendRest() throws IOException {
        send(Arrays.copyOfRange(body, body.length / 2, body.length));
        return in.readLine();
    }

    private void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
