package cc.dmart.rest.internal.metrics;

import cc.dmart.api.service.MetricSource;
import java.util.List;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** All that is measured by any part. Thread-safe. */
@Component(service = Metrics.class)
public final class Metrics {
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    volatile List<MetricSource> sources = List.of();

    /** The values of now in the Prometheus text format. */
    public byte[] text() {
        PrometheusText out = new PrometheusText();
        sources.forEach(source -> source.measure(out));
        return out.utf8();
    }
}
