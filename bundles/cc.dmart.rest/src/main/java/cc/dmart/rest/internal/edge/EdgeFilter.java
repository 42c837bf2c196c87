package cc.dmart.rest.internal.edge;

import cc.dmart.api.model.Deadline;
import cc.dmart.api.model.DmartException;
import cc.dmart.rest.internal.wire.Errors;
import cc.dmart.rest.internal.wire.Unforeseen;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardContextSelect;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardFilterAsyncSupported;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardFilterPattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before everything that answers HTTP, routes of plugins and static files included: gives each request its identity,
 * sets the common headers, answers {@code OPTIONS}, refuses illegal paths and what comes before readiness, and puts an
 * envelope around what would otherwise be an error page. It is there whatever the settings say: without it requests would reach the
 * code of plugins with nobody asking who sends them. Thread-safe.
 */
@Component(service = Filter.class)
@HttpWhiteboardFilterPattern("/*")
@HttpWhiteboardContextSelect("(osgi.http.whiteboard.context.name=*)")
@HttpWhiteboardFilterAsyncSupported
public final class EdgeFilter implements Filter {
    private static final Logger LOG = LoggerFactory.getLogger(EdgeFilter.class);
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(35);

    private final Exchanges exchanges;
    private final Readiness readiness;
    private final CurrentRules rules;
    private final Traffic traffic;

    /** A filter that obeys the rules of the moment; while there are none it lets nothing pass but questions for its health. */
    @Activate
    public EdgeFilter(
            @Reference Exchanges exchanges,
            @Reference Readiness readiness,
            @Reference Traffic traffic,
            @Reference CurrentRules rules) {
        this.exchanges = exchanges;
        this.readiness = readiness;
        this.traffic = traffic;
        this.rules = rules;
    }

    @Override
    public void doFilter(ServletRequest req, ServletResponse res, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = (HttpServletRequest) req;
        HttpServletResponse response = (HttpServletResponse) res;
        Optional<EdgeRules> now = rules.find();
        Exchange exchange = new Exchange(request, now.map(EdgeRules::addresses).orElse(EdgeRules.NO_PROXIES));
        long began = System.nanoTime();
        traffic.begin();
        Deadline.begin(now.map(EdgeRules::limitNanos).orElse(LIMIT_NANOS));
        now.map(EdgeRules::headers).orElse(CommonHeaders.CLOSED).apply(exchange, response);
        exchanges.enter(exchange);
        try {
            serve(exchange, response, chain, now);
        } catch (DmartException e) {
            Errors.send(e, response);
        } catch (RuntimeException | ServletException e) {
            DmartException error = BrokenBody.of(e).orElseGet(() -> unexpected(e, exchange, now));
            if (!response.isCommitted()) {
                Errors.send(error, response);
            }
        } catch (IOException e) {
            Optional<DmartException> error = BrokenBody.of(e);
            if (error.isEmpty() || response.isCommitted()) {
                throw e;
            }
            Errors.send(error.get(), response);
        } finally {
            exchanges.leave();
            UnreadBody.discard(request, response);
            Deadline.end();
            traffic.end(exchange, response.getStatus(), System.nanoTime() - began);
        }
    }

    private static DmartException unexpected(Exception thrown, Exchange exchange, Optional<EdgeRules> now) {
        LOG.error("Request {} failed", exchange.correlationId(), thrown);
        return now.map(EdgeRules::unforeseen).orElse(Unforeseen.SILENT).error(thrown, exchange.correlationId());
    }

    private void admit(Exchange exchange, RequestPath path, EdgeRules now) {
        if (!now.plainAnywhere() && !now.addresses().isGuarded(exchange.request())) {
            throw Errors.plainHttp();
        }
        now.channels().require(exchange.header("X-Channel-Key"), path);
        if (!readiness.isReady()) {
            throw notReady();
        }
    }

    private static DmartException notReady() {
        return DmartException.Unavailable.now("Not ready yet", null);
    }

    /** Whether the client wants the connection to end. */
    private static boolean isLast(HttpServletRequest request) {
        String connection = request.getHeader("Connection");
        return connection != null
                && Stream.of(connection.split(",")).map(String::strip).anyMatch("close"::equalsIgnoreCase);
    }

    private void serve(Exchange exchange, HttpServletResponse response, FilterChain chain, Optional<EdgeRules> now)
            throws IOException, ServletException {
        HttpServletRequest request = exchange.request();
        if (request.getHeader("Expect") != null && isLast(request)) {
            response.setHeader("Connection", "close"); // the server forgets it over the expectation
        }
        if (request.getMethod().equals("OPTIONS")) {
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
            return;
        }
        RequestPath path = RequestPath.parse(request.getRequestURI());
        exchange.path(path);
        if (path.mayTakeLong()) {
            Deadline.end();
        }
        if (!path.isBelow("health")) {
            admit(exchange, path, now.orElseThrow(EdgeFilter::notReady));
        }
        String encoding = exchange.header("Content-Encoding");
        if (!encoding.isEmpty() && !encoding.equalsIgnoreCase("identity")) {
            throw Errors.contentEncoding(); // gzip is undone by now
        }
        HttpServletRequest routed = path.normal() ? request : new CollapsedRequest(request, path.text());
        routed = AcceptHeader.readable(routed);
        chain.doFilter(ContentType.isReadable(request) ? routed : ContentType.without(routed), response);
    }
}
