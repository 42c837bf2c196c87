package cc.dmart.rest.internal.resource;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.ContentType;
import cc.dmart.api.model.JsonRaw;
import cc.dmart.api.model.PayloadFile;
import cc.dmart.api.service.HealthIndicator;
import cc.dmart.api.service.PayloadView;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files over HTTP: ranges, validators, labels ({@code http-api.md} 1.13, {@code security.md} 5.10). */
class PayloadTest {
    private static final int SIZE = FakeServices.PICTURE.length;
    private static final String DATE = "Sat, 01 Mar 2025 09:12:44 GMT";
    private static EdgeServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new EdgeServer(Map.of(), HealthIndicator.State.OK);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static HttpResponse<byte[]> get(String method, String name, String... headers) throws Exception {
        String[] all = Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] = "Authorization";
        all[headers.length + 1] = "Bearer tok_sara";
        return server.send(method, "/managed/payload/media/shop/pens/blue/" + name, new byte[0], all);
    }

    private static String header(HttpResponse<byte[]> reply, String name) {
        return String.join("|", reply.headers().allValues(name));
    }

    /** A row: request headers and the part of the file that comes back; status 200, 206, 304 or 416. */
    record Row(String name, int status, int first, int end, List<String> headers) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Row row(String name, int status, int first, int end, String... headers) {
        return new Row(name, status, first, end, List.of(headers));
    }

    static Stream<Row> ranges() {
        return Stream.of(
                row("whole", 200, 0, SIZE),
                row("first bytes", 206, 0, 100, "Range", "bytes=0-99"),
                row("middle, large", 206, 1000, 190_000, "Range", "bytes=1000-189999"),
                row("open end", 206, SIZE - 5, SIZE, "Range", "bytes=" + (SIZE - 5) + "-"),
                row("last bytes", 206, SIZE - 7, SIZE, "Range", "bytes=-7"),
                row("more than there is", 206, 0, SIZE, "Range", "bytes=-999999999"),
                row("end behind the end", 206, 10, SIZE, "Range", "bytes=10-999999999"),
                row("behind the end", 416, 0, 0, "Range", "bytes=" + SIZE + "-"),
                row("no last bytes", 416, 0, 0, "Range", "bytes=-0"),
                row("two ranges", 200, 0, SIZE, "Range", "bytes=0-1,5-6"),
                row("backwards", 200, 0, SIZE, "Range", "bytes=5-1"),
                row("other unit", 200, 0, SIZE, "Range", "lines=0-1"),
                row("number too long", 200, 0, SIZE, "Range", "bytes=0-99999999999999999999"),
                row("unchanged", 304, 0, 0, "If-None-Match", "\"abc\""),
                row("unchanged, weak and listed", 304, 0, 0, "If-None-Match", "\"x\", W/\"abc\""),
                row("unchanged, any", 304, 0, 0, "If-None-Match", "*"),
                row("changed", 200, 0, SIZE, "If-None-Match", "\"x\""),
                row("the tag goes before the date", 200, 0, SIZE, "If-None-Match", "\"x\"", "If-Modified-Since", DATE),
                row("not modified", 304, 0, 0, "If-Modified-Since", DATE),
                row("modified", 200, 0, SIZE, "If-Modified-Since", "Sat, 01 Mar 2025 09:12:43 GMT"),
                row("odd date", 200, 0, SIZE, "If-Modified-Since", "yesterday, at some hour"),
                row("range of this version", 206, 0, 10, "Range", "bytes=0-9", "If-Range", "\"abc\""),
                row("range of this date", 206, 0, 10, "Range", "bytes=0-9", "If-Range", DATE),
                row("range of another version", 200, 0, SIZE, "Range", "bytes=0-9", "If-Range", "\"x\""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ranges")
    void sendsThePart(Row row) throws Exception {
        HttpResponse<byte[]> reply = get("GET", "pic.png", row.headers.toArray(String[]::new));
        assertThat(reply.statusCode()).isEqualTo(row.status);
        if (row.status == 416) {
            assertThat(header(reply, "Content-Range")).isEqualTo("bytes */" + SIZE);
            return;
        }
        assertThat(header(reply, "ETag")).isEqualTo("\"abc\"");
        assertThat(header(reply, "Cache-Control")).isEqualTo("private, no-store");
        assertThat(header(reply, "Content-Security-Policy")).endsWith("sandbox");
        if (row.status == 304) {
            assertThat(reply.body()).isEmpty();
            assertThat(header(reply, "Content-Length")).isEmpty();
            return;
        }
        assertThat(reply.body()).isEqualTo(Arrays.copyOfRange(FakeServices.PICTURE, row.first, row.end));
        assertThat(header(reply, "Content-Length")).isEqualTo(String.valueOf(row.end - row.first));
        assertThat(header(reply, "Accept-Ranges")).isEqualTo("bytes");
        assertThat(header(reply, "Last-Modified")).isEqualTo(DATE);
        String range = row.status == 206 ? "bytes " + row.first + "-" + (row.end - 1) + "/" + SIZE : "";
        assertThat(header(reply, "Content-Range")).isEqualTo(range);
    }

    /** A file that was replaced after somebody looked at it. */
    private record Replaced(PayloadFile now, long size) implements PayloadFile {
        @Override
        public String name() {
            return now.name();
        }

        @Override
        public Instant modified() {
            return now.modified();
        }

        @Override
        public SeekableByteChannel open() throws IOException {
            return now.open();
        }
    }

    private static PayloadView text(PayloadFile file, String checksum) {
        return new PayloadView.File(file, ContentType.TEXT, checksum);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 9})
    void aFileThatIsReplacedMeanwhileIsLookedAtAgain(int before) throws Exception {
        MemoryFile file = new MemoryFile("given.txt", "abcde".getBytes(StandardCharsets.US_ASCII));
        Iterator<PayloadView> seen = List.of(text(new Replaced(file, before), "old"), text(file, "new"))
                .iterator();
        server.services.given = seen::next;
        HttpResponse<byte[]> reply = get("GET", "given.txt");
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.body()).asString().isEqualTo("abcde");
        assertThat(header(reply, "ETag")).isEqualTo("\"new\"");
        server.services.given = () -> text(new Replaced(file, before), "old");
        assertThat(get("GET", "given.txt").statusCode()).isEqualTo(503);
    }

    @Test
    void aLargeFileThatIsReplacedMeanwhileIsNotSentUnderTheOldHeaders() throws Exception {
        byte[] bytes = new byte[200_000];
        Arrays.fill(bytes, (byte) 'x');
        for (int before : new int[] {100_000, 300_000}) {
            server.services.given = () -> text(new Replaced(new MemoryFile("given.txt", bytes), before), "old");
            HttpResponse<byte[]> reply = get("GET", "given.txt");
            assertThat(reply.statusCode()).isEqualTo(503);
            assertThat(reply.headers().firstValue("ETag")).isEmpty();
        }
    }

    /** A file that cannot be opened. */
    private record Closed(long size, IOException why) implements PayloadFile {
        @Override
        public String name() {
            return "given.txt";
        }

        @Override
        public Instant modified() {
            return Instant.EPOCH;
        }

        @Override
        public SeekableByteChannel open() throws IOException {
            throw why;
        }
    }

    /** Clients take what is not found for gone. */
    @ParameterizedTest
    @ValueSource(longs = {5, 200_000})
    void aFileThatTheDiskCannotTellAboutIsNotAbsent(long size) throws Exception {
        server.services.given = () -> text(new Closed(size, new FileSystemException("given.txt")), "sum");
        HttpResponse<byte[]> reply = get("GET", "given.txt");
        assertThat(reply.statusCode()).isEqualTo(503);
        assertThat(reply.headers().firstValue("ETag")).isEmpty();
        server.services.given = () -> text(new Closed(size, new NoSuchFileException("given.txt")), "sum");
        assertThat(get("GET", "given.txt").statusCode()).isEqualTo(404);
    }

    @Test
    void headTakesNoRange() throws Exception {
        for (String range : List.of("bytes=0-9", "bytes=" + SIZE + "-")) {
            HttpResponse<byte[]> reply = get("HEAD", "pic.png", "Range", range);
            assertThat(reply.statusCode()).isEqualTo(200);
            assertThat(header(reply, "Content-Length")).isEqualTo(String.valueOf(SIZE));
        }
    }

    @Test
    void headHasTheHeadersOnly() throws Exception {
        HttpResponse<byte[]> reply = get("HEAD", "pic.png");
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.body()).isEmpty();
        assertThat(header(reply, "Content-Length")).isEqualTo(String.valueOf(SIZE));
        assertThat(header(reply, "Content-Type")).isEqualTo("image/png");
        HttpResponse<byte[]> json = server.send(
                "HEAD", "/managed/entry/content/shop/pens/blue", new byte[0], "Authorization", "Bearer tok_sara");
        assertThat(json.statusCode()).isEqualTo(200);
        assertThat(json.body()).isEmpty();
    }

    @Test
    void anEmptyFileIsSent() throws Exception {
        HttpResponse<byte[]> reply = get("GET", "empty.txt");
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(header(reply, "Content-Length")).isEqualTo("0");
    }

    @Test
    void s5_10_u5_aPictureIsShownInPlace() throws Exception {
        HttpResponse<byte[]> reply = get("GET", "pic.jpg");
        assertThat(header(reply, "Content-Type")).isEqualTo("image/png");
        assertThat(header(reply, "Content-Disposition")).isEqualTo("inline; filename=\"pic.png\"");
        assertThat(header(reply, "Content-Security-Policy"))
                .isEqualTo("default-src 'none'; style-src 'unsafe-inline'; sandbox");
        assertThat(header(reply, "Cross-Origin-Resource-Policy")).isEqualTo("same-site");
    }

    @Test
    void s5_10_u4_whatRunsInABrowserIsADownload() throws Exception {
        HttpResponse<byte[]> svg = get("GET", "old.svg");
        assertThat(header(svg, "Content-Type")).isEqualTo("image/svg+xml");
        assertThat(header(svg, "Content-Disposition")).isEqualTo("attachment; filename=\"old.svg\"");
        HttpResponse<byte[]> html = get("GET", "html.md");
        assertThat(header(html, "Content-Type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(header(html, "Content-Disposition")).startsWith("attachment;");
        assertThat(header(html, "X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @Test
    void aPublicPayloadMayBeKeptButIsAskedForAgain() throws Exception {
        HttpResponse<byte[]> reply = server.send("GET", "/public/payload/media/shop/a/pic.png", new byte[0]);
        assertThat(header(reply, "Cache-Control")).isEqualTo("public, no-cache");
        assertThat(header(reply, "ETag")).isEqualTo("\"abc\"");
    }

    @ParameterizedTest
    @CsvSource({"json.json,v1,application/json", "html.md,v2,text/plain; charset=utf-8"})
    void anInlinePayloadHasAnETagToo(String name, String version, String type) throws Exception {
        String path = "/public/payload/content/shop/a/" + name;
        HttpResponse<byte[]> reply = server.send("GET", path, new byte[0]);
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(header(reply, "ETag")).isEqualTo("\"" + version + "\"");
        assertThat(header(reply, "Content-Type")).isEqualTo(type);
        HttpResponse<byte[]> again = server.send("GET", path, new byte[0], "If-None-Match", "\"" + version + "\"");
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(header(again, "Content-Length")).isEmpty();
        assertThat(header(again, "ETag")).isEqualTo("\"" + version + "\"");
        assertThat(again.headers().allValues("Vary")).isEqualTo(reply.headers().allValues("Vary"));
        assertThat(server.send("GET", path, new byte[0], "If-None-Match", "\"x\"")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void s1_5_anInlinePayloadIsCompressedForWhoAcceptsIt() throws Exception {
        String text = "{\"a\":\"" + "x".repeat(10_000) + "\"}";
        server.services.given = () -> new PayloadView.Json(new JsonRaw(text.getBytes(StandardCharsets.UTF_8)), "v1");
        HttpResponse<byte[]> zipped = get("GET", "given.json", "Accept-Encoding", "deflate, gzip;q=1.0");
        assertThat(header(zipped, "Content-Encoding")).isEqualTo("gzip");
        assertThat(header(zipped, "ETag")).isEqualTo("\"v1-gzip\"");
        assertThat(header(zipped, "Vary")).contains("Origin", "Accept-Encoding");
        assertThat(new GZIPInputStream(new ByteArrayInputStream(zipped.body())))
                .hasContent("{\"status\":\"success\",\"attributes\":" + text + "}");
        HttpResponse<byte[]> again =
                get("GET", "given.json", "Accept-Encoding", "gzip", "If-None-Match", "\"v1-gzip\"");
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.headers().allValues("Vary")).isEqualTo(zipped.headers().allValues("Vary"));
        for (String refusing : List.of("identity", "gzip; q=0", "gzip;q=0.000")) {
            HttpResponse<byte[]> plain = get("GET", "given.json", "Accept-Encoding", refusing);
            assertThat(header(plain, "Content-Encoding")).isEmpty();
            assertThat(header(plain, "ETag")).isEqualTo("\"v1\"");
            assertThat(header(plain, "Vary")).contains("Accept-Encoding");
        }
        server.services.given = () -> new PayloadView.Text("short", ContentType.TEXT, "given.txt", "v1");
        assertThat(header(get("GET", "given.json", "Accept-Encoding", "gzip"), "Content-Encoding"))
                .isEmpty();
    }
}
