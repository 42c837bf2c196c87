package cc.dmart.console.internal.health;

import cc.dmart.api.service.OperationService;
import cc.dmart.console.internal.Operator;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Critical when no change can be stored ({@code plugins-events.md} 2.8). Thread-safe. */
@Component(property = {HealthCheck.NAME + "=journal", HealthCheck.TAGS + "=journal"})
public final class JournalCheck implements HealthCheck {
    private final OperationService operations;

    /** A check by this service. */
    @Activate
    public JournalCheck(@Reference OperationService operations) {
        this.operations = operations;
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        OperationService.JournalView journal = operations.journal(Operator.CALLER, 0);
        if (journal.store().equals("ok")) {
            log.info("changes {} to {}", journal.first(), journal.last());
        } else {
            log.critical("no change can be stored: the store is {}", journal.store());
        }
        return new Result(log);
    }
}
