package cc.dmart.console.internal.health;

import cc.dmart.api.service.DeliveryService;
import cc.dmart.api.service.ListenerStatus;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Warns of listeners that are far behind or are not called because they failed too often. Thread-safe. */
@Component(property = {HealthCheck.NAME + "=listeners", HealthCheck.TAGS + "=listeners"})
public final class ListenersCheck implements HealthCheck {
    private static final long FAR_BEHIND = 10_000;

    private final DeliveryService delivery;

    /** A check of this delivery. */
    @Activate
    public ListenersCheck(@Reference DeliveryService delivery) {
        this.delivery = delivery;
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        for (ListenerStatus listener : delivery.listeners()) {
            if (listener.lag() > FAR_BEHIND) {
                log.warn("{} is {} changes behind", listener.name(), listener.lag());
            }
            if (listener.breaker().equals("OPEN")) {
                log.warn("{} fails too often and is not called for a while", listener.name());
            }
            if (listener.dead() > 0) {
                log.info("{} gave up {} events", listener.name(), listener.dead());
            }
        }
        log.info("{} hooks and listeners", delivery.listeners().size());
        return new Result(log);
    }
}
