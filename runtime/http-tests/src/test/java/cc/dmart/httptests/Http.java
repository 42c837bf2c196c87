package cc.dmart.httptests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** A small HTTP client of one server: a base address and the headers of every request. Immutable, thread-safe. */
public final class Http {
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private static final Duration LIMIT = Duration.ofSeconds(40);

    private final URI base;
    private final Map<String, String> headers;

    Http(URI base, Map<String, String> headers) {
        this.base = base;
        this.headers = Map.copyOf(headers);
    }

    /** The same client with one more header in every request. */
    public Http with(String header, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(header, value);
        return new Http(base, more);
    }

    /** A header of every request, or an empty text. */
    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    /** The same client with a bearer token. */
    public Http withToken(String token) {
        return with("Authorization", "Bearer " + token);
    }

    /** Logs a user in. Returns a client that carries the token. @throws AssertionError if the login is refused */
    public Http login(String shortname, String password) {
        Reply reply = post("/user/login", Map.of("shortname", shortname, "password", password))
                .expect(200);
        return withToken(reply.json().at("/records/0/attributes/access_token").asText());
    }

    /** Logs the administrator in. */
    public Http admin() {
        return login("dmart", Server.ADMIN_PASSWORD);
    }

    public Reply get(String path) {
        return send("GET", path, BodyPublishers.noBody(), null);
    }

    public Reply delete(String path) {
        return send("DELETE", path, BodyPublishers.noBody(), null);
    }

    /** Posts JSON: a text as it stands, anything else as Jackson writes it. */
    public Reply post(String path, Object body) {
        return send("POST", path, BodyPublishers.ofString(Reply.write(body)), "application/json");
    }

    public Reply put(String path, Object body) {
        return send("PUT", path, BodyPublishers.ofString(Reply.write(body)), "application/json");
    }

    /** Sends anything. {@code contentType} may be null. */
    public Reply send(String method, String path, BodyPublisher body, String contentType) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(base.resolve(path)).method(method, body).timeout(LIMIT);
        headers.forEach(request::setHeader);
        if (contentType != null) {
            request.setHeader("Content-Type", contentType);
        }
        try {
            return Reply.of(method + " " + path, CLIENT.send(request.build(), BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The status of a GET, or 0 if nobody answers. */
    public int statusOf(String path) {
        try {
            return get(path).status();
        } catch (UncheckedIOException e) {
            return 0;
        }
    }
}
