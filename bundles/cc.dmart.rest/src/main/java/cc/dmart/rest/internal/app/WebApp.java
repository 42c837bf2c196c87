package cc.dmart.rest.internal.app;

import cc.dmart.rest.internal.edge.Exchange;
import cc.dmart.rest.internal.edge.Exchanges;
import cc.dmart.rest.internal.wire.Errors;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The files of one web application with routes of its own: a path that names no file and has no extension is its page. What lies
 * outside of the folder, or is reached through a link, is not there. Thread-safe.
 */
abstract class WebApp extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final String PAGE = "index.html";
    private static final String CONFIG = "config.json";
    private static final String BYTES = "application/octet-stream";
    /** The operator put it here: its own scripts and styles run, and it calls whatever server it is configured for. */
    private static final String POLICY = "default-src 'self'; script-src 'self' 'unsafe-inline'; "
            + "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; media-src 'self' data: blob:; "
            + "font-src 'self' data:; connect-src 'self' http: https: ws: wss:; worker-src 'self' blob:; "
            + "object-src 'none'; frame-ancestors 'none'; base-uri 'self'";

    /** The page names the files that go with it, and the configuration is changed in place; all others may be kept. */
    private static final Set<String> FRESH = Set.of(PAGE, CONFIG);

    private static final String KEPT = "public, max-age=86400";

    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("html", "text/html; charset=utf-8"),
            Map.entry("js", "text/javascript; charset=utf-8"),
            Map.entry("mjs", "text/javascript; charset=utf-8"),
            Map.entry("css", "text/css; charset=utf-8"),
            Map.entry("json", "application/json"),
            Map.entry("map", "application/json"),
            Map.entry("webmanifest", "application/manifest+json"),
            Map.entry("txt", "text/plain; charset=utf-8"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("png", "image/png"),
            Map.entry("jpg", "image/jpeg"),
            Map.entry("jpeg", "image/jpeg"),
            Map.entry("gif", "image/gif"),
            Map.entry("webp", "image/webp"),
            Map.entry("ico", "image/x-icon"),
            Map.entry("woff", "font/woff"),
            Map.entry("woff2", "font/woff2"),
            Map.entry("ttf", "font/ttf"),
            Map.entry("wasm", "application/wasm"));

    private final transient Exchanges exchanges;
    private final transient Optional<Path> folder;
    private final transient WebAppConfig config;

    /** @param folder without one only the configuration is served */
    WebApp(Exchanges exchanges, Optional<Path> folder, WebAppConfig config) {
        this.exchanges = exchanges;
        this.folder = folder;
        this.config = config;
    }

    /** The folder of a setting. @throws IllegalArgumentException if it is set and not there */
    static Optional<Path> folder(String setting, String text) {
        if (text.isBlank()) {
            return Optional.empty();
        }
        try {
            Path real = Path.of(text.strip()).toRealPath();
            if (Files.isDirectory(real)) {
                return Optional.of(real);
            }
        } catch (IOException | InvalidPathException e) {
            throw new IllegalArgumentException(setting + ": " + text + " cannot be read", e);
        }
        throw new IllegalArgumentException(setting + ": " + text + " is no folder");
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
            throw Errors.noRoute();
        }
        Exchange exchange = exchanges.current();
        List<String> segments = exchange.path().segments();
        List<String> inside = segments.subList(1, segments.size());
        Optional<Path> file = file(inside);
        if (file.isPresent()) {
            send(exchange, response, file.get());
        } else if (inside.equals(List.of(CONFIG))) {
            response.setContentType("application/json");
            write(response, config.utf8(exchange.ownOrigin()));
        } else {
            boolean route = inside.isEmpty() || inside.get(inside.size() - 1).indexOf('.') < 0;
            Path page = (route ? file(List.of(PAGE)) : Optional.<Path>empty()).orElseThrow(Errors::noRoute);
            send(exchange, response, page);
        }
    }

    private Optional<Path> file(List<String> inside) throws IOException {
        if (folder.isEmpty()) {
            return Optional.empty();
        }
        Path path = folder.get();
        for (String segment : inside) {
            if (segment.startsWith(".")) {
                return Optional.empty();
            }
            path = path.resolve(segment);
        }
        boolean ours = path.startsWith(folder.get())
                && Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                && path.toRealPath().equals(path);
        return ours ? Optional.of(path) : Optional.empty();
    }

    private static void send(Exchange exchange, HttpServletResponse response, Path file) throws IOException {
        String tag = '"'
                + Long.toHexString(Files.getLastModifiedTime(file).toMillis())
                + '-'
                + Long.toHexString(Files.size(file))
                + '"';
        String name = file.getFileName().toString();
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        response.setHeader("Content-Security-Policy", POLICY);
        boolean fresh = FRESH.contains(name);
        response.setHeader("Cache-Control", fresh ? "no-cache" : KEPT);
        if (!fresh) {
            response.setHeader("Pragma", null); // the fixed headers of replies that nobody may keep
            response.setHeader("Expires", null);
        }
        response.setHeader("ETag", tag);
        response.setContentType(TYPES.getOrDefault(extension, BYTES));
        if (exchange.header("If-None-Match").equals(tag)) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return;
        }
        response.setContentLengthLong(Files.size(file));
        Files.copy(file, response.getOutputStream());
    }

    private static void write(HttpServletResponse response, byte[] body) throws IOException {
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
