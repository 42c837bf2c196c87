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
    public static Readiness readiness(CurrentRules rules, HealthIndicator.State state) {
        Readiness readiness = new Readiness(rules);
        List<HealthIndicator> all = new ArrayList<>();
        for (String name : List.of("storage", "index", "auth", "core")) {
            all.add(new Part(name, name.equals("index") ? state : HealthIndicator.State.OK));
        }
        readiness.indicators = all;
        return readiness;
    }

    /** Rules with these settings. */
    public static CurrentRules rules(RestConfig config) {
        CurrentRules rules = new CurrentRules();
        rules.rules = new EdgeRules(config);
        return rules;
    }

    /** Takes the rules away, as the framework does when the settings are wrong. */
    public static void lose(CurrentRules rules) {
        rules.rules = null;
    }

    /** Sets the HTTP server as the product does. */
    public static void tune(Server server, Readiness readiness, CurrentRules rules) throws Exception {
        Connector connector = new JettyTuning(readiness, rules).createConnector(server);
        server.addConnector(connector);
        connector.start();
    }

    private record Part(String name, State state) implements HealthIndicator {}
}
