package cc.dmart.rest.internal.payload;

import cc.dmart.api.model.ContentType;
import java.util.Locale;
import java.util.Set;

/**
 * How payloads are labelled on the way out ({@code http-api.md} 1.10, {@code security.md} 5.10 U4, U5). Thread-safe.
 */
final class MediaTypes {
    /** Extensions a payload URL may have ({@code http-api.md} 1.7). */
    private static final Set<String> EXTENSIONS = Set.of(
            "gif", "png", "jpeg", "jpg", "webp", "json", "md", "pdf", "wsq", "mp3", "mp4", "csv", "jsonl", "parquet",
            "sqlite", "sqlite3", "db", "db3", "s3db", "sl3", "duckdb", "svg", "xlsx", "docx", "apk", "txt", "html",
            "py");

    private static final String UNKNOWN = "application/octet-stream";
    private static final String TEXT = "text/plain; charset=utf-8";

    private MediaTypes() {}

    static boolean isExtension(String text) {
        return EXTENSIONS.contains(text.toLowerCase(Locale.ROOT));
    }

    /** What is sent as Content-Type: what could run in a browser goes out as plain text. */
    static String of(ContentType type, String fileName) {
        return switch (effective(type, fileName)) {
            case TEXT, COMMENT, REACTION, MARKDOWN, HTML, PYTHON -> TEXT;
            case JSON -> "application/json";
            case IMAGE_JPEG -> "image/jpeg";
            case IMAGE_PNG -> "image/png";
            case IMAGE_SVG -> "image/svg+xml";
            case IMAGE_GIF -> "image/gif";
            case IMAGE_WEBP -> "image/webp";
            case PDF -> "application/pdf";
            case AUDIO -> "audio/mpeg";
            case VIDEO -> "video/mp4";
            case CSV -> "text/csv; charset=utf-8";
            case JSONL -> "application/jsonlines";
            case SQLITE -> "application/vnd.sqlite3";
            case APK -> "application/vnd.android.package-archive";
            case PARQUET, DUCKDB -> UNKNOWN;
        };
    }

    /** Whether a browser may show it in place; the rest is offered for download. */
    static boolean isInline(ContentType type, String fileName) {
        return switch (effective(type, fileName)) {
            case TEXT, COMMENT, REACTION, JSON, CSV, JSONL -> true;
            case IMAGE_JPEG, IMAGE_PNG, IMAGE_GIF, IMAGE_WEBP, PDF, AUDIO, VIDEO -> true;
            default -> false;
        };
    }

    /** Old data calls every image a jpeg; the name of the file tells which it is. */
    private static ContentType effective(ContentType type, String fileName) {
        if (type != ContentType.IMAGE_JPEG) {
            return type;
        }
        String extension = fileName.substring(fileName.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return switch (extension) {
            case "svg" -> ContentType.IMAGE_SVG;
            case "png" -> ContentType.IMAGE_PNG;
            case "gif" -> ContentType.IMAGE_GIF;
            case "webp" -> ContentType.IMAGE_WEBP;
            default -> type;
        };
    }
}
