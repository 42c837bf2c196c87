package cc.dmart.api.service;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import org.osgi.annotation.versioning.ProviderType;

/** What operators do to the running server over HTTP ({@code http-api.md} 4.15). Thread-safe. */
@ProviderType
public interface MaintenanceService {
    /**
     * Drops everything that was worked out from accounts, groups, roles and permissions ({@code security.md} 4.3).
     *
     * @throws DmartException.Forbidden {@code E(401,auth,401)} for others than the account {@code dmart}
     */
    void reloadSecurityData(Caller caller);

    /**
     * Makes the embeddings of texts anew; the attributes tell how many.
     *
     * @throws DmartException.Forbidden {@code E(401,request,401)} for others than administrators
     * @throws DmartException.Invalid   {@code E(400,request,217)} if nothing makes embeddings
     */
    JsonObject reindexEmbeddings(Caller caller);
}
