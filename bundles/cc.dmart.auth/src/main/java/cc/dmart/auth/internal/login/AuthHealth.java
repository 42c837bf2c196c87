package cc.dmart.auth.internal.login;

import cc.dmart.api.service.AuthService;
import cc.dmart.api.service.HealthIndicator;
import cc.dmart.auth.internal.session.Sessions;
import java.util.Objects;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The line {@code auth} of {@code /health/ready}: there once logins are served. Thread-safe. */
@Component(service = HealthIndicator.class)
public final class AuthHealth implements HealthIndicator {
    private final Sessions sessions;

    /** @param auth the service that has to be there */
    @Activate
    public AuthHealth(@Reference AuthService auth, @Reference Sessions sessions) {
        Objects.requireNonNull(auth, "auth");
        this.sessions = sessions;
    }

    @Override
    public String name() {
        return "auth";
    }

    @Override
    public State state() {
        return sessions.isHealthy() ? State.OK : State.WARN;
    }
}
