package cc.dmart.auth.internal.login;

import cc.dmart.api.service.MetricSource;
import cc.dmart.auth.internal.session.Sessions;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The sessions in figures. Thread-safe. */
@Component
public final class AuthMetrics implements MetricSource {
    private final Sessions sessions;

    /** Figures of these sessions. */
    @Activate
    public AuthMetrics(@Reference Sessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public void measure(Sink sink) {
        sink.gauge("dmart_sessions", "Sessions that are kept", sessions.size());
        sink.gauge("dmart_sessions_writable", "Whether sessions could be stored lately", sessions.isHealthy() ? 1 : 0);
    }
}
