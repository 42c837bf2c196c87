package cc.dmart.console.internal.health;

import cc.dmart.api.service.HealthIndicator;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.execution.HealthCheckExecutionResult;
import org.apache.felix.hc.api.execution.HealthCheckExecutor;
import org.apache.felix.hc.api.execution.HealthCheckSelector;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Shows each tag of the health checks as a line of {@code /health/ready}. None of them makes the server unready: that is for the
 * parts themselves to say. The executor keeps results for two seconds and gives up on a check that hangs. Thread-safe.
 */
@Component(immediate = true, service = HealthBridge.class)
public final class HealthBridge {
    /** Tags, which are the names of the lines too. */
    static final List<String> TAGS = List.of("plugins", "listeners", "journal", "disk", "index_lag");

    private final HealthCheckExecutor executor;
    private final List<ServiceRegistration<HealthIndicator>> lines = new ArrayList<>();

    /** Registers a line for each tag. */
    @Activate
    public HealthBridge(BundleContext context, @Reference HealthCheckExecutor executor) {
        this.executor = executor;
        for (String tag : TAGS) {
            lines.add(context.registerService(HealthIndicator.class, new Line(tag), null));
        }
    }

    /** Takes the lines away. */
    @Deactivate
    public void close() {
        lines.forEach(ServiceRegistration::unregister);
    }

    private final class Line implements HealthIndicator {
        private final String tag;

        Line(String tag) {
            this.tag = tag;
        }

        @Override
        public String name() {
            return tag;
        }

        private List<Result> results() {
            return executor.execute(HealthCheckSelector.tags(tag)).stream()
                    .map(HealthCheckExecutionResult::getHealthCheckResult)
                    .toList();
        }

        @Override
        public State state() {
            boolean fine = results().stream().allMatch(r -> r.getStatus() == Result.Status.OK);
            return fine ? State.OK : State.WARN;
        }

        @Override
        public String detail() {
            StringJoiner out = new StringJoiner("; ");
            results().forEach(result -> result.forEach(entry -> out.add(entry.getMessage())));
            return out.toString();
        }
    }
}
