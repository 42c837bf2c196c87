package cc.dmart.rest.internal.resource;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.service.MaintenanceService;

/** Has nothing to do. */
final class FakeMaintenance implements MaintenanceService {
    @Override
    public void reloadSecurityData(Caller caller) {}

    @Override
    public JsonObject reindexEmbeddings(Caller caller) {
        return JsonObject.EMPTY;
    }
}
