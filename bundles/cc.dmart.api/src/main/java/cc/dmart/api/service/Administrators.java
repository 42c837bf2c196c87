package cc.dmart.api.service;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import org.osgi.annotation.versioning.ProviderType;

/** Who may administer the server: SUPER(actor) of {@code security.md} 0. Provided by {@code core}. Thread-safe. */
@ProviderType
public interface Administrators {
    /** Whether the caller may. */
    boolean isAdministrator(Caller caller);

    /** Does nothing if the caller may. @throws DmartException.Forbidden {@code E(401,request,401)} otherwise */
    default void require(Caller caller) {
        if (!isAdministrator(caller)) {
            throw DmartException.Forbidden.denied();
        }
    }
}
