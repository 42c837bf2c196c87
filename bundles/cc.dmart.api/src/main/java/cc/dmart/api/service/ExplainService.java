package cc.dmart.api.service;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Tells administrators why an account may or may not do something: the decision itself, with its steps written down
 * ({@code security.md} 3.5). Provided by {@code core}. Thread-safe.
 */
@ProviderType
public interface ExplainService {
    /**
     * What is asked.
     *
     * @param user       the account in question
     * @param action     what it would do
     * @param subpath    for an attachment: the path of its entry
     * @param shortname  the entry; empty for none, as for a create, or for the gate of a query
     * @param type       type of the entry; for a space, its name is the shortname or the space
     * @param attributes what a create or update would write; empty = nothing
     * @param row        whether a query would list the entry, in place of the action
     */
    record Question(
            String user,
            ActionType action,
            SpaceName space,
            Subpath subpath,
            Optional<Shortname> shortname,
            ResourceType type,
            JsonObject attributes,
            boolean row) {}

    /** @throws DmartException.Forbidden {@code E(401,request,401)} for others than administrators */
    void requireAllowed(Caller caller);

    /**
     * Answers. The ceiling of privileges, roles of workflows and locks are not part of it: they are asked after this.
     *
     * @throws DmartException.Forbidden {@code E(401,request,401)} for others than administrators
     */
    AccessExplanation explain(Caller caller, Question question);
}
