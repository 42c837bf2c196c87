package cc.dmart.api.service;

import cc.dmart.api.model.Caller;
import org.osgi.annotation.versioning.ProviderType;

/** Tells for whom the code of a plugin acts that the edge is about to call. Provided by {@code core}. Thread-safe. */
@ProviderType
public interface CallerScope {
    /** The calling thread acts for this caller from now on. */
    void enter(Caller caller);

    /** It acts for nobody any more. */
    void leave();
}
