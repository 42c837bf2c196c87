package cc.dmart.core.internal.entry.service;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.RequestType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.WireRecord;

/** Says beforehand whether a change would be refused. Thread-safe. */
public interface ChangeCheck {
    /**
     * Authorises and validates a record as if it were to be done; hooks are not asked. What is refused later may depend on what
     * happens until then.
     *
     * @throws cc.dmart.api.model.DmartException as the change would
     */
    void check(Caller caller, SpaceName space, RequestType type, WireRecord record);
}
