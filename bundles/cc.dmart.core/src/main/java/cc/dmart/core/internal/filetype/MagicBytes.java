package cc.dmart.core.internal.filetype;

import cc.dmart.api.model.ContentType;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Looks at the first bytes of an upload ({@code security.md} 5.10, U2). Thread-safe. */
public final class MagicBytes {
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10};
    private static final byte[] JPEG = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF};
    private static final byte[] ZIP = {'P', 'K', 3, 4};
    private static final byte[] EBML = {0x1A, 0x45, (byte) 0xDF, (byte) 0xA3};
    private static final byte[] MPEG = {0, 0, 1};
    private static final byte[] WSQ = {(byte) 0xFF, (byte) 0xA0};
    private static final Set<ContentType> RASTER =
            Set.of(ContentType.IMAGE_PNG, ContentType.IMAGE_JPEG, ContentType.IMAGE_GIF, ContentType.IMAGE_WEBP);
    private static final long MAX_PIXELS = 50_000_000L;

    private MagicBytes() {}

    /** Whether the bytes can be what extension and content type say. */
    public static boolean agree(MediaTypes.Chosen chosen, byte[] head) {
        return isExtension(chosen.extension(), head) && (isOpaque(chosen.extension()) || isType(chosen.type(), head));
    }

    /** What a picture made of pixels really is, as older data names some after another format; other types as they are. */
    public static ContentType picture(ContentType type, byte[] head) {
        return RASTER.contains(type)
                ? RASTER.stream().filter(other -> isType(other, head)).findAny().orElse(type)
                : type;
    }

    private static boolean isOpaque(String extension) {
        return extension.equals("xlsx") || extension.equals("docx") || extension.equals("wsq");
    }

    private static boolean isExtension(String extension, byte[] head) {
        return switch (extension) {
            case "xlsx", "docx" -> at(head, 0, ZIP);
            case "wsq" -> at(head, 0, WSQ);
            case "mp3", "mp4" -> isSound(head) || isFilm(head);
            default ->
                MediaTypes.ofExtension(extension)
                        .map(type -> isType(type, head))
                        .orElse(false);
        };
    }

    private static boolean isType(ContentType type, byte[] head) {
        return switch (type) {
            case IMAGE_PNG -> at(head, 0, PNG);
            case IMAGE_JPEG -> at(head, 0, JPEG);
            case IMAGE_GIF -> at(head, 0, "GIF8");
            case IMAGE_WEBP -> at(head, 0, "RIFF") && at(head, 8, "WEBP");
            case PDF -> at(head, 0, "%PDF-");
            case APK -> at(head, 0, ZIP);
            case SQLITE -> at(head, 0, "SQLite format 3\0");
            case PARQUET -> at(head, 0, "PAR1");
            case DUCKDB -> at(head, 8, "DUCK");
            case AUDIO -> isSound(head) || isFilm(head);
            case VIDEO -> isFilm(head);
            default -> isText(head);
        };
    }

    private static boolean isSound(byte[] head) {
        return at(head, 0, "ID3")
                || (head.length > 1 && head[0] == (byte) 0xFF && (head[1] & 0xE0) == 0xE0)
                || at(head, 0, "OggS")
                || at(head, 0, "fLaC")
                || (at(head, 0, "RIFF") && at(head, 8, "WAVE"));
    }

    private static boolean isFilm(byte[] head) {
        return at(head, 4, "ftyp")
                || at(head, 0, EBML)
                || at(head, 0, MPEG)
                || at(head, 0, "OggS")
                || (at(head, 0, "RIFF") && at(head, 8, "AVI "));
    }

    private static boolean isText(byte[] head) {
        for (byte b : head) {
            if (b == 0) {
                return false;
            }
        }
        return !at(head, 0, ZIP)
                && !at(head, 0, PNG)
                && !at(head, 0, JPEG)
                && !at(head, 0, "GIF8")
                && !at(head, 0, "%PDF-");
    }

    private static boolean at(byte[] head, int offset, String text) {
        return at(head, offset, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static boolean at(byte[] head, int offset, byte[] wanted) {
        if (head.length < offset + wanted.length) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if (head[offset + i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    /** Whether an image says that it has more pixels than a client can be asked to draw: 50 million. */
    public static boolean isTooManyPixels(ContentType type, byte[] head) {
        return switch (type) {
            case IMAGE_PNG -> head.length >= 24 && pixels(big(head, 16, 4), big(head, 20, 4));
            case IMAGE_GIF -> head.length >= 10 && pixels(little(head, 6, 2), little(head, 8, 2));
            case IMAGE_WEBP -> head.length >= 30 && webp(head);
            case IMAGE_JPEG -> jpeg(head);
            default -> false;
        };
    }

    /** Its three forms say their size in three ways. */
    private static boolean webp(byte[] head) {
        if (at(head, 12, "VP8X")) {
            return pixels(little(head, 24, 3) + 1, little(head, 27, 3) + 1);
        }
        if (at(head, 12, "VP8L")) {
            long size = little(head, 21, 4);
            return pixels((size & 0x3FFF) + 1, ((size >> 14) & 0x3FFF) + 1);
        }
        return at(head, 12, "VP8 ") && pixels(little(head, 26, 2) & 0x3FFF, little(head, 28, 2) & 0x3FFF);
    }

    private static boolean jpeg(byte[] head) {
        int i = 2;
        while (i + 9 < head.length && head[i] == (byte) 0xFF) {
            int marker = head[i + 1] & 0xFF;
            boolean frame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
            if (frame) {
                return pixels(big(head, i + 5, 2), big(head, i + 7, 2));
            }
            i += 2 + (int) big(head, i + 2, 2);
        }
        return false;
    }

    private static boolean pixels(long width, long height) {
        return width * height > MAX_PIXELS;
    }

    private static long big(byte[] bytes, int from, int count) {
        long out = 0;
        for (int i = 0; i < count; i++) {
            out = (out << 8) | (bytes[from + i] & 0xFF);
        }
        return out;
    }

    private static long little(byte[] bytes, int from, int count) {
        long out = 0;
        for (int i = count - 1; i >= 0; i--) {
            out = (out << 8) | (bytes[from + i] & 0xFF);
        }
        return out;
    }
}
