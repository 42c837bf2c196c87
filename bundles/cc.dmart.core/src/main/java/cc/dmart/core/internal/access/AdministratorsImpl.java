package cc.dmart.core.internal.access;

import cc.dmart.api.model.Caller;
import cc.dmart.api.service.Administrators;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@link Administrators} by the access policy. Thread-safe. */
@Component
public final class AdministratorsImpl implements Administrators {
    private final AccessPolicy access;

    /** By this policy. */
    @Activate
    public AdministratorsImpl(@Reference AccessPolicy access) {
        this.access = access;
    }

    @Override
    public boolean isAdministrator(Caller caller) {
        return access.isSuper(caller);
    }
}
