package cc.dmart.rest.internal.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.WireRecord;
import cc.dmart.rest.internal.wire.BodyRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Forms that come in pieces, of which nobody knows the length beforehand. */
class FormsTest {
    private static final int LIMIT = 1000;
    private static final String RECORD = "{\"resource_type\":\"comment\",\"subpath\":\"pens/blue\",\"attributes\":{}}";

    @TempDir
    Path folder;

    private static String part(String disposition, String content) {
        return "--B\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n" + content + "\r\n";
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    /** As many bytes as are asked for. */
    private static InputStream endless() {
        return new InputStream() {
            @Override
            public int read() {
                return 'x';
            }
        };
    }

    private static HttpServletRequest request(InputStream body) {
        return BodyRequest.of(body, "multipart/form-data; boundary=B", -1);
    }

    private UploadForm form(InputStream body) throws IOException {
        return UploadForm.read(request(body), new WaitingFolder(folder, false), LIMIT, task -> {
            throw new RejectedExecutionException();
        });
    }

    private FileForm file(InputStream body) throws IOException {
        return FileForm.read(request(body), "zip_file", new WaitingFolder(folder, false), LIMIT);
    }

    private static void isTooLarge(ThrowingCallable read) {
        assertThatThrownBy(read)
                .isInstanceOfSatisfying(
                        DmartException.Invalid.class,
                        e -> assertThat(e.status()).isEqualTo(413));
    }

    @Test
    void whatIsSkippedCountsForTheLimit() {
        isTooLarge(() -> form(endless()));
        isTooLarge(() -> file(endless()));
        isTooLarge(() -> file(new SequenceInputStream(bytes(part("name=other", "")), endless())));
    }

    @Test
    void s5_2_aFieldWithoutAChosenFileIsNoFile() throws Exception {
        String record = part("name=record", RECORD);
        try (UploadForm form = form(bytes(record + part("name=payload_file; filename=\"\"", "") + "--B--"))) {
            assertThat(form.uploadIfAny()).isEmpty();
        }
        try (UploadForm form = form(bytes(record + part("name=payload_file; filename=\"a.txt\"", "") + "--B--"))) {
            assertThat(form.uploadIfAny()).isPresent();
        }
        try (UploadForm form = form(bytes(record + part("name=payload_file; filename=\"\"", "x") + "--B--"))) {
            assertThat(form.uploadIfAny()).isPresent();
        }
    }

    @Test
    void s5_2_anAttachmentNeedsNoName() throws Exception {
        try (UploadForm form = form(bytes(part("name=record", RECORD) + "--B--"))) {
            WireRecord record = form.attached(r -> r);
            assertThat(record.shortname()).isEqualTo("auto");
        }
        try (UploadForm form = form(bytes(part("name=request_record", RECORD) + "--B--"))) {
            assertThatThrownBy(() -> form.stored(r -> r)).isInstanceOf(DmartException.Invalid.class);
        }
    }

    @Test
    void theNamedFileIsTakenWhereverItStands() throws Exception {
        String other = part("name=notes; filename=n.txt", "notes");
        String named = part("name=zip_file; filename=a.zip", "archive");
        String plain = part("name=zip_file", "bare");
        for (String body : new String[] {other + named + other, named + other + plain, other + other + named}) {
            try (FileForm form = file(bytes(body + "--B--"));
                    InputStream in = form.open()) {
                assertThat(in).hasContent("archive");
            }
        }
        try (FileForm form = file(bytes(other + "--B--"));
                InputStream in = form.open()) {
            assertThat(in).hasContent("notes");
        }
        try (FileForm form = file(bytes(plain + other + "--B--"));
                InputStream in = form.open()) {
            assertThat(in).hasContent("bare");
        }
        assertThat(folder).isEmptyDirectory();
    }

    /** In memory, and in the folder. */
    @ParameterizedTest
    @ValueSource(ints = {10, 300_000})
    void aFileIsReadFromItsBeginningEachTime(int size) throws Exception {
        String content = "a" + "x".repeat(size);
        try (FileForm form = FileForm.ofBody(request(bytes(content)), new WaitingFolder(folder, false), 1 << 20)) {
            for (int i = 0; i < 2; i++) {
                try (InputStream in = form.open()) {
                    assertThat(in).hasContent(content);
                }
            }
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void s4_6_aFileThatTheDiskDoesNotGiveBackIsNotSaved() throws Exception {
        InputStream body = bytes("x".repeat(300_000));
        try (FileForm form = FileForm.ofBody(request(body), new WaitingFolder(folder, false), 1 << 20);
                Stream<Path> waiting = Files.list(folder)) {
            Files.delete(waiting.findFirst().orElseThrow());
            isNotSaved(form::open);
        }
    }

    @Test
    void s4_6_aFileThatTheDiskDoesNotTakeIsNotSaved() throws Exception {
        WaitingFolder nowhere = new WaitingFolder(Files.createFile(folder.resolve("file")), false);
        String body = part("name=payload_file; filename=a.txt", "x".repeat(300_000)) + "--B--";
        isNotSaved(() -> UploadForm.read(request(bytes(body)), nowhere, 1 << 20, task -> {}));
        isNotSaved(() -> FileForm.read(request(bytes(body)), "payload_file", nowhere, 1 << 20));
        isNotSaved(() -> FileForm.ofBody(request(bytes(body)), nowhere, 1 << 20));
    }

    private static void isNotSaved(ThrowingCallable read) {
        assertThatThrownBy(read)
                .isInstanceOfSatisfying(
                        DmartException.Unavailable.class,
                        e -> assertThat(e.status() + e.type() + e.code()).isEqualTo("500attachment51"));
    }
}
