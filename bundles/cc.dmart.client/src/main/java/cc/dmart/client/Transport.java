package cc.dmart.client;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Sends requests and turns refusals into exceptions. Immutable, thread-safe. */
record Transport(HttpClient http, URI base, Map<String, String> headers, Duration timeout) {
    /** Stored entries may nest deeper than requests. */
    private static final int DEPTH = JsonCodec.MAX_STORED_DEPTH;

    Transport with(String header, String value) {
        Map<String, String> more = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        more.putAll(headers);
        more.put(header, value);
        return new Transport(http, base, Map.copyOf(more), timeout);
    }

    /** A path of these segments, each percent-encoded; slashes inside a segment divide it. */
    static String path(String... segments) {
        return Stream.of(segments)
                .flatMap(s -> Stream.of(s.split("/")))
                .filter(s -> !s.isEmpty())
                .map(s -> URLEncoder.encode(s, StandardCharsets.UTF_8).replace("+", "%20"))
                .collect(Collectors.joining("/", "/", ""));
    }

    /** The part of a URL behind the question mark, with the mark; empty if no value is set. Names, then values. */
    static String parameters(String... pairs) {
        List<String> out = new ArrayList<>();
        for (int i = 0; i < pairs.length; i += 2) {
            if (!pairs[i + 1].isEmpty()) {
                out.add(pairs[i] + "=" + URLEncoder.encode(pairs[i + 1], StandardCharsets.UTF_8));
            }
        }
        return out.isEmpty() ? "" : "?" + String.join("&", out);
    }

    Reply json(String method, String path, Optional<JsonObject> body) {
        return new Reply(object(method, path, body));
    }

    JsonObject object(String method, String path, Optional<JsonObject> body) {
        return parse(receive(
                method,
                path,
                body.map(o -> BodyPublishers.ofByteArray(JsonCodec.write(o))).orElse(BodyPublishers.noBody()),
                body.isPresent() ? "application/json" : ""));
    }

    Reply form(String path, Multipart form) {
        return new Reply(parse(receive("POST", path, form.body(), form.contentType())));
    }

    Download download(String method, String path, Optional<JsonObject> body) {
        BodyPublisher sent =
                body.map(o -> BodyPublishers.ofByteArray(JsonCodec.write(o))).orElse(BodyPublishers.noBody());
        HttpResponse<InputStream> response = receive(method, path, sent, body.isPresent() ? "application/json" : "");
        return new Download(
                response.body(),
                response.headers().firstValue("Content-Type").orElse(""),
                response.headers().firstValueAsLong("Content-Length").orElse(-1),
                response.headers().firstValue("ETag").orElse(""));
    }

    private HttpResponse<InputStream> receive(String method, String path, BodyPublisher body, String mediaType) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .method(method, body)
                .timeout(timeout);
        headers.forEach(request::setHeader);
        if (!mediaType.isEmpty()) {
            request.setHeader("Content-Type", mediaType);
        }
        try {
            HttpResponse<InputStream> response = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            if (response.statusCode() >= 300) {
                throw refusal(response);
            }
            return response;
        } catch (IOException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable(e);
        }
    }

    private static JsonObject parse(HttpResponse<InputStream> response) {
        try (InputStream in = response.body()) {
            return JsonCodec.parse(in.readAllBytes(), DEPTH).asObject().orElseThrow(() -> noJson(response));
        } catch (DmartException e) {
            throw noJson(response);
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    private static DmartClientException noJson(HttpResponse<?> response) {
        return new DmartClientException(response.statusCode(), "", 0, "The answer is no JSON object", List.of(), null);
    }

    private static DmartClientException unreachable(Exception cause) {
        return new DmartClientException(0, "", 0, "No answer: " + cause, List.of(), cause);
    }

    private static DmartClientException refusal(HttpResponse<InputStream> response) throws IOException {
        byte[] body;
        try (InputStream in = response.body()) {
            body = in.readNBytes(1 << 20);
        }
        JsonObject error;
        try {
            error = JsonCodec.parse(body, DEPTH)
                    .asObject()
                    .flatMap(o -> o.object("error"))
                    .orElse(JsonObject.EMPTY);
        } catch (DmartException e) {
            error = JsonObject.EMPTY;
        }
        List<JsonObject> info = new ArrayList<>();
        error.array("info").ifPresent(list -> list.forEach(v -> v.asObject().ifPresent(info::add)));
        return new DmartClientException(
                response.statusCode(),
                error.string("type").orElse(""),
                error.number("code").map(n -> Integer.parseInt(n.text())).orElse(0),
                error.string("message").orElse("HTTP status " + response.statusCode()),
                info,
                null);
    }
}
