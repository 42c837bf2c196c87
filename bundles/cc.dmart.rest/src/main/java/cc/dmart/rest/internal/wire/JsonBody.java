package cc.dmart.rest.internal.wire;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.Deadline;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads JSON request bodies within the limits of {@code http-api.md} 1.12. Thread-safe. */
public final class JsonBody {
    /** Largest JSON body in bytes. */
    public static final int MAX_BYTES = 10 << 20;

    /** Most bytes of a body that may turn out to be blank. */
    private static final int MAX_BLANK = 1024;

    private static final int PIECE = 1 << 13;

    private JsonBody() {}

    /**
     * The object that the request carries.
     *
     * @throws DmartException.Invalid {@code E(415,request,402)} if it is declared as something else, {@code E(413,request,402)}
     *                                if it is too large, {@code E(422,validation,424)} if it is no JSON object
     * @throws IOException            if the client is gone
     */
    public static JsonObject read(HttpServletRequest request) throws IOException {
        return object(bytes(request));
    }

    /** The same where the body may be left out; one of blanks alone or null counts as left out. */
    public static Optional<JsonObject> readOptional(HttpServletRequest request) throws IOException {
        byte[] body = bytes(request);
        String text = body.length > MAX_BLANK ? "{" : new String(body, StandardCharsets.UTF_8).strip();
        return text.isEmpty() || text.equals("null") ? Optional.empty() : Optional.of(object(body));
    }

    private static JsonObject object(byte[] body) {
        JsonCodec.requireUnicode(body);
        return JsonCodec.parseObject(body);
    }

    private static byte[] bytes(HttpServletRequest request) throws IOException {
        long declared = request.getContentLengthLong();
        if (declared > MAX_BYTES) {
            throw tooLarge();
        }
        if (declared == 0) {
            return new byte[0];
        }
        byte[] body = declared > 0
                ? exactly(request.getInputStream(), (int) declared)
                : readAtMost(request.getInputStream(), MAX_BYTES);
        if (body.length > 0 && !isType(request.getContentType(), "application/json")) {
            throw Errors.mediaType("application/json");
        }
        return body;
    }

    /** Takes memory for what has come, not for what is announced: connections that announce much and send little are cheap. */
    private static byte[] exactly(InputStream in, int size) throws IOException {
        byte[] body = new byte[Math.min(size, PIECE)];
        int read = fill(in, body, 0);
        while (read == body.length && read < size) {
            body = Arrays.copyOf(body, Math.min(size, 2 * body.length));
            read = fill(in, body, read);
        }
        return read == body.length ? body : Arrays.copyOf(body, read);
    }

    /** Reads until the end or until it is full; a client that sends a byte now and then runs out of time. */
    private static int fill(InputStream in, byte[] target, int from) throws IOException {
        int read = from;
        while (read < target.length) {
            int more = in.read(target, read, target.length - read);
            if (more < 0) {
                return read;
            }
            read += more;
            Deadline.check();
        }
        return read;
    }

    /** All of a stream. @throws DmartException.Invalid {@code E(413,request,402)} beyond the limit */
    public static byte[] readAtMost(InputStream in, int limit) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] piece = new byte[PIECE];
        for (int read = fill(in, piece, 0); read > 0; read = fill(in, piece, 0)) {
            out.write(piece, 0, read);
            if (out.size() > limit) {
                throw tooLarge();
            }
        }
        return out.toByteArray();
    }

    /** Whether a header {@code Content-Type} names this type, whatever its parameters. */
    static boolean isType(@Nullable String type, String wanted) {
        if (type == null) {
            return false;
        }
        int end = type.indexOf(';');
        String bare = (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
        return bare.equals(wanted);
    }

    private static DmartException tooLarge() {
        return DmartException.Invalid.tooLarge("The body is larger than allowed");
    }
}
