package cc.dmart.rest.internal.resource;

import cc.dmart.api.model.RequestType;
import cc.dmart.api.service.BatchResult;
import cc.dmart.rest.internal.edge.Exchange;
import cc.dmart.rest.internal.edge.Exchanges;
import cc.dmart.rest.internal.edge.RouteTimes;
import cc.dmart.rest.internal.edge.Traffic;
import cc.dmart.rest.internal.wire.Errors;
import cc.dmart.rest.internal.wire.JsonBody;
import cc.dmart.rest.internal.wire.WireReader;
import cc.dmart.rest.internal.wire.WireWriter;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/**
 * The three routes that nearly every request of an application takes: {@code GET /managed/entry/..} (4.3), also under its old
 * name {@code meta}, {@code POST /managed/query} (4.1) and {@code POST /managed/request} (4.2 of {@code http-api.md}). A servlet
 * beside JAX-RS, because matching, injection and response writing there cost more than the entry itself. Errors become
 * replies in {@code EdgeFilter}. Thread-safe.
 */
@Component(service = Servlet.class)
@HttpWhiteboardServletPattern({"/managed/entry/*", "/managed/meta/*", "/managed/query", "/managed/request"})
public final class EntryServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient Exchanges exchanges;
    private final transient Sessions sessions;
    private final transient Backend backend;
    private final transient Reads reads;
    private final transient RouteTimes entryTimes;
    private final transient RouteTimes queryTimes;
    private final transient RouteTimes requestTimes;

    /** A servlet in front of these services. */
    @Activate
    public EntryServlet(
            @Reference Exchanges exchanges,
            @Reference Sessions sessions,
            @Reference Backend backend,
            @Reference Reads reads,
            @Reference Traffic traffic) {
        this.exchanges = exchanges;
        this.sessions = sessions;
        this.backend = backend;
        this.reads = reads;
        this.entryTimes = traffic.of("GET", "/managed/entry/{resource_type}/{space_name}/{subpath}/{shortname}");
        this.queryTimes = traffic.of("POST", "/managed/query");
        this.requestTimes = traffic.of("POST", "/managed/request");
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Exchange exchange = exchanges.current();
        String method = request.getMethod();
        boolean query = exchange.path().text().equals("/managed/query");
        boolean post = query || exchange.path().text().equals("/managed/request");
        if (post ? !method.equals("POST") : !method.equals("GET") && !method.equals("HEAD")) {
            throw Errors.noRoute();
        }
        exchange.route(query ? queryTimes : post ? requestTimes : entryTimes);
        sessions.authenticate(exchange);
        if (!post) {
            send(response, 200, reads.entry(exchange, exchange.reader()));
        } else if (query) {
            send(response, 200, reads.query(exchange.reader(), JsonBody.read(exchange.request()), true));
        } else {
            Answer answer = change(backend, exchange);
            send(response, answer.status(), answer.utf8());
        }
    }

    /** A reply in the making. */
    record Answer(int status, byte[] utf8) {}

    /** Runs a managed request. @throws IOException if the client is gone */
    static Answer change(Backend backend, Exchange exchange) throws IOException {
        WireReader.ManagedRequest request = WireReader.request(JsonBody.read(exchange.request()));
        BatchResult result =
                backend.entries().apply(exchange.writer(), request.space(), request.type(), request.records());
        if (!result.failed().isEmpty()) {
            return new Answer(400, WireWriter.partlyFailed(result));
        }
        return new Answer(200, WireWriter.records(request.type() == RequestType.CREATE ? result.done() : List.of()));
    }

    private static void send(HttpServletResponse response, int status, byte[] utf8) throws IOException {
        response.setStatus(status);
        response.setContentType("application/json");
        response.setContentLength(utf8.length);
        response.getOutputStream().write(utf8);
    }
}
