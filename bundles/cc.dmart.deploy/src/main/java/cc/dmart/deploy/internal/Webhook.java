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
    private final HttpClient client;
    private final URI url;
    private final Optional<byte[]> secret;
    private final JsonObject headers;

    /**
     * A webhook.
     *
     * @param definition {@code url}, optionally {@code secret} and {@code headers}
     * @throws IOException with one sentence if the address is none
     */
    Webhook(HttpClient client, JsonObject definition) throws IOException {
        this.client = client;
        try {
            this.url = new URI(definition.string("url").orElse(""));
        } catch (URISyntaxException e) { // its message holds the address, and that perhaps a secret
            throw new IOException("the url is no address: " + e.getReason());
        }
        this.secret =
                definition.string("secret").filter(s -> !s.isEmpty()).map(s -> s.getBytes(StandardCharsets.UTF_8));
        this.headers = definition.object("headers").orElse(JsonObject.EMPTY);
    }

    @Override
    public void onEvent(EntryEvent event, DeliveryContext delivery) throws Exception {
        byte[] body = JsonCodec.write(event.toJson());
        long left =
                Math.max(1, Duration.between(Instant.now(), delivery.deadline()).toMillis());
        requireOutside(url.getHost());
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .timeout(Duration.ofMillis(left))
                .header("Content-Type", "application/json")
                .header("X-Dmart-Event-Id", event.eventId())
                .header("X-Dmart-Attempt", Integer.toString(delivery.attempt()))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        headers.names().forEach(name -> headers.string(name).ifPresent(value -> request.setHeader(name, value)));
        if (secret.isPresent()) {
            request.header("X-Dmart-Signature", "sha256=" + sign(secret.get(), body));
        }
        HttpResponse<Void> reply = client.send(request.build(), HttpResponse.BodyHandlers.discarding());
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
