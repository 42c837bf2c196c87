package cc.dmart.rest.internal.edge;

import cc.dmart.api.service.HealthIndicator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * Whether requests can be served: every part that must be there is there and works, and the REST whiteboard has taken our
 * resources in; not while the settings of the edge are wrong ({@code http-api.md} 2, {@code design.md} 6.2). Thread-safe.
 */
@Component(service = Readiness.class)
public final class Readiness {
    private static final List<String> PARTS = List.of("storage", "index", "auth", "core");

    /** Waits a while for the plugins that were there at the start; a server without hot deploy has none. */
    private static final String DEPLOY = "deploy";

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    volatile List<HealthIndicator> indicators = List.of();

    private final CurrentRules rules;
    private volatile @Nullable Known known;
    private volatile boolean deployed;
    private volatile @Nullable Guard guard;
    private volatile boolean closing;

    /** Readiness under these rules. */
    @Activate
    public Readiness(@Reference CurrentRules rules) {
        this.rules = rules;
    }

    /** What stands before the resources of the whiteboard, those of plugins included. */
    public interface Guard {
        /** Whether it can tell who is asking. */
        boolean stands();
    }

    /** Says that the whiteboard serves our resources, and who guards those of others. */
    public void routed(Guard before) {
        guard = before;
    }

    /** Says that a guard goes away; the whiteboard serves resources without it until there is another. */
    public void unguarded(Guard gone) {
        if (guard == gone) {
            guard = null;
        }
    }

    /** Says whether the HTTP server is about to take its routes away. */
    void closing(boolean now) {
        closing = now;
    }

    /** Whether requests can be served now. */
    public boolean isReady() {
        Guard before = guard;
        if (before == null || !before.stands() || closing || rules.find().isEmpty()) {
            return false;
        }
        Known now = known();
        if (!now.whole) {
            return false;
        }
        return allUp(now.counting) && isDeployed(now);
    }

    private static boolean allUp(List<HealthIndicator> indicators) {
        for (HealthIndicator indicator : indicators) {
            if (indicator.state() == HealthIndicator.State.DOWN) {
                return false;
            }
        }
        return true;
    }

    /** Asked until the plugins of the start are in; jars that come later are no reason, and their state is costly to tell. */
    private boolean isDeployed(Known now) {
        if (deployed || now.deploy.isEmpty()) {
            return true;
        }
        deployed = allUp(now.deploy);
        return deployed;
    }

    /** The indicators that count, picked once for each list of all, since every request asks. */
    private record Known(
            List<HealthIndicator> all, List<HealthIndicator> counting, List<HealthIndicator> deploy, boolean whole) {
        static Known of(List<HealthIndicator> all) {
            Set<String> names = all.stream().map(HealthIndicator::name).collect(Collectors.toSet());
            List<HealthIndicator> counting =
                    all.stream().filter(i -> PARTS.contains(i.name())).toList();
            List<HealthIndicator> deploy =
                    all.stream().filter(i -> i.name().equals(DEPLOY)).toList();
            return new Known(all, counting, deploy, names.containsAll(PARTS));
        }
    }

    private Known known() {
        List<HealthIndicator> now = indicators;
        Known last = known;
        if (last == null || last.all != now) {
            last = Known.of(now);
            known = last;
        }
        return last;
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
