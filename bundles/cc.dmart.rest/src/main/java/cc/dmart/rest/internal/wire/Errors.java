package cc.dmart.rest.internal.wire;

import cc.dmart.api.json.JsonWriter;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.ErrorType;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;

/** Failed envelopes ({@code http-api.md} 1.2, 1.3). Thread-safe. */
public final class Errors {
    private Errors() {}

    /** Unknown path or method: {@code E(422,request,230)}. */
    public static DmartException noRoute() {
        return new DmartException.Invalid(
                422, ErrorType.REQUEST, ErrorCode.INVALID_ROUTE, "Requested method or path is invalid", List.of());
    }

    /** A body of a type that the endpoint does not take: {@code E(415,request,402)}. */
    public static DmartException mediaType(String expected) {
        return new DmartException.Invalid(
                415, ErrorType.REQUEST, ErrorCode.INVALID_DATA, "Content-Type has to be " + expected, List.of());
    }

    /** A body compressed in a way that is not undone here: {@code E(415,request,402)}. */
    public static DmartException contentEncoding() {
        return new DmartException.Invalid(
                415, ErrorType.REQUEST, ErrorCode.INVALID_DATA, "Content-Encoding has to be gzip", List.of());
    }

    /** Plain HTTP from another machine: {@code E(403,request,401)}. */
    public static DmartException plainHttp() {
        return new DmartException.Forbidden(
                403,
                ErrorType.REQUEST,
                ErrorCode.NOT_ALLOWED,
                "Plain HTTP is answered on this machine only: use HTTPS");
    }

    /** The envelope of an error. */
    public static byte[] body(DmartException error) {
        JsonWriter out = new JsonWriter(256);
        out.ascii("{\"status\":\"failed\",\"error\":{\"type\":");
        out.string(error.type());
        out.ascii(",\"code\":");
        out.ascii(Integer.toString(error.code()));
        out.ascii(",\"message\":");
        out.string(error.text());
        List<JsonObject> info = error.info();
        if (!info.isEmpty()) {
            out.ascii(",\"info\":");
            out.value(new JsonArray(List.copyOf(info)));
        }
        out.ascii("}}");
        return out.toByteArray();
    }

    /** Seconds after which a client may try again; 0 if the error says nothing about that. */
    public static long retryAfterSeconds(DmartException error) {
        if (error instanceof DmartException.Unavailable known && known.retryAfterSeconds() > 0) {
            return known.retryAfterSeconds();
        }
        return switch (error.status()) {
            case 429 -> 60;
            case 503 -> 1;
            default -> 0;
        };
    }

    /** Sends an error outside of JAX-RS. @throws IOException if the client is gone */
    public static void send(DmartException error, HttpServletResponse response) throws IOException {
        byte[] body = body(error);
        response.setStatus(error.status());
        long retry = retryAfterSeconds(error);
        if (retry > 0) {
            response.setHeader("Retry-After", Long.toString(retry));
        }
        response.setContentType("application/json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
