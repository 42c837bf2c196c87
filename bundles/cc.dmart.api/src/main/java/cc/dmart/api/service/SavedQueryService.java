package cc.dmart.api.service;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.SpaceName;
import org.osgi.annotation.versioning.ProviderType;

/** Runs questions that are stored as entries ({@code query.md} 4.4). Thread-safe. */
@ProviderType
public interface SavedQueryService {
    /**
     * Runs a saved query as the caller.
     *
     * @param space    space of the entry
     * @param request  a record that names the entry, with the parameters in {@code attributes}
     * @param isPublic whether it comes from the public family, where {@code filter_shortnames} is a parameter and a missing
     *                 space gives nothing
     * @throws DmartException.NotFound {@code E(404,db,220)} without the entry
     * @throws DmartException.Invalid  {@code E(400,media,220)} if it is no saved query, and what a query throws
     */
    QueryResult run(Caller caller, SpaceName space, JsonObject request, boolean isPublic);
}
