package cc.dmart.console.internal.health;

import cc.dmart.api.service.MetricSource;
import cc.dmart.console.internal.Figures;
import java.util.List;
import java.util.Map;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Whether queries see all that they should. Thread-safe. */
@Component(property = {HealthCheck.NAME + "=index", HealthCheck.TAGS + "=index", HealthCheck.TAGS + "=index_lag"})
public final class IndexCheck implements HealthCheck {
    private static final double FAR_BEHIND = 1000;

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    volatile List<MetricSource> sources = List.of();

    @Override
    public Result execute() {
        Map<String, Double> figures = Figures.of(sources).values();
        FormattingResultLog log = new FormattingResultLog();
        double lag = figures.getOrDefault("dmart_index_lag", 0.0);
        if (figures.getOrDefault("dmart_index_usable", 1.0) == 0) {
            log.critical("the index cannot be trusted");
        } else if (figures.getOrDefault("dmart_index_rebuilding", 0.0) > 0) {
            log.warn("the index is being built");
        } else if (lag > FAR_BEHIND) {
            log.warn("{} changes are not in the index yet", (long) lag);
        } else {
            log.info("{} changes are not in the index yet", (long) lag);
        }
        return new Result(log);
    }
}
