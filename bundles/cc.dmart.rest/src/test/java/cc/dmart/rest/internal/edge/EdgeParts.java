package cc.dmart.rest.internal.edge;

import cc.dmart.api.service.HealthIndicator;
import cc.dmart.rest.internal.RestConfig;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;

/** Opens what tests of other packages need of this one. */
public final class EdgeParts {
    private EdgeParts() {}

    /** A readiness with the indicators that the server must have, each as given by the state. */
    public static Readiness readiness(HealthIndicator.State state) {
        Readiness readiness = new Readiness();
        List<HealthIndicator> all = new ArrayList<>();
        for (String name : List.of("storage", "index", "auth", "core")) {
            all.add(new Part(name, name.equals("index") ? state : HealthIndicator.State.OK));
        }
        readiness.indicators = all;
        return readiness;
    }

    /** Sets the HTTP server as the product does. */
    public static void tune(Server server, Readiness readiness, RestConfig config) throws Exception {
        Connector connector = new JettyTuning(readiness, config).createConnector(server);
        server.addConnector(connector);
        connector.start();
    }

    private record Part(String name, State state) implements HealthIndicator {}
}
