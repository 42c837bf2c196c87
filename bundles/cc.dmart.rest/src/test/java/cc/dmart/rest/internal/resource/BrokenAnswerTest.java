package cc.dmart.rest.internal.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.service.ArchiveFile;
import cc.dmart.api.service.HealthIndicator;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client hears of a file that cannot be made to its end ({@code http-api.md} 1.2, 4.7, 4.10). */
class BrokenAnswerTest {
    private static final String ARCHIVE = "/managed/export";
    private static final String TABLE = "/managed/csv";
    private static final byte[] LARGE = new byte[1 << 20];
    private static EdgeServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new EdgeServer(Map.of(), HealthIndicator.State.OK);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static HttpResponse<byte[]> send(String path, ArchiveFile.Content content, String... headers)
            throws Exception {
        server.files.content = content;
        Stream<String> own = Stream.of("Authorization", "Bearer tok_sara", "Content-Type", "application/json");
        String[] all = Stream.concat(own, Stream.of(headers)).toArray(String[]::new);
        return server.send("POST", path, "{\"space_name\":\"shop\"}".getBytes(StandardCharsets.UTF_8), all);
    }

    private static ArchiveFile.Content failing(int bytes, Exception failure) {
        return out -> {
            out.write(LARGE, 0, bytes);
            raise(failure);
        };
    }

    private static void raise(Exception failure) throws IOException {
        if (failure instanceof IOException broken) {
            throw broken;
        }
        throw (RuntimeException) failure;
    }

    private static List<Exception> failures() {
        return List.of(
                new ZipException("duplicate entry"),
                new IllegalStateException("odd", new IOException(new ZipException("duplicate entry"))),
                new IOException("the disk fails"),
                new IllegalStateException("made up"));
    }

    static Stream<Arguments> everyFailure() {
        return Stream.of(ARCHIVE, TABLE)
                .flatMap(path -> failures().stream().map(failure -> Arguments.of(path, failure)));
    }

    /** Nothing of it has been sent yet, however much of it was made. */
    @ParameterizedTest
    @MethodSource("everyFailure")
    void aFileThatFailsAtItsBeginningIsAnInternalError(String path, Exception failure) throws Exception {
        for (int bytes : new int[] {0, 100, 8193, 65_535}) {
            HttpResponse<byte[]> reply = send(path, failing(bytes, failure), "X-Correlation-ID", "id1");
            assertThat(new String(reply.body(), StandardCharsets.UTF_8))
                    .as("after %d bytes", bytes)
                    .isEqualTo("{\"status\":\"failed\",\"error\":{\"type\":\"exception\",\"code\":430,"
                            + "\"message\":\"Internal error, id1\"}}");
            assertThat(reply.statusCode()).isEqualTo(500);
            assertThat(reply.headers().firstValue("Content-Type")).contains("application/json");
            assertThat(reply.headers().firstValue("Content-Disposition")).isEmpty();
        }
    }

    /** A client must not take what came for the whole. */
    @ParameterizedTest
    @MethodSource("everyFailure")
    void aFileThatFailsOnTheWayBreaksTheConnection(String path, Exception failure) {
        for (int bytes : new int[] {65_536, 100_000, LARGE.length}) {
            assertThatThrownBy(() -> send(path, failing(bytes, failure)))
                    .as("after %d bytes", bytes)
                    .isInstanceOf(IOException.class);
        }
    }

    /** What is sent first is less than the REST library keeps back, what fails comes right behind. */
    @Test
    void aSmallBeginningBeforeALargePieceIsNoError() {
        ArchiveFile.Content content = out -> {
            out.write(1);
            out.flush();
            out.write(LARGE, 0, 65_535);
            throw new IllegalStateException("made up");
        };
        assertThatThrownBy(() -> send(ARCHIVE, content)).isInstanceOf(IOException.class);
    }

    @Test
    void anErrorOfTheContractStaysWhatItIs() throws Exception {
        HttpResponse<byte[]> reply =
                send(ARCHIVE, failing(100, DmartException.Unavailable.now("the index fails", null)));
        assertThat(reply.statusCode()).isEqualTo(503);
        assertThat(new String(reply.body(), StandardCharsets.UTF_8)).contains("the index fails");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8192, 65_536, 65_537, 1 << 20})
    void aFileThatIsMadeComesWhole(int bytes) throws Exception {
        byte[] file = new byte[bytes];
        Arrays.fill(file, (byte) 7);
        HttpResponse<byte[]> reply = send(ARCHIVE, out -> pieces(file, out));
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo(file);
        assertThat(reply.headers().firstValue("Content-Type")).contains("application/zip");
    }

    private static void pieces(byte[] file, OutputStream out) throws IOException {
        for (int i = 0; i < file.length; i += 1000) {
            out.write(file, i, Math.min(1000, file.length - i));
        }
    }
}
