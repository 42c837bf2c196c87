package cc.dmart.core.internal.event;

import cc.dmart.api.model.Caller;
import cc.dmart.api.service.CallerScope;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** {@link CallerScope} by the thread. Thread-safe. */
@Component
public final class CallerScopeImpl implements CallerScope {
    /** A scope. */
    @Activate
    public CallerScopeImpl() {}

    @Override
    public void enter(Caller caller) {
        Acting.set(caller);
    }

    @Override
    public void leave() {
        Acting.clear();
    }
}
