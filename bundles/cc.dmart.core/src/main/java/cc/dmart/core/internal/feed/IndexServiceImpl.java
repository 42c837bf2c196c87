package cc.dmart.core.internal.feed;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.ErrorType;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.service.IndexService;
import cc.dmart.api.service.ReindexProgress;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.core.internal.access.AccessPolicy;
import cc.dmart.core.internal.access.AuditTrail;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@link IndexService} for administrators. Thread-safe. */
@Component
public final class IndexServiceImpl implements IndexService {
    private final IndexCare care;
    private final EntryStore store;
    private final AccessPolicy access;

    /** The service. */
    @Activate
    public IndexServiceImpl(@Reference IndexCare care, @Reference EntryStore store, @Reference AccessPolicy access) {
        this.care = care;
        this.store = store;
        this.access = access;
    }

    @Override
    public ReindexProgress reindex(Caller caller, Optional<SpaceName> space, boolean changedOnly) {
        requireAdmin(caller);
        if (space.isPresent() && store.find(Locator.ofSpace(space.get())).isEmpty()) {
            throw DmartException.Invalid.request(
                    ErrorCode.INVALID_SPACE_NAME, "Space name " + space.get() + " provided is empty or invalid [1]");
        }
        if (!care.begin(space, changedOnly)) {
            throw new DmartException.Conflict(
                    409, ErrorType.REQUEST, ErrorCode.CONFLICT, "A run over the index goes on already");
        }
        return care.progress();
    }

    @Override
    public ReindexProgress progress(Caller caller) {
        requireAdmin(caller);
        return care.progress();
    }

    private void requireAdmin(Caller caller) {
        if (!access.isSuper(caller)) {
            throw AuditTrail.refusal(caller, "care of the index");
        }
    }
}
