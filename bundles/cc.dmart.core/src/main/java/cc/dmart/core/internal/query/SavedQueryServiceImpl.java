package cc.dmart.core.internal.query;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.service.QueryResult;
import cc.dmart.api.service.SavedQueryService;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@link SavedQueryService}: a saved query is a query like any other once it is resolved. Thread-safe. */
@Component
public final class SavedQueryServiceImpl implements SavedQueryService {
    private final SavedQueries saved;
    private final ResolvedQueries queries;

    /** The service. */
    @Activate
    public SavedQueryServiceImpl(@Reference SavedQueries saved, @Reference ResolvedQueries queries) {
        this.saved = saved;
        this.queries = queries;
    }

    @Override
    public QueryResult run(Caller caller, SpaceName space, JsonObject request, boolean isPublic) {
        return queries.queryResolved(caller, saved.resolve(caller, space, request, isPublic), !isPublic);
    }
}
