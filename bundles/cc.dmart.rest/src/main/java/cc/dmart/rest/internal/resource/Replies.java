package cc.dmart.rest.internal.resource;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Replies made of bytes. Thread-safe. */
final class Replies {
    private Replies() {}

    /** Status 200 with this JSON text. */
    static Response json(byte[] utf8) {
        return json(200, utf8);
    }

    /** The same with another status. */
    static Response json(int status, byte[] utf8) {
        return of(status, utf8).build();
    }

    /** Status 200 with this JSON text and a cookie. */
    static Response json(byte[] utf8, String cookie) {
        return of(200, utf8).header("Set-Cookie", cookie).build();
    }

    /** With its length, so that HEAD tells it too. */
    private static Response.ResponseBuilder of(int status, byte[] utf8) {
        return Response.status(status)
                .entity(utf8)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .header("Content-Length", utf8.length);
    }
}
