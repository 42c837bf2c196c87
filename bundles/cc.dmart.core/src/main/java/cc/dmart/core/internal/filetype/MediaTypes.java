package cc.dmart.core.internal.filetype;

import cc.dmart.api.model.ContentType;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.ErrorType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which content type an uploaded file has, and which extension it is stored under ({@code http-api.md} 1.7, 1.10). Thread-safe. */
public final class MediaTypes {
    private static final Map<String, ContentType> BY_EXTENSION = Map.ofEntries(
            Map.entry("gif", ContentType.IMAGE_GIF),
            Map.entry("png", ContentType.IMAGE_PNG),
            Map.entry("jpeg", ContentType.IMAGE_JPEG),
            Map.entry("jpg", ContentType.IMAGE_JPEG),
            Map.entry("webp", ContentType.IMAGE_WEBP),
            Map.entry("svg", ContentType.IMAGE_SVG),
            Map.entry("json", ContentType.JSON),
            Map.entry("md", ContentType.MARKDOWN),
            Map.entry("pdf", ContentType.PDF),
            Map.entry("mp3", ContentType.AUDIO),
            Map.entry("mp4", ContentType.VIDEO),
            Map.entry("csv", ContentType.CSV),
            Map.entry("jsonl", ContentType.JSONL),
            Map.entry("parquet", ContentType.PARQUET),
            Map.entry("sqlite", ContentType.SQLITE),
            Map.entry("sqlite3", ContentType.SQLITE),
            Map.entry("db", ContentType.SQLITE),
            Map.entry("db3", ContentType.SQLITE),
            Map.entry("s3db", ContentType.SQLITE),
            Map.entry("sl3", ContentType.SQLITE),
            Map.entry("duckdb", ContentType.DUCKDB),
            Map.entry("apk", ContentType.APK),
            Map.entry("txt", ContentType.TEXT),
            Map.entry("html", ContentType.HTML),
            Map.entry("py", ContentType.PYTHON),
            Map.entry("xlsx", ContentType.TEXT),
            Map.entry("docx", ContentType.TEXT),
            Map.entry("wsq", ContentType.TEXT));
    private static final Set<String> OPAQUE = Set.of("xlsx", "docx", "wsq");
    private static final Map<String, ContentType> BY_MEDIA_TYPE = Map.ofEntries(
            Map.entry("application/pdf", ContentType.PDF),
            Map.entry("application/vnd.android.package-archive", ContentType.APK),
            Map.entry("text/csv", ContentType.CSV),
            Map.entry("text/markdown", ContentType.MARKDOWN),
            Map.entry("text/plain", ContentType.TEXT),
            Map.entry("text/html", ContentType.HTML),
            Map.entry("application/json", ContentType.JSON),
            Map.entry("text/x-python", ContentType.PYTHON),
            Map.entry("application/jsonlines", ContentType.JSONL),
            Map.entry("application/x-ndjson", ContentType.JSONL),
            Map.entry("application/vnd.sqlite3", ContentType.SQLITE));
    private static final Map<ContentType, String> EXTENSIONS = Map.ofEntries(
            Map.entry(ContentType.IMAGE_GIF, "gif"),
            Map.entry(ContentType.IMAGE_PNG, "png"),
            Map.entry(ContentType.IMAGE_JPEG, "jpeg"),
            Map.entry(ContentType.IMAGE_WEBP, "webp"),
            Map.entry(ContentType.IMAGE_SVG, "svg"),
            Map.entry(ContentType.JSON, "json"),
            Map.entry(ContentType.MARKDOWN, "md"),
            Map.entry(ContentType.PDF, "pdf"),
            Map.entry(ContentType.AUDIO, "mp3"),
            Map.entry(ContentType.VIDEO, "mp4"),
            Map.entry(ContentType.CSV, "csv"),
            Map.entry(ContentType.JSONL, "jsonl"),
            Map.entry(ContentType.PARQUET, "parquet"),
            Map.entry(ContentType.SQLITE, "sqlite"),
            Map.entry(ContentType.DUCKDB, "duckdb"),
            Map.entry(ContentType.APK, "apk"),
            Map.entry(ContentType.TEXT, "txt"),
            Map.entry(ContentType.HTML, "html"),
            Map.entry(ContentType.PYTHON, "py"));

    /** How names of files of a content type end; empty for those that are no files. */
    public static Optional<String> extension(ContentType type) {
        return Optional.ofNullable(EXTENSIONS.get(type));
    }

    /** What an upload is stored as. */
    public record Chosen(ContentType type, String extension) {}

    private MediaTypes() {}

    /**
     * The content type by the table of {@code http-api.md} 1.10, first row that matches, and the extension.
     *
     * @param fileName as the client gave it; only its extension counts
     * @param hint     {@code attributes.content_type} of the record
     * @throws DmartException.Invalid {@code E(400,request,402)} for an extension that is not allowed,
     *                                {@code E(406,attachment,217)} if nothing matches
     */
    public static Chosen ofUpload(String fileName, Optional<String> mediaType, Optional<String> hint) {
        String extension = extensionOf(fileName);
        if (!extension.isEmpty() && !BY_EXTENSION.containsKey(extension)) {
            throw DmartException.Invalid.request(
                    ErrorCode.INVALID_DATA, "The file extension " + printable(extension) + " is not allowed");
        }
        ContentType type = extension.equals("json")
                ? ContentType.JSON
                : byMediaType(mediaType.orElse(""), hint, extension)
                        .or(() -> Optional.ofNullable(BY_EXTENSION.get(extension)))
                        .orElseThrow(MediaTypes::unsupported);
        String stored = extension.isEmpty() ? EXTENSIONS.get(type) : extension;
        if (stored == null) {
            throw unsupported();
        }
        return new Chosen(type, stored);
    }

    /** The content type that an extension stands for; empty if the extension is not allowed. */
    public static Optional<ContentType> ofExtension(String extension) {
        return Optional.ofNullable(BY_EXTENSION.get(extension));
    }

    /** {@code E(406,attachment,217)}. */
    public static DmartException.Invalid unsupported() {
        return new DmartException.Invalid(
                406, ErrorType.ATTACHMENT, ErrorCode.NOT_SUPPORTED_TYPE, "The file type is not supported", List.of());
    }

    private static String printable(String text) {
        return text.length() <= 16 && text.chars().allMatch(Character::isLetterOrDigit) ? text : "given";
    }

    private static String extensionOf(String fileName) {
        int slash = Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\'));
        int dot = fileName.lastIndexOf('.');
        return dot <= slash ? "" : fileName.substring(dot + 1).toLowerCase(Locale.ROOT);
    }

    private static Optional<ContentType> byMediaType(String declared, Optional<String> hint, String extension) {
        int semicolon = declared.indexOf(';');
        String mime = (semicolon < 0 ? declared : declared.substring(0, semicolon))
                .strip()
                .toLowerCase(Locale.ROOT);
        if (mime.endsWith("/*")) {
            return Optional.empty();
        }
        if (mime.startsWith("image/")) {
            return Optional.of(image(mime));
        }
        if (mime.startsWith("audio/")) {
            return Optional.of(ContentType.AUDIO);
        }
        if (mime.startsWith("video/")) {
            return Optional.of(ContentType.VIDEO);
        }
        if (mime.equals("application/octet-stream")) {
            return Optional.of(octets(hint, extension));
        }
        return Optional.ofNullable(BY_MEDIA_TYPE.get(mime));
    }

    private static ContentType image(String mime) {
        for (ContentType type :
                List.of(ContentType.IMAGE_SVG, ContentType.IMAGE_PNG, ContentType.IMAGE_GIF, ContentType.IMAGE_WEBP)) {
            if (mime.contains(EXTENSIONS.getOrDefault(type, "?"))) {
                return type;
            }
        }
        return ContentType.IMAGE_JPEG;
    }

    private static ContentType octets(Optional<String> hint, String extension) {
        return hint.flatMap(ContentType::of)
                .filter(t -> t == ContentType.JSONL || t == ContentType.SQLITE || t == ContentType.PARQUET)
                .or(() -> Optional.ofNullable(BY_EXTENSION.get(extension)))
                .orElse(ContentType.TEXT);
    }

    /**
     * The type to serve a stored file as: an image by its extension where older data says only that it is one, unknown and
     * opaque formats as bytes.
     */
    public static ContentType ofStored(Optional<ContentType> stored, String fileName) {
        String extension = extensionOf(fileName);
        ContentType named = BY_EXTENSION.getOrDefault(extension, ContentType.DUCKDB);
        if (OPAQUE.contains(extension)) {
            return ContentType.DUCKDB;
        }
        boolean image = named == ContentType.IMAGE_SVG
                || named == ContentType.IMAGE_PNG
                || named == ContentType.IMAGE_GIF
                || named == ContentType.IMAGE_WEBP;
        return stored.filter(t -> !(t == ContentType.IMAGE_JPEG && image)).orElse(named);
    }
}
