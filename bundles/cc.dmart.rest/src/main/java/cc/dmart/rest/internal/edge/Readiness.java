package cc.dmart.rest.internal.edge;

import cc.dmart.api.service.HealthIndicator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * Whether requests can be served: every part that must be there is there and works, and the REST whiteboard has taken our
 * resources in ({@code http-api.md} 2, {@code design.md} 6.2). Thread-safe.
 */
@Component(service = Readiness.class)
public final class Readiness {
    private static final List<String> PARTS = List.of("storage", "index", "auth", "core");

    /** Waits a while for the plugins that were there at the start; a server without hot deploy has none. */
    private static final String DEPLOY = "deploy";

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    volatile List<HealthIndicator> indicators = List.of();

    private volatile boolean routed;
    private volatile boolean closing;

    /** Says that the whiteboard serves our resources and guards those of others. */
    public void routed() {
        routed = true;
    }

    /** Says whether the HTTP server is about to take its routes away. */
    void closing(boolean now) {
        closing = now;
    }

    /** Whether requests can be served now. */
    public boolean isReady() {
        if (!routed || closing) {
            return false;
        }
        List<HealthIndicator> now = indicators;
        for (String part : PARTS) {
            if (!isUp(now, part)) {
                return false;
            }
        }
        return isUp(now, DEPLOY) || now.stream().noneMatch(i -> i.name().equals(DEPLOY));
    }

    private static boolean isUp(List<HealthIndicator> indicators, String part) {
        boolean found = false;
        for (HealthIndicator indicator : indicators) {
            if (indicator.name().equals(part)) {
                found = true;
                if (indicator.state() == HealthIndicator.State.DOWN) {
                    return false;
                }
            }
        }
        return found;
    }

    /** Name and worst state of each part, by name. */
    public Map<String, HealthIndicator.State> checks() {
        Map<String, HealthIndicator.State> out = new TreeMap<>();
        for (HealthIndicator indicator : indicators) {
            out.merge(indicator.name(), indicator.state(), (a, b) -> a.compareTo(b) > 0 ? a : b);
        }
        return out;
    }
}
