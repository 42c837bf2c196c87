package cc.dmart.auth.internal.social;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Asks a provider: JSON of at most a megabyte within five seconds, redirects not followed; addresses come from the settings, never
 * from a token. Thread-safe.
 */
final class Web {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int MAX_BYTES = 1 << 20;

    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(LIMIT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /** @param bearer token of the header {@code Authorization} */
    JsonObject get(URI address, Optional<String> bearer) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address).timeout(LIMIT).GET();
        bearer.ifPresent(token -> request.header("Authorization", "Bearer " + token));
        return send(request.build());
    }

    JsonObject post(URI address, Map<String, String> form) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(address)
                .timeout(LIMIT)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form(form)))
                .build());
    }

    static String form(Map<String, String> values) {
        return values.entrySet().stream()
                .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private JsonObject send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<InputStream> reply = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream in = reply.body()) {
            byte[] body = in.readNBytes(MAX_BYTES);
            if (reply.statusCode() / 100 == 4) {
                throw new SecurityException("the provider answered " + reply.statusCode());
            }
            if (reply.statusCode() != 200) {
                throw new IOException("the provider answered " + reply.statusCode());
            }
            return JsonCodec.parseObject(body);
        } catch (DmartException.Invalid e) {
            throw new IOException("the provider did not answer with JSON", e);
        }
    }
}
