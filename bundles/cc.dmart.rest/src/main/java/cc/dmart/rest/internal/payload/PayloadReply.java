package cc.dmart.rest.internal.payload;

import cc.dmart.api.json.WideIntegers;
import cc.dmart.api.model.ContentType;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.ErrorType;
import cc.dmart.api.model.PayloadFile;
import cc.dmart.api.service.PayloadView;
import cc.dmart.rest.internal.edge.Exchange;
import cc.dmart.rest.internal.wire.Errors;
import cc.dmart.rest.internal.wire.WireWriter;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Turns a payload into a reply: envelope, text or file, with ranges and validators ({@code http-api.md} 4.5, 1.13) and with
 * what keeps a browser from running it ({@code security.md} 5.10). Thread-safe.
 */
public final class PayloadReply {
    private static final int SMALL = 64 << 10;
    private static final int LOOKS = 3;
    private static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
    /** In the place of what all replies say. */
    private static final String VARY = "Origin, Accept-Encoding";

    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private PayloadReply() {}

    /**
     * The reply.
     *
     * @param look         finds the payload; asked again if the file was replaced meanwhile
     * @param cacheControl value of the header
     * @throws DmartException.NotFound    {@code E(404,media,220)} if the file is gone
     * @throws DmartException.Unavailable {@code E(503,general,503)} if it is replaced again and again
     */
    public static Response of(Supplier<PayloadView> look, Exchange exchange, String cacheControl) {
        for (int i = 0; i < LOOKS; i++) {
            Optional<Response> reply = of(look.get(), exchange, cacheControl);
            if (reply.isPresent()) {
                return reply.get();
            }
        }
        throw DmartException.Unavailable.now("The file is being changed", null);
    }

    /** Empty if the file is another than it was when it was found. */
    private static Optional<Response> of(PayloadView view, Exchange exchange, String cacheControl) {
        if (view instanceof PayloadView.Json json) {
            return Optional.of(inline(
                    json.version(),
                    exchange,
                    cacheControl,
                    false,
                    () -> WireWriter.attributes(WideIntegers.quoted(json.body())),
                    body -> Response.ok(body).type("application/json").header("Cache-Control", cacheControl)));
        }
        if (view instanceof PayloadView.Text text) {
            return Optional.of(inline(
                    text.version(),
                    exchange,
                    cacheControl,
                    true,
                    () -> text.text().getBytes(StandardCharsets.UTF_8),
                    body -> labelled(Response.ok(body), text.contentType(), text.fileName(), cacheControl)));
        }
        return file((PayloadView.File) view, exchange, cacheControl);
    }

    /** @param guarded whether the browser keeps it as a file, with what keeps that from being run */
    private static Response inline(
            String version,
            Exchange exchange,
            String cacheControl,
            boolean guarded,
            Supplier<byte[]> content,
            Function<byte[], ResponseBuilder> whole) {
        boolean accepted = Zipped.isAccepted(exchange.header("Accept-Encoding"));
        String tags = exchange.header("If-None-Match");
        for (String tag : List.of(tag(version, false), tag(version, true))) {
            if (!version.isEmpty() && isNamed(tags, tag)) {
                return notModified(tag, cacheControl, guarded)
                        .header("Vary", VARY)
                        .build();
            }
        }
        byte[] body = content.get();
        boolean zipped = accepted && Zipped.isWorthIt(body);
        ResponseBuilder reply = whole.apply(zipped ? Zipped.of(body) : body).header("Vary", VARY);
        if (zipped) {
            reply.header("Content-Encoding", "gzip");
        }
        return (version.isEmpty() ? reply : reply.header("ETag", tag(version, zipped))).build();
    }

    /** What is compressed has a tag of its own, since it is not the same bytes. */
    private static String tag(String version, boolean zipped) {
        return "\"" + version + (zipped ? "-gzip\"" : "\"");
    }

    /** Its headers replace those of the reply that the browser kept, so that they are the same. */
    private static ResponseBuilder notModified(String tag, String cacheControl, boolean guarded) {
        ResponseBuilder reply = Response.notModified().header("ETag", tag).header("Cache-Control", cacheControl);
        return guarded ? guarded(reply) : reply;
    }

    private static ResponseBuilder guarded(ResponseBuilder reply) {
        return reply.header("Content-Security-Policy", POLICY).header("Cross-Origin-Resource-Policy", "same-site");
    }

    private static Optional<Response> file(PayloadView.File view, Exchange exchange, String cacheControl) {
        PayloadFile file = view.file();
        Instant modified = file.modified().truncatedTo(ChronoUnit.SECONDS);
        String tag = tag(view);
        if (isUnchanged(exchange, tag, modified)) {
            return Optional.of(notModified(tag, cacheControl, true).build());
        }
        long size = file.size();
        Optional<ByteRange> range = !exchange.isHead() && isRangeValid(exchange, tag, modified)
                ? ByteRange.parse(exchange.header("Range"), size)
                : Optional.empty();
        if (range.isPresent() && range.get().equals(ByteRange.UNSATISFIABLE)) {
            return Optional.of(unsatisfiable(size));
        }
        ByteRange sent = range.orElse(new ByteRange(0, size - 1));
        ResponseBuilder reply = labelled(
                        Response.status(range.isPresent() ? 206 : 200), view.contentType(), file.name(), cacheControl)
                .header("Accept-Ranges", "bytes")
                .header("ETag", tag)
                .header("Last-Modified", HTTP_DATE.format(modified))
                .header("Content-Length", sent.length());
        if (range.isPresent()) {
            reply.header("Content-Range", "bytes " + sent.first() + "-" + sent.last() + "/" + size);
        }
        return exchange.isHead()
                ? Optional.of(reply.build())
                : content(file, sent, exchange).map(c -> reply.entity(c).build());
    }

    private static Response unsatisfiable(long size) {
        DmartException error = new DmartException.Invalid(
                416, ErrorType.MEDIA, ErrorCode.INVALID_DATA, "Range not satisfiable", List.of());
        return Response.status(416)
                .header("Content-Range", "bytes */" + size)
                .type("application/json")
                .entity(Errors.body(error))
                .build();
    }

    private static ResponseBuilder labelled(
            ResponseBuilder reply, ContentType type, String fileName, String cacheControl) {
        String place = MediaTypes.isInline(type, fileName) ? "inline" : "attachment";
        return guarded(reply)
                .header("Content-Type", MediaTypes.of(type, fileName))
                .header("Content-Disposition", place + "; " + ContentDisposition.fileName(fileName))
                .header("Cache-Control", cacheControl);
    }

    /** Files of old data may lack a checksum: size and time stand in for it. */
    private static String tag(PayloadView.File view) {
        PayloadFile file = view.file();
        String text = view.checksum().isEmpty()
                ? Long.toHexString(file.size())
                        + "-"
                        + Long.toHexString(file.modified().toEpochMilli())
                : view.checksum();
        return "\"" + text.replace("\"", "") + "\"";
    }

    private static boolean isUnchanged(Exchange exchange, String tag, Instant modified) {
        String tags = exchange.header("If-None-Match");
        if (!tags.isEmpty()) {
            return isNamed(tags, tag);
        }
        return date(exchange.header("If-Modified-Since"))
                .filter(since -> !modified.isAfter(since))
                .isPresent();
    }

    private static boolean isNamed(String tags, String tag) {
        for (String one : tags.split(",")) {
            String bare = one.strip();
            if (bare.equals("*") || bare.equals(tag) || bare.equals("W/" + tag)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isRangeValid(Exchange exchange, String tag, Instant modified) {
        String condition = exchange.header("If-Range").strip();
        return condition.isEmpty()
                || condition.equals(tag)
                || date(condition).filter(modified::equals).isPresent();
    }

    private static Optional<Instant> date(String text) {
        try {
            return text.length() < 20 ? Optional.empty() : Optional.of(HTTP_DATE.parse(text.strip(), Instant::from));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** A small file as bytes, which is cheaper; a large one in pieces. Empty if it has another size than it had. */
    private static Optional<Object> content(PayloadFile file, ByteRange range, Exchange exchange) {
        if (range.length() > SMALL) {
            return Optional.of(new LargeFile(file, range, exchange.request()));
        }
        ByteBuffer buffer = ByteBuffer.allocate((int) range.length());
        try (SeekableByteChannel in = opened(file)) {
            if (in.size() != file.size()) {
                return Optional.empty();
            }
            in.position(range.first());
            int read = 0;
            while (read >= 0 && buffer.hasRemaining()) {
                read = in.read(buffer);
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
        return buffer.hasRemaining() ? Optional.empty() : Optional.of(buffer.array());
    }

    /**
     * Opens a file.
     *
     * @throws DmartException.NotFound    if it is gone
     * @throws DmartException.Unavailable {@code E(503,general,503)} if the disk cannot tell
     */
    static SeekableByteChannel opened(PayloadFile file) {
        try {
            return file.open();
        } catch (NoSuchFileException e) {
            throw DmartException.NotFound.payload();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static DmartException unreadable(IOException why) {
        return DmartException.Unavailable.now("The file cannot be read", why);
    }
}
