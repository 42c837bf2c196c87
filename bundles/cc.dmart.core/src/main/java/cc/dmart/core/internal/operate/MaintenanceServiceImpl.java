package cc.dmart.core.internal.operate;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.ErrorType;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.service.MaintenanceService;
import cc.dmart.core.internal.ManagementSpace;
import cc.dmart.core.internal.access.AccessPolicy;
import cc.dmart.core.internal.access.AuditTrail;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@link MaintenanceService}. Schemas need no dropping: they are compiled once per stored version. Thread-safe. */
@Component
public final class MaintenanceServiceImpl implements MaintenanceService {
    private final AccessPolicy access;

    /** A service over this policy. */
    @Activate
    public MaintenanceServiceImpl(@Reference AccessPolicy access) {
        this.access = access;
    }

    @Override
    public void reloadSecurityData(Caller caller) {
        if (!caller.user().equals(ManagementSpace.ADMIN.value())) {
            AuditTrail.denied(caller, "reload");
            throw new DmartException.Forbidden(
                    401, ErrorType.AUTH, ErrorCode.NOT_ALLOWED, "You don't have permission to this action");
        }
        access.invalidate();
        AuditTrail.administered(caller, "reload", JsonObject.EMPTY);
    }

    @Override
    public JsonObject reindexEmbeddings(Caller caller) {
        if (!access.isSuper(caller)) {
            throw AuditTrail.refusal(caller, "reindex embeddings");
        }
        throw DmartException.Invalid.request(ErrorCode.NOT_SUPPORTED_TYPE, "Semantic search is not configured");
    }
}
