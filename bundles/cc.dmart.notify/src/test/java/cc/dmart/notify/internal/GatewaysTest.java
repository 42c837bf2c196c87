package cc.dmart.notify.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.OutgoingMessage;
import cc.dmart.api.model.SendResult;
import cc.dmart.api.plugin.Notifier;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpServer;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewaysTest {
    @TempDir
    Path data;

    private NotifyConfig config(Object... pairs) {
        Map<String, Object> values = new HashMap<>(Map.of("data", data.toString()));
        for (int i = 0; i < pairs.length; i += 2) {
            values.put((String) pairs[i], pairs[i + 1]);
        }
        return (NotifyConfig) Proxy.newProxyInstance(
                NotifyConfig.class.getClassLoader(),
                new Class<?>[] {NotifyConfig.class},
                (proxy, method, arguments) -> values.getOrDefault(method.getName(), method.getDefaultValue()));
    }

    private static OutgoingMessage message(String channel, String purpose, Optional<String> html) {
        OutgoingMessage.Receiver to = new OutgoingMessage.Receiver(
                "sara", Optional.of("sara@b.io"), Optional.of("7801234567"), Optional.empty(), Optional.empty());
        return new OutgoingMessage(
                "m1", channel, purpose, to, "Title\r\nBcc: all@b.io", "the text 654321", html, JsonObject.EMPTY, true);
    }

    @Test
    void productionWithoutGatewaysServesNothing() {
        assertThat(Gateways.choose(config())).isEmpty();
        assertThat(Gateways.choose(config("app_env", "dev")).values())
                .hasSize(2)
                .allMatch(LogNotifier.class::isInstance);
        Map<String, Notifier> real =
                Gateways.choose(config("mail_host", "mail.b.io", "send_sms_otp_api", "https://sms.b.io/x"));
        assertThat(real.get("email")).isInstanceOf(SmtpNotifier.class);
        assertThat(real.get("sms")).isInstanceOf(SmsNotifier.class);
    }

    @Test
    void badSettingsAreRefused() {
        for (Object[] bad : List.of(
                new Object[] {"mail_host", "m", "mail_port", 0},
                new Object[] {"mail_host", "m", "mail_from_address", "nobody at all"},
                new Object[] {"send_sms_api", "file:///etc/passwd"},
                new Object[] {"send_sms_api", "sms.b.io"})) {
            assertThatThrownBy(() -> Gateways.choose(config(bad))).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void messagesThatAreOnlyLoggedLieInAFolderOfTheOwner() throws Exception {
        Notifier log = Gateways.choose(config("app_env", "dev")).get("email");
        for (int i = 0; i < 103; i++) {
            assertThat(log.send(message("email", "otp", Optional.empty())).isSent())
                    .isTrue();
        }
        Path outbox = data.resolve("outbox");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(outbox)))
                .isEqualTo("rwx------");
        try (Stream<Path> files = Files.list(outbox)) {
            List<Path> all = files.toList();
            assertThat(all).hasSize(100);
            assertThat(Files.readString(all.get(0))).contains("To: sara@b.io").contains("the text 654321");
        }
    }

    @Test
    void mailsArriveAtARealServer() throws Exception {
        GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.start();
        try {
            server.setUser("app", "app", "secret");
            Notifier mail = new SmtpNotifier(config(
                    "mail_host", "127.0.0.1",
                    "mail_port", server.getSmtp().getPort(),
                    "mail_username", "app",
                    "mail_password", "secret",
                    "mail_use_tls", false,
                    "mail_from_address", "noreply@b.io",
                    "mail_from_name", "منصة"));
            assertThat(mail.send(message("email", "otp", Optional.of("<p>مرحبا 654321</p>"))))
                    .isEqualTo(SendResult.sent());
            assertThat(mail.send(message("email", "otp", Optional.empty())).isSent())
                    .isTrue();
            MimeMessage[] received = server.getReceivedMessages();
            assertThat(received).hasSize(2);
            assertThat(received[0].getContentType()).startsWith("text/html; charset=UTF-8");
            assertThat(received[0].getContent().toString()).contains("مرحبا 654321");
            assertThat(received[0].getSubject()).isEqualTo("Title Bcc: all@b.io");
            assertThat(received[0].getHeader("Bcc")).isNull();
            assertThat(received[0].getFrom()[0].toString()).contains("noreply@b.io");
            assertThat(received[1].getContent().toString()).contains("the text 654321");
        } finally {
            server.stop();
        }
    }

    @Test
    void mailIsNotSentInTheClearWhereTlsIsAsked() throws Exception {
        GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.start();
        try {
            Notifier mail = new SmtpNotifier(config(
                    "mail_host", "127.0.0.1", "mail_port", server.getSmtp().getPort()));
            assertThat(mail.send(message("email", "otp", Optional.empty())).status())
                    .isEqualTo(SendResult.Status.FAILED);
            assertThat(server.getReceivedMessages()).isEmpty();
        } finally {
            server.stop();
        }
        Notifier gone = new SmtpNotifier(config("mail_host", "127.0.0.1", "mail_port", 1, "mail_use_tls", false));
        assertThat(gone.send(message("email", "otp", Optional.empty())).status())
                .isEqualTo(SendResult.Status.FAILED);
    }

    @Test
    void shortMessagesGoToTheGateway() throws Exception {
        AtomicInteger status = new AtomicInteger(200);
        List<String> seen = new CopyOnWriteArrayList<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            seen.add(exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("auth-key") + " "
                    + JsonCodec.parse(exchange.getRequestBody().readAllBytes()));
            exchange.getResponseHeaders().add("Location", "/elsewhere");
            exchange.sendResponseHeaders(status.get(), -1);
            exchange.close();
        });
        server.start();
        try {
            String base = "http://127.0.0.1:" + server.getAddress().getPort();
            Notifier sms = new SmsNotifier(config(
                    "send_sms_api",
                    base + "/text",
                    "send_sms_otp_api",
                    base + "/code",
                    "smpp_auth_key",
                    "k",
                    "sms_sender",
                    "DM"));
            assertThat(sms.send(message("sms", "otp", Optional.empty())).isSent())
                    .isTrue();
            assertThat(sms.send(message("sms", "invitation", Optional.empty())).isSent())
                    .isTrue();
            assertThat(seen.get(0)).startsWith("/code k ").contains("7801234567", "the text 654321", "DM");
            assertThat(seen.get(1)).startsWith("/text k ");
            status.set(302);
            assertThat(sms.send(message("sms", "otp", Optional.empty())).status())
                    .isEqualTo(SendResult.Status.REFUSED);
            assertThat(seen).hasSize(3);
            status.set(503);
            assertThat(sms.send(message("sms", "otp", Optional.empty())).status())
                    .as("others may get theirs")
                    .isEqualTo(SendResult.Status.DEFERRED);
            assertThat(seen).hasSize(6);
            for (int notNow : new int[] {403, 429}) {
                status.set(notNow);
                assertThat(sms.send(message("sms", "otp", Optional.empty())).status())
                        .as("no fault of the receiver")
                        .isEqualTo(SendResult.Status.DEFERRED);
            }
            for (int shutOut : new int[] {401, 407}) {
                status.set(shutOut);
                assertThat(sms.send(message("sms", "otp", Optional.empty())).status())
                        .isEqualTo(SendResult.Status.FAILED);
            }
            assertThat(seen).hasSize(10);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aGatewayThatIsAwayIsAFailure() {
        Notifier sms = new SmsNotifier(config("send_sms_api", "http://127.0.0.1:1/"));
        assertThatThrownBy(() -> sms.send(message("sms", "otp", Optional.empty())))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aReceiverWithoutAnAddressIsRefused() throws Exception {
        OutgoingMessage nobody = new OutgoingMessage(
                "m",
                "sms",
                "otp",
                new OutgoingMessage.Receiver(
                        "x", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
                "t",
                "t",
                Optional.empty(),
                JsonObject.EMPTY,
                true);
        assertThat(new SmsNotifier(config("send_sms_api", "http://127.0.0.1:1/"))
                        .send(nobody)
                        .status())
                .isEqualTo(SendResult.Status.REFUSED);
        assertThat(new SmtpNotifier(config("mail_host", "127.0.0.1"))
                        .send(nobody)
                        .status())
                .isEqualTo(SendResult.Status.REFUSED);
    }
}
