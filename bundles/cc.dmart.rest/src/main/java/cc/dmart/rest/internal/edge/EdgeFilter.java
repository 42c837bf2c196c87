package cc.dmart.rest.internal.edge;

import cc.dmart.api.model.Deadline;
import cc.dmart.api.model.DmartException;
import cc.dmart.rest.internal.RestConfig;
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
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardContextSelect;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardFilterAsyncSupported;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardFilterPattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before everything that answers HTTP, routes of plugins and static files included: gives each request its identity,
 * sets the common headers, answers {@code OPTIONS}, refuses illegal paths and what comes before readiness, and puts an
 * envelope around what would otherwise be an error page. Thread-safe.
 */
@Component(service = Filter.class, configurationPid = RestConfig.PID, configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = RestConfig.class)
@HttpWhiteboardFilterPattern("/*")
@HttpWhiteboardContextSelect("(osgi.http.whiteboard.context.name=*)")
@HttpWhiteboardFilterAsyncSupported
public final class EdgeFilter implements Filter {
    private static final Logger LOG = LoggerFactory.getLogger(EdgeFilter.class);

    private final Exchanges exchanges;
    private final Readiness readiness;
    private final ClientAddress addresses;
    private final CommonHeaders headers;
    private final boolean plainAnywhere;
    private final ChannelKeys channels;
    private final Unforeseen unforeseen;
    private final long limitNanos;
    private final Traffic traffic;

    /** @throws IllegalArgumentException if a setting is wrong */
    @Activate
    public EdgeFilter(
            @Reference Exchanges exchanges,
            @Reference Readiness readiness,
            @Reference Traffic traffic,
            RestConfig config) {
        this.traffic = traffic;
        this.exchanges = exchanges;
        this.readiness = readiness;
        this.limitNanos = TimeUnit.SECONDS.toNanos(config.request_timeout());
        this.addresses = new ClientAddress(List.of(config.trusted_proxies()), config.proxy_header());
        this.plainAnywhere = config.plain_http_anywhere();
        this.unforeseen = new Unforeseen(config);
        this.channels = new ChannelKeys(config.enable_channel_auth(), config.channels());
        Origins origins = new Origins(List.of(config.allowed_cors_origins()), config.app_url());
        this.headers = new CommonHeaders(origins, new ServerTime(ZoneId.of(config.timezone())));
    }

    @Override
    public void doFilter(ServletRequest req, ServletResponse res, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = (HttpServletRequest) req;
        HttpServletResponse response = (HttpServletResponse) res;
        Exchange exchange = new Exchange(request, addresses);
        long began = System.nanoTime();
        traffic.begin();
        Deadline.begin(limitNanos);
        headers.apply(exchange, response);
        exchanges.enter(exchange);
        try {
            serve(exchange, response, chain);
        } catch (DmartException e) {
            Errors.send(e, response);
        } catch (RuntimeException | ServletException e) {
            DmartException error = BrokenBody.of(e).orElseGet(() -> unexpected(e, exchange));
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

    private DmartException unexpected(Exception thrown, Exchange exchange) {
        LOG.error("Request {} failed", exchange.correlationId(), thrown);
        return unforeseen.error(thrown, exchange.correlationId());
    }

    /** Whether the client wants the connection to end. */
    private static boolean isLast(HttpServletRequest request) {
        String connection = request.getHeader("Connection");
        return connection != null
                && Stream.of(connection.split(",")).map(String::strip).anyMatch("close"::equalsIgnoreCase);
    }

    private void serve(Exchange exchange, HttpServletResponse response, FilterChain chain)
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
        if (!path.isBelow("health") && !plainAnywhere && !addresses.isGuarded(request)) {
            throw Errors.plainHttp();
        }
        if (!path.isBelow("health")) {
            channels.require(exchange.header("X-Channel-Key"), path);
        }
        if (!readiness.isReady() && !path.isBelow("health")) {
            throw DmartException.Unavailable.now("Not ready yet", null);
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
