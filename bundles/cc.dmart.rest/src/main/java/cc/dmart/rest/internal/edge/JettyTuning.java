package cc.dmart.rest.internal.edge;

import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.felix.http.jetty.ConnectorFactory;
import org.eclipse.jetty.ee10.servlet.ServletHandler;
import org.eclipse.jetty.http.BadMessageException;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Sets on the HTTP server what its settings cannot say: paths with empty segments pass, because clients build such addresses
 * ({@code http-api.md} 1.7, 1.11), what the server refuses before any filter gets our envelope, and every reply the headers
 * that are always the same. The HTTP service hands its
 * server to connector factories only, so this is one; the connector that it gives listens nowhere. Thread-safe.
 */
@Component(service = ConnectorFactory.class, immediate = true) // the HTTP server listens before it asks for connectors
public final class JettyTuning implements ConnectorFactory {
    private static final UriCompliance EMPTY_SEGMENTS =
            UriCompliance.DEFAULT.with("DMART", UriCompliance.Violation.AMBIGUOUS_EMPTY_SEGMENT);

    /** What the server takes in: one that it refuses itself has lost its headers, and so the reply those that depend on them. */
    private static final UriCompliance ANY = new UriCompliance("ANY", EnumSet.allOf(UriCompliance.Violation.class));

    /** Refuses illegal addresses in its place, before anything else looks at the request. */
    private static final HttpConfiguration.Customizer LEGAL = (request, responseHeaders) -> {
        String wrong = UriCompliance.checkUriCompliance(EMPTY_SEGMENTS, request.getHttpURI(), null);
        if (wrong != null) {
            throw new BadMessageException(wrong);
        }
        return request;
    };

    private final CurrentRules rules;
    private final Readiness readiness;

    /** Tuning that obeys the rules of the moment. */
    @Activate
    public JettyTuning(@Reference Readiness readiness, @Reference CurrentRules rules) {
        this.readiness = readiness;
        this.rules = rules;
    }

    @Override
    public Connector createConnector(Server server) {
        return new Tuned(server, new EnvelopeHandler(rules, readiness));
    }

    /** Starting it sets the server, stopping it undoes that except for the pages; it opens no port. */
    private static final class Tuned extends ServerConnector {
        private final FixedHeaders headers = new FixedHeaders();
        private final EnvelopeHandler pages;

        Tuned(Server server, EnvelopeHandler pages) {
            super(server, 1, 1);
            this.pages = pages;
        }

        @Override
        protected void doStart() {
            set(ANY, true);
            configurations().forEach(c -> c.addCustomizer(headers));
            configurations().forEach(c -> c.addCustomizer(LEGAL));
            configurations().forEach(c -> c.addCustomizer(NotModified.LENGTHLESS));
            // behind a load balancer the name that a client asks for is not the one in the certificate
            configurations().stream()
                    .map(c -> c.getCustomizer(SecureRequestCustomizer.class))
                    .filter(Objects::nonNull)
                    .forEach(c -> c.setSniHostCheck(false));
            getServer().setErrorHandler(pages);
        }

        @Override
        protected void doStop() {
            set(UriCompliance.DEFAULT, false);
            configurations().forEach(c -> c.removeCustomizer(headers));
            configurations().forEach(c -> c.removeCustomizer(LEGAL));
            configurations().forEach(c -> c.removeCustomizer(NotModified.LENGTHLESS));
        }

        private void set(UriCompliance compliance, boolean decode) {
            configurations().forEach(c -> c.setUriCompliance(compliance));
            for (ServletHandler handler : getServer().getDescendants(ServletHandler.class)) {
                handler.setDecodeAmbiguousURIs(decode);
            }
        }

        private List<HttpConfiguration> configurations() {
            return Stream.of(getServer().getConnectors())
                    .flatMap(c -> c.getConnectionFactories().stream())
                    .filter(HttpConfiguration.ConnectionFactory.class::isInstance)
                    .map(f -> ((HttpConfiguration.ConnectionFactory) f).getHttpConfiguration())
                    .distinct()
                    .toList();
        }

        /** The HTTP service announces the address of every connector: that of the one that does listen. */
        @Override
        public int getLocalPort() {
            for (Connector connector : getServer().getConnectors()) {
                if (connector instanceof ServerConnector real && !(connector instanceof Tuned)) {
                    return real.getLocalPort();
                }
            }
            return -1;
        }
    }
}
