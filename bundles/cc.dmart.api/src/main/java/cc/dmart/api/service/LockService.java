package cc.dmart.api.service;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import java.util.OptionalLong;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Timed claims of accounts on entries ({@code http-api.md} 4.12, {@code plugins-events.md} 4.6). They are advisory: a write is
 * refused only if it asks for the check, or in a space that enforces locks. Thread-safe.
 */
@ProviderType
public interface LockService {
    /**
     * A lock that the caller holds now.
     *
     * @param owner  the caller
     * @param period seconds until it ends by itself
     */
    record Granted(String owner, long period) {}

    /**
     * Takes or extends the lock of an entry or attachment ({@code lock} or {@code update}). Of a ticket the caller becomes the
     * collaborator {@code processed_by}.
     *
     * @param period seconds, 1..3600; empty for the setting {@code lock_period}
     * @throws DmartException.NotFound  {@code E(404,db,220)}
     * @throws DmartException.Forbidden {@code E(401,request,401)}
     * @throws DmartException.Conflict  {@code E(403,lock,31)} while somebody else holds it
     * @throws DmartException.Invalid   {@code E(422,validation,424)} on an illegal period
     */
    Granted lock(Caller caller, Locator at, OptionalLong period);

    /**
     * Ends the lock of whatever has this name: the own one, with {@code force} also that of somebody else ({@code unlock}).
     *
     * @throws DmartException.NotFound  {@code E(404,db,220)}
     * @throws DmartException.Conflict  {@code E(403,lock,30)} without a lock, or for the lock of somebody else without force
     * @throws DmartException.Forbidden {@code E(401,request,401)}
     */
    void unlock(Caller caller, SpaceName space, Subpath subpath, Shortname shortname, boolean force);
}
