package cc.dmart.auth.internal.social;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Asks a provider: JSON of at most a megabyte within five seconds, redirects not followed; addresses come from the settings, never
 * from a token. Thread-safe.
 */
class Web {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int MAX_BYTES = 1 << 20;

    private final HttpClient client;
    private final Duration limit;

    Web() {
        this(LIMIT);
    }

    /** The same with another limit. */
    Web(Duration limit) {
        this.limit = limit;
        client = HttpClient.newBuilder()
                .connectTimeout(limit)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /** @param bearer token of the header {@code Authorization} */
    JsonObject get(URI address, Optional<String> bearer) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address).timeout(limit).GET();
        bearer.ifPresent(token -> request.header("Authorization", "Bearer " + token));
        return send(request.build());
    }

    JsonObject post(URI address, Map<String, String> form) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(address)
                .timeout(limit)
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
        HttpResponse<byte[]> reply = answer(request);
        if (reply.statusCode() / 100 == 4) {
            throw new SecurityException("the provider answered " + reply.statusCode());
        }
        if (reply.statusCode() != 200) {
            throw new IOException("the provider answered " + reply.statusCode());
        }
        try {
            return JsonCodec.parseObject(reply.body());
        } catch (DmartException.Invalid e) {
            throw new IOException("the provider did not answer with JSON", e);
        }
    }

    /** The limit of a request ends with the head of its reply; this one is for all of it. */
    private HttpResponse<byte[]> answer(HttpRequest request) throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> coming = client.sendAsync(request, head -> new Bounded(MAX_BYTES));
        try {
            return coming.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("the provider did not answer in time", e);
        } catch (ExecutionException e) {
            throw new IOException("the provider cannot be asked", e.getCause());
        } finally {
            coming.cancel(true);
        }
    }

    /** A body that ends with an error where it becomes too large. For one reply. */
    private static final class Bounded implements HttpResponse.BodySubscriber<byte[]> {
        private final HttpResponse.BodySubscriber<byte[]> whole = HttpResponse.BodySubscribers.ofByteArray();
        private final int most;
        private Flow.@Nullable Subscription subscription;
        private long size;

        Bounded(int most) {
            this.most = most;
        }

        @Override
        public CompletionStage<byte[]> getBody() {
            return whole.getBody();
        }

        @Override
        public void onSubscribe(Flow.Subscription begun) {
            subscription = begun;
            whole.onSubscribe(begun);
        }

        @Override
        public void onNext(List<ByteBuffer> pieces) {
            size += pieces.stream().mapToLong(ByteBuffer::remaining).sum();
            if (size <= most) {
                whole.onNext(pieces);
            } else if (subscription != null) {
                subscription.cancel();
                whole.onError(new IOException("the provider answered more than " + most + " bytes"));
            }
        }

        @Override
        public void onError(Throwable thrown) {
            whole.onError(thrown);
        }

        @Override
        public void onComplete() {
            whole.onComplete();
        }
    }
}
