package cc.dmart.rest.internal.payload;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.ErrorType;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.Upload;
import cc.dmart.rest.internal.wire.Errors;
import cc.dmart.rest.internal.wire.JsonBody;
import cc.dmart.rest.internal.wire.WireReader;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The parts of {@code /managed/resource_with_payload} ({@code http-api.md} 4.6), in any order, with bounded memory. Must be
 * closed. Not thread-safe.
 */
public final class UploadForm implements AutoCloseable {
    private static final int MAX_PARTS = 4;
    private static final int MAX_TEXT = 4096;
    private static final String FILE = "payload_file";
    private static final String RECORD = "request_record";
    private static final String ATTACHMENT = "record";
    private static final JsonString AUTO = new JsonString("auto");

    private final Spool spool;
    private final long limit;
    private final Map<String, byte[]> fields = new HashMap<>();
    private MultipartReader.@Nullable Part file;
    private @Nullable InputStream content;

    private UploadForm(WaitingFolder folder, long limit, Executor early) {
        this.spool = new Spool(folder, limit, early);
        this.limit = limit;
    }

    /**
     * Reads the whole form.
     *
     * @param folder where a large file waits
     * @param limit  largest file in bytes
     * @param early  makes the file durable while it comes in
     * @throws DmartException.Invalid {@code E(415,request,402)} if it is no form, {@code E(413,request,402)} if it is too
     *                                large, {@code E(400,request,402)} if it is malformed
     * @throws DmartException.Unavailable {@code E(500,attachment,51)} if the disk does not take the file
     * @throws IOException            if the client is gone
     */
    public static UploadForm read(HttpServletRequest request, WaitingFolder folder, long limit, Executor early)
            throws IOException {
        MultipartReader reader = reader(request, limit);
        UploadForm form = new UploadForm(folder, limit, early);
        boolean whole = false;
        try {
            form.readParts(reader);
            whole = true;
            return form;
        } catch (Spool.NotWritten e) {
            throw notStored(e);
        } finally {
            if (!whole) {
                form.close();
            }
        }
    }

    /** A reader of a form whose file may have so many bytes. */
    static MultipartReader reader(HttpServletRequest request, long limit) throws IOException {
        String contentType = request.getContentType();
        if (contentType == null || !contentType.toLowerCase(Locale.ROOT).startsWith("multipart/form-data")) {
            throw Errors.mediaType("multipart/form-data");
        }
        String boundary = ContentDisposition.parameters(contentType).getOrDefault("boundary", "");
        if (boundary.isEmpty() || boundary.length() > 70) {
            throw DmartException.Invalid.request(ErrorCode.INVALID_DATA, "Malformed multipart body");
        }
        long most = limit + JsonBody.MAX_BYTES;
        if (request.getContentLengthLong() > most) {
            throw DmartException.Invalid.tooLarge("The file is larger than allowed");
        }
        return new MultipartReader(request.getInputStream(), boundary, most);
    }

    private void readParts(MultipartReader reader) throws IOException {
        Optional<MultipartReader.Part> part = reader.next();
        for (int count = 1; part.isPresent(); count++) {
            if (count > MAX_PARTS) {
                throw DmartException.Invalid.tooLarge("More parts than allowed");
            }
            if (part.get().name().equals(FILE)) {
                readFile(reader, part.get());
            } else {
                int max = List.of(RECORD, ATTACHMENT).contains(part.get().name()) ? JsonBody.MAX_BYTES : MAX_TEXT;
                fields.put(part.get().name(), readField(reader, max));
            }
            part = reader.next();
        }
    }

    private void readFile(MultipartReader reader, MultipartReader.Part part) throws IOException {
        if (file != null) {
            throw DmartException.Invalid.request(ErrorCode.INVALID_DATA, "Several files");
        }
        file = part;
        copy(reader, spool);
    }

    /** The rest of a part. */
    static void copy(MultipartReader reader, Spool spool) throws IOException {
        byte[] chunk = new byte[MultipartReader.BUFFER];
        for (int n = reader.read(chunk, 0, chunk.length); n >= 0; n = reader.read(chunk, 0, chunk.length)) {
            spool.write(chunk, n);
        }
    }

    private static byte[] readField(MultipartReader reader, int max) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] chunk = new byte[8192];
        for (int n = reader.read(chunk, 0, chunk.length); n >= 0; n = reader.read(chunk, 0, chunk.length)) {
            out.write(chunk, 0, n);
            if (out.size() > max) {
                throw DmartException.Invalid.tooLarge("A part is larger than allowed");
            }
        }
        return out.toByteArray();
    }

    /** The space. @throws DmartException.Invalid {@code E(400,request,202)} if it is missing */
    public SpaceName space() {
        return new SpaceName(new String(field("space_name"), StandardCharsets.UTF_8).strip());
    }

    /** Does something with a record. */
    @FunctionalInterface
    public interface Use {
        /** What became of it. @throws IOException if the disk fails */
        WireRecord of(WireRecord record) throws IOException;
    }

    /**
     * What becomes of the record; mistakes in it are told by its part.
     *
     * @throws DmartException.Invalid {@code E(400,request,202)} if it is missing, 402 if it is no JSON
     * @throws IOException            if the disk fails
     */
    public WireRecord stored(Use use) throws IOException {
        return used(RECORD, use);
    }

    /** The same of an attachment, which may leave its name to the server. */
    public WireRecord attached(Use use) throws IOException {
        return used(ATTACHMENT, use);
    }

    private WireRecord used(String part, Use use) throws IOException {
        WireRecord record = record(part);
        try {
            return use.of(record);
        } catch (DmartException.Invalid e) {
            throw e.at(List.of("body", part));
        }
    }

    private WireRecord record(String part) {
        byte[] json = field(part);
        try {
            JsonCodec.requireUnicode(json);
            JsonObject record = JsonCodec.parseObject(json);
            boolean unnamed = part.equals(ATTACHMENT) && record.get("shortname").isEmpty();
            return WireReader.record(unnamed ? record.with("shortname", AUTO) : record, List.of("body", part));
        } catch (DmartException.Invalid e) {
            boolean syntax = e.info().stream().anyMatch(i -> i.string("type").equals(Optional.of("json_invalid")));
            throw syntax ? DmartException.Invalid.request(ErrorCode.INVALID_DATA, "The record is not valid JSON") : e;
        }
    }

    private byte[] field(String name) {
        byte[] value = fields.get(name);
        if (value == null) {
            throw missing(name);
        }
        return value;
    }

    private static DmartException missing(String part) {
        return DmartException.Invalid.request(ErrorCode.MISSING_DATA, "Part " + part + " is missing");
    }

    /**
     * The file, if there is one. A part without a name and content is what browsers send of a field in which no file was chosen.
     *
     * @throws IOException if the disk fails
     */
    public Optional<Upload> uploadIfAny() throws IOException {
        boolean chosen =
                file != null && !(spool.isEmpty() && file.fileName().orElse("").isEmpty());
        return chosen ? Optional.of(upload()) : Optional.empty();
    }

    /** The file. @throws DmartException.Invalid {@code E(400,request,202)} if it is missing */
    public Upload upload() throws IOException {
        if (file == null) {
            throw missing(FILE);
        }
        InputStream in = content();
        content = in;
        Optional<String> sha = Optional.ofNullable(fields.get("sha"))
                .map(b -> new String(b, StandardCharsets.UTF_8).strip())
                .filter(s -> !s.isEmpty());
        return new Upload(
                file.fileName().orElse(""), file.mediaType().map(UploadForm::bare), in, sha, limit, spool.spooled());
    }

    private InputStream content() throws IOException {
        try {
            return spool.content();
        } catch (Spool.NotWritten e) {
            throw notStored(e);
        }
    }

    static DmartException notStored(Spool.NotWritten cause) {
        return new DmartException.Unavailable(
                500, ErrorType.ATTACHMENT, ErrorCode.OBJECT_NOT_SAVED, "The file could not be stored", cause);
    }

    private static String bare(String mediaType) {
        int end = mediaType.indexOf(';');
        return (end < 0 ? mediaType : mediaType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    @Override
    public void close() throws IOException {
        try {
            if (content != null) {
                content.close();
            }
        } finally {
            spool.close();
        }
    }
}
