package cc.dmart.rest.internal.edge;

import org.apache.felix.http.jetty.ConnectorFactory;
import org.eclipse.jetty.ee10.servlet.ServletHandler;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.Server;
import org.osgi.service.component.annotations.Component;

/**
 * Sets on the HTTP server what its settings cannot say: paths with empty segments pass, because clients build such addresses
 * ({@code http-api.md} 1.7, 1.11), and what the server refuses before any filter gets our envelope. The HTTP service hands its
 * server to connector factories only, so this is one; the connector that it gives is never connected to. Thread-safe.
 */
@Component(service = ConnectorFactory.class)
public final class JettyTuning implements ConnectorFactory {
    private static final UriCompliance EMPTY_SEGMENTS =
            UriCompliance.DEFAULT.with("DMART", UriCompliance.Violation.AMBIGUOUS_EMPTY_SEGMENT);

    @Override
    public Connector createConnector(Server server) {
        for (Connector connector : server.getConnectors()) {
            connector.getConnectionFactories().stream()
                    .filter(HttpConfiguration.ConnectionFactory.class::isInstance)
                    .map(HttpConfiguration.ConnectionFactory.class::cast)
                    .forEach(f -> f.getHttpConfiguration().setUriCompliance(EMPTY_SEGMENTS));
        }
        for (ServletHandler handler : server.getDescendants(ServletHandler.class)) {
            handler.setDecodeAmbiguousURIs(true);
        }
        server.setErrorHandler(new EnvelopeHandler());
        return new LocalConnector(server);
    }
}
