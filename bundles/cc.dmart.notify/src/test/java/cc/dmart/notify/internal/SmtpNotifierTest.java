package cc.dmart.notify.internal;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.OutgoingMessage;
import cc.dmart.api.model.SendResult.Status;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmtpNotifierTest {
    private ServerSocket server;
    private volatile String refused = "";
    private volatile String refusal = "";

    @BeforeEach
    void open() throws IOException {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::serve, "mail-server");
        thread.setDaemon(true);
        thread.start();
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    /** A mail server that takes everything but one command. */
    private void serve() {
        while (!server.isClosed()) {
            try (Socket client = server.accept();
                    BufferedReader in = new BufferedReader(
                            new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII))) {
                OutputStream out = client.getOutputStream();
                answer(out, "220 ready");
                boolean inMail = false;
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    boolean ends = inMail && line.equals(".");
                    if (inMail && !ends) {
                        continue;
                    }
                    String command = ends ? "." : line.substring(0, 4);
                    inMail = command.equals("DATA") && !refused.equals("DATA");
                    answer(out, command.equals(refused) ? refusal : inMail ? "354 go on" : "250 fine");
                }
            } catch (IOException e) {
                // the client went, or the test is over
            }
        }
    }

    private static void answer(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private Status send(String address) {
        Map<String, Object> values = Map.of(
                "mail_host",
                "127.0.0.1",
                "mail_port",
                server.getLocalPort(),
                "mail_use_tls",
                false,
                "mail_from_address",
                "noreply@b.io");
        NotifyConfig config = (NotifyConfig) Proxy.newProxyInstance(
                NotifyConfig.class.getClassLoader(),
                new Class<?>[] {NotifyConfig.class},
                (proxy, method, arguments) -> values.getOrDefault(method.getName(), method.getDefaultValue()));
        return new SmtpNotifier(config)
                .send(new OutgoingMessage(
                        "m1",
                        "email",
                        "otp",
                        OutgoingMessage.Receiver.ofEmail("sara", address),
                        "Title",
                        "text",
                        Optional.empty(),
                        JsonObject.EMPTY,
                        true))
                .status();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a..b@x.com", ".a@x.com", "a.@x.com", "a@x_y.com", "a@-x-.com"})
    void anAddressThatMailsCannotBeSentToIsRefused(String address) throws IOException {
        assertThat(send("sara@b.io")).isEqualTo(Status.SENT);
        refused = "RCPT";
        refusal = "550 unknown";
        assertThat(send(address)).isEqualTo(Status.REFUSED);
    }

    @ParameterizedTest
    @CsvSource({
        "RCPT,550 no such mailbox,REFUSED",
        "RCPT,450 come back later,DEFERRED",
        "RCPT,452 mailbox full,DEFERRED",
        ".,554 no such content,DEFERRED",
    })
    void whatTheServerSaysOfOneMailIsNotTheChannelsFault(String command, String reply, Status expected) {
        refused = command;
        refusal = reply;
        assertThat(send("sara@b.io")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "MAIL,451 too busy",
        "MAIL,550 no such sender",
        "MAIL,530 log in first",
        "RCPT,421 closing",
        "DATA,421 closing",
        ".,421 closing",
    })
    void whatTheServerSaysOfEveryMailIsAFailure(String command, String reply) {
        refused = command;
        refusal = reply;
        assertThat(send("sara@b.io")).isEqualTo(Status.FAILED);
    }

    @Test
    void aServerThatIsAwayIsAFailure() throws IOException {
        server.close();
        assertThat(send("sara@b.io")).isEqualTo(Status.FAILED);
    }
}
