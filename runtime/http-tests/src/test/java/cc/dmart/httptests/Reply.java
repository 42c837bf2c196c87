package cc.dmart.httptests;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** One answer of the server. Immutable; the array is not copied. */
public record Reply(String request, int status, HttpHeaders headers, byte[] body) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static Reply of(String request, HttpResponse<byte[]> response) {
        return new Reply(request, response.statusCode(), response.headers(), response.body());
    }

    /** The JSON text of a body: a text as it stands, anything else as Jackson writes it. */
    public static String write(Object body) {
        try {
            return body instanceof String text ? text : JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** The body as a tree. @throws UncheckedIOException if it is no JSON */
    public JsonNode json() {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new UncheckedIOException(request + " -> " + status + " " + text(), e);
        }
    }

    /** The first value of a header, or an empty text. */
    public String header(String name) {
        return headers.firstValue(name).orElse("");
    }

    /** Returns this if the status is the expected one. @throws AssertionError with the body otherwise */
    public Reply expect(int expected) {
        if (status != expected) {
            throw new AssertionError(request + " -> " + status + " instead of " + expected + ": " + text());
        }
        return this;
    }

    /** Returns this if it is the error {@code code} of this status ({@code http-api.md} 1.3). */
    public Reply expectError(int expected, int code) {
        expect(expected);
        if (json().at("/error/code").asInt() != code) {
            throw new AssertionError(request + " -> not code " + code + ": " + text());
        }
        return this;
    }

    @Override
    public String toString() {
        return request + " -> " + status + " " + text();
    }
}
