package cc.dmart.notify.internal;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.OutgoingMessage;
import cc.dmart.api.model.SendResult;
import cc.dmart.api.plugin.Notifier;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Sends short messages through an HTTP gateway: a POST of {@code {"msisdn","text","sender"}} with the header {@code auth-key}.
 * What the gateway answers with 5xx is tried again at once, twice; redirects are not followed. Only what keeps every message
 * from leaving is a failure: anybody may name a number that the gateway cannot serve. Thread-safe.
 */
final class SmsNotifier implements Notifier {
    private static final String CODES = "otp";
    private static final int ATTEMPTS = 3;
    /** The gateway does not take this server. */
    private static final Set<Integer> SHUT_OUT = Set.of(401, 407);
    /** Rights or limits of this server, which may be those for one number; the receiver is not to blame. */
    private static final Set<Integer> NOT_NOW = Set.of(403, 429);

    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(5))
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final URI texts;
    private final URI codes;
    private final String key;
    private final String sender;

    /** @throws IllegalArgumentException if an address is none */
    SmsNotifier(NotifyConfig config) {
        String plain = config.send_sms_api().strip();
        String forCodes = config.send_sms_otp_api().strip();
        texts = uri("send_sms_api", plain.isEmpty() ? forCodes : plain);
        codes = uri("send_sms_otp_api", forCodes.isEmpty() ? plain : forCodes);
        key = config.smpp_auth_key();
        sender = config.sms_sender();
    }

    private static URI uri(String setting, String text) {
        try {
            URI uri = new URI(text);
            if (uri.getHost() != null && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(setting + ": " + text + " is no address", e);
        }
        throw new IllegalArgumentException(setting + ": an address that begins with https:// or http:// expected");
    }

    @Override
    public SendResult send(OutgoingMessage message) throws IOException, InterruptedException {
        Optional<String> to = message.receiver().msisdn();
        if (to.isEmpty()) {
            return SendResult.refused("the receiver has no phone number");
        }
        JsonObject.Builder body = JsonObject.builder()
                .put("msisdn", to.get())
                .put("text", message.text().isEmpty() ? message.title() : message.text());
        String from = message.data().string("sender").orElse(sender);
        if (!from.isEmpty()) {
            body.put("sender", from);
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(message.purpose().equals(CODES) ? codes : texts)
                .timeout(Duration.ofSeconds(8))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(JsonCodec.writeString(body.build())));
        if (!key.isEmpty()) {
            request.header("auth-key", key);
        }
        return post(request.build());
    }

    private SendResult post(HttpRequest request) throws IOException, InterruptedException {
        int status = 0;
        for (int i = 0; i < ATTEMPTS; i++) {
            status =
                    client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status / 100 == 2) {
                return SendResult.sent();
            }
            if (status < 500) {
                return notTaken(status);
            }
        }
        return SendResult.deferred("the gateway answered " + status);
    }

    private static SendResult notTaken(int status) {
        String detail = "the gateway answered " + status;
        if (SHUT_OUT.contains(status)) {
            return SendResult.failed(detail);
        }
        return NOT_NOW.contains(status) ? SendResult.deferred(detail) : SendResult.refused(detail);
    }
}
