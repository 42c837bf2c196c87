package cc.dmart.rest.internal.resource;

import cc.dmart.api.plugin.Endpoint;
import cc.dmart.rest.internal.edge.Exchange;
import cc.dmart.rest.internal.edge.Exchanges;
import cc.dmart.rest.internal.metrics.Metrics;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.jakartars.whiteboard.propertytypes.JakartarsResource;

/** {@code /metrics} for Prometheus: with the service token, or for administrators ({@code http-api.md} 2). Thread-safe. */
@Component(service = MetricsResource.class)
@JakartarsResource
@Path("metrics")
public final class MetricsResource {
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final Exchanges exchanges;
    private final Sessions sessions;
    private final PluginBackend backend;
    private final Metrics metrics;

    /** A resource in front of these services. */
    @Activate
    public MetricsResource(
            @Reference Exchanges exchanges,
            @Reference Sessions sessions,
            @Reference PluginBackend backend,
            @Reference Metrics metrics) {
        this.exchanges = exchanges;
        this.sessions = sessions;
        this.backend = backend;
        this.metrics = metrics;
    }

    /** All values. */
    @Endpoint(
            value = "What the server measures, for Prometheus; for administrators and with the service token",
            route = "GET /metrics",
            reply = "text/plain",
            errors = {"401 request 401 not an administrator"})
    @GET
    @Open
    public Response get() {
        Exchange exchange = exchanges.current();
        if (!sessions.isService(exchange)) {
            sessions.authenticate(exchange);
            backend.administrators().require(exchange.reader());
        }
        return Response.ok(metrics.text(), TEXT).build();
    }
}
