package cc.dmart.api.service;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.model.WireRecord;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Forms that anybody may fill in, where the setting {@code allowed_submit_models} says so ({@code http-api.md} 5.1, 5.2).
 * Thread-safe.
 */
@ProviderType
public interface SubmissionService {
    /**
     * Where a form goes.
     *
     * @param type     content or ticket
     * @param workflow of a ticket
     * @param schema   of the payload
     */
    record Form(SpaceName space, ResourceType type, Optional<String> workflow, String schema, Subpath subpath) {}

    /**
     * Stores a filled in form under a generated name ({@code create}).
     *
     * @throws DmartException.Invalid   {@code E(400,request,206)} if the form is not open, 217 for another type, 402 for a ticket
     *                                  without a workflow, {@code E(400,validation,422)}
     * @throws DmartException.Forbidden {@code E(401,request,401)}
     */
    WireRecord submit(Caller caller, Form form, JsonObject body);

    /**
     * Hangs something on an entry, under a generated name ({@code create}).
     *
     * @param file its payload; empty if the record holds it
     * @throws DmartException.Invalid   {@code E(400,request,206)} in a space without open forms, 402 for what is no attachment
     * @throws DmartException.Forbidden {@code E(401,request,401)}
     * @throws DmartException.NotFound  {@code E(404,db,220)} without the entry
     */
    WireRecord attach(Caller caller, SpaceName space, WireRecord record, Optional<Upload> file);
}
