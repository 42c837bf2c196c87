package cc.dmart.api.service;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import org.osgi.annotation.versioning.ProviderType;

/** Answers questions over many entries; filters by what the caller may see before it counts. Thread-safe. */
@ProviderType
public interface QueryService {
    /**
     * Runs a query.
     *
     * @param request    the JSON body of the query ({@code query.md} 1.1)
     * @param spaceMust  whether an unknown space is an error (203); otherwise the result is empty (public)
     * @throws DmartException.Invalid   {@code E(422,validation,424)}, {@code E(400,request,203)} and those of
     *                                  {@code http-api.md} 4.1
     * @throws DmartException.Forbidden anonymous history and events
     */
    QueryResult query(Caller caller, JsonObject request, boolean spaceMust);
}
