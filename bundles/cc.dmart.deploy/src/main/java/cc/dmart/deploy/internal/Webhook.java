package cc.dmart.deploy.internal;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.plugin.DeliveryContext;
import cc.dmart.api.plugin.EntryListener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Posts each event to an address ({@code plugins-events.md} 2.3): the wire form as the body, with
 * {@code X-Dmart-Event-Id}, {@code X-Dmart-Attempt} and, with a secret, {@code X-Dmart-Signature: sha256=<hex>}, the HMAC-SHA256
 * of the body. Any status of 200 to 299 acknowledges. Thread-safe.
 */
final class Webhook implements EntryListener {
    /** What is wrong with an address that is another one. */
    static final String NOT_WEB = "the url of a webhook begins with http:// or https://";

    private final HttpClient client;
    private final URI url;
    private final Optional<byte[]> secret;
    private final HttpRequest.Builder request;

    /**
     * A webhook.
     *
     * @param definition {@code url}, optionally {@code secret} and {@code headers}
     * @throws IOException with one sentence, which repeats nothing that may be a secret, if nothing could be sent like that
     */
    Webhook(HttpClient client, JsonObject definition) throws IOException {
        this.client = client;
        this.url = address(definition.string("url").orElse(""));
        this.secret =
                definition.string("secret").filter(s -> !s.isEmpty()).map(s -> s.getBytes(StandardCharsets.UTF_8));
        this.request = HttpRequest.newBuilder(url).header("Content-Type", "application/json");
        JsonObject headers = definition.object("headers").orElse(JsonObject.EMPTY);
        for (String name : headers.names()) {
            set(name, headers.string(name));
        }
    }

    /** Whether an address begins as one of the web does. */
    static boolean isWeb(String url) {
        return url.startsWith("http://") || url.startsWith("https://");
    }

    private static URI address(String text) throws IOException {
        if (!isWeb(text)) {
            throw new IOException(NOT_WEB);
        }
        URI out;
        try {
            out = new URI(text);
        } catch (URISyntaxException e) { // its message holds the address
            throw new IOException("the url is no address: " + e.getReason());
        }
        if (out.getHost() == null) {
            throw new IOException("the url is no address: it has no host");
        }
        return out;
    }

    private void set(String name, Optional<String> value) throws IOException {
        try {
            value.ifPresent(text -> request.setHeader(name, text));
        } catch (IllegalArgumentException e) { // its message holds the value
            throw new IOException("the header " + name + " cannot be sent");
        }
    }

    @Override
    public void onEvent(EntryEvent event, DeliveryContext delivery) throws Exception {
        byte[] body = JsonCodec.write(event.toJson());
        long left =
                Math.max(1, Duration.between(Instant.now(), delivery.deadline()).toMillis());
        requireOutside(url.getHost());
        HttpRequest.Builder post = request.copy()
                .timeout(Duration.ofMillis(left))
                .setHeader("X-Dmart-Event-Id", event.eventId())
                .setHeader("X-Dmart-Attempt", Integer.toString(delivery.attempt()))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (secret.isPresent()) {
            post.setHeader("X-Dmart-Signature", "sha256=" + sign(secret.get(), body));
        }
        HttpResponse<Void> reply = client.send(post.build(), HttpResponse.BodyHandlers.discarding());
        if (reply.statusCode() < 200 || reply.statusCode() > 299) {
            throw new IOException(url.getHost() + " answers " + reply.statusCode());
        }
    }

    /**
     * A name that leads to the metadata service of a cloud, or to everybody, is no place for events ({@code security.md} 5.12).
     *
     * @throws IOException if one of its addresses is link-local, multicast or none
     */
    static void requireOutside(String host) throws IOException {
        for (InetAddress address : InetAddress.getAllByName(host)) {
            if (address.isLinkLocalAddress() || address.isMulticastAddress() || address.isAnyLocalAddress()) {
                throw new IOException(host + " leads to " + address.getHostAddress() + ", where nothing is sent");
            }
        }
    }

    /** Hex HMAC-SHA256. */
    static String sign(byte[] key, byte[] body) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(body));
    }
}
