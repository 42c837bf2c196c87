package cc.dmart.core.internal.filetype;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.ContentType;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Content types of uploads ({@code http-api.md} 1.10) and of stored files. */
class MediaTypesTest {
    record Row(String file, String mime, String hint, ContentType type, String extension) {}

    static List<Row> rows() {
        return List.of(
                new Row("a.json", "text/plain", "", ContentType.JSON, "json"),
                new Row("a", "application/pdf", "", ContentType.PDF, "pdf"),
                new Row("a.apk", "application/vnd.android.package-archive", "", ContentType.APK, "apk"),
                new Row("a.csv", "text/csv; charset=utf-8", "", ContentType.CSV, "csv"),
                new Row("a.md", "text/markdown", "", ContentType.MARKDOWN, "md"),
                new Row("a.svg", "image/svg+xml", "", ContentType.IMAGE_SVG, "svg"),
                new Row("a.png", "image/png", "", ContentType.IMAGE_PNG, "png"),
                new Row("a.gif", "image/gif", "", ContentType.IMAGE_GIF, "gif"),
                new Row("a.webp", "image/webp", "", ContentType.IMAGE_WEBP, "webp"),
                new Row("a.jpg", "image/jpeg", "", ContentType.IMAGE_JPEG, "jpg"),
                new Row("a", "image/bmp", "", ContentType.IMAGE_JPEG, "jpeg"),
                new Row("a.mp3", "audio/mpeg", "", ContentType.AUDIO, "mp3"),
                new Row("a.mp4", "video/mp4", "", ContentType.VIDEO, "mp4"),
                new Row("a.jsonl", "application/octet-stream", "jsonl", ContentType.JSONL, "jsonl"),
                new Row("a.db", "application/octet-stream", "sqlite", ContentType.SQLITE, "db"),
                new Row("a", "application/octet-stream", "parquet", ContentType.PARQUET, "parquet"),
                new Row("a.png", "application/octet-stream", "", ContentType.IMAGE_PNG, "png"),
                new Row("a", "application/octet-stream", "", ContentType.TEXT, "txt"),
                new Row("a.txt", "text/plain", "", ContentType.TEXT, "txt"),
                new Row("a.html", "text/html", "", ContentType.HTML, "html"),
                new Row("a", "application/json", "", ContentType.JSON, "json"),
                new Row("a.py", "text/x-python", "", ContentType.PYTHON, "py"),
                new Row("a.jsonl", "application/x-ndjson", "", ContentType.JSONL, "jsonl"),
                new Row("a.sqlite3", "application/vnd.sqlite3", "", ContentType.SQLITE, "sqlite3"),
                new Row("a.duckdb", "", "", ContentType.DUCKDB, "duckdb"),
                new Row("a.docx", "application/*", "", ContentType.TEXT, "docx"),
                new Row("a.md", "text/*", "", ContentType.MARKDOWN, "md"));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void contentTypesFollowTheTable(Row row) {
        MediaTypes.Chosen chosen = MediaTypes.ofUpload(
                row.file(),
                Optional.of(row.mime()).filter(m -> !m.isEmpty()),
                Optional.of(row.hint()).filter(h -> !h.isEmpty()));
        assertThat(chosen).isEqualTo(new MediaTypes.Chosen(row.type(), row.extension()));
    }

    @Test
    void olderImagesAreServedByTheirExtension() {
        assertThat(MediaTypes.ofStored(Optional.of(ContentType.IMAGE_JPEG), "a.png"))
                .isEqualTo(ContentType.IMAGE_PNG);
        assertThat(MediaTypes.ofStored(Optional.of(ContentType.IMAGE_JPEG), "a.jpg"))
                .isEqualTo(ContentType.IMAGE_JPEG);
        assertThat(MediaTypes.ofStored(Optional.empty(), "a.pdf")).isEqualTo(ContentType.PDF);
        assertThat(MediaTypes.ofStored(Optional.of(ContentType.TEXT), "a.docx")).isEqualTo(ContentType.DUCKDB);
    }

    @ParameterizedTest
    @CsvSource({
        "IMAGE_PNG,  89504E470D0A1A0A0000000D49484452 00002710 00001389, true",
        "IMAGE_PNG,  89504E470D0A1A0A0000000D49484452 00002710 00001388, false",
        "IMAGE_GIF,  474946383961 FFFF FFFF, true",
        "IMAGE_GIF,  474946383961 FF00 FFFF, false",
        "IMAGE_JPEG, FFD8 FFE000040000 FFC00011 08 FFFF FFFF 03, true",
        "IMAGE_JPEG, FFD8 FFE000040000 FFC20011 08 0100 FFFF 03, false",
        "IMAGE_WEBP, 52494646 00000000 57454250 56503858 0A000000 00000000 FFFF00 FFFF00, true",
        "IMAGE_WEBP, 52494646 00000000 57454250 56503858 0A000000 00000000 FFFF00 FF0000, false",
        "IMAGE_WEBP, 52494646 00000000 57454250 56503820 00000000 0000009D012A FF3F FF3F, true",
        "IMAGE_WEBP, 52494646 00000000 57454250 56503820 00000000 0000009D012A FF3F FF00, false",
        "IMAGE_WEBP, 52494646 00000000 57454250 5650384C 00000000 2F FFFFFF0F 0000000000, true",
        "IMAGE_WEBP, 52494646 00000000 57454250 5650384C 00000000 2F FFFF0F00 0000000000, false",
    })
    void s5_10_u2_picturesOfTooManyPixelsAreRefused(ContentType type, String head, boolean tooMany) {
        byte[] bytes = HexFormat.of().parseHex(head.replace(" ", ""));
        assertThat(MagicBytes.isTooManyPixels(type, bytes)).isEqualTo(tooMany);
    }
}
