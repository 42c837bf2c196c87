package cc.dmart.api.service;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.WireRecord;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Carries out changes that are stored as proposals, and removes the proposal ({@code http-api.md} 4.16). Thread-safe. */
@ProviderType
public interface AlterationService {
    /**
     * What became of a proposal for several entries.
     *
     * @param matched entries that its query found for the caller
     * @param updated how many were changed
     */
    record Applied(long matched, long updated, List<BatchResult.Failure> failed) {
        /** With a copy of the list. */
        public Applied {
            failed = List.copyOf(failed);
        }
    }

    /**
     * Updates an entry by its attachment of type alteration: {@code requested_update} becomes the body of the payload
     * ({@code view} on the alteration, {@code update} on the entry).
     *
     * @param entry names the entry
     * @return like an update of the entry
     * @throws DmartException.NotFound  {@code E(404,db,220)} without the alteration
     * @throws DmartException.Forbidden {@code E(401,request,401)}
     * @throws DmartException.Invalid   {@code E(400,request,202)} if the alteration asks for nothing
     */
    BatchResult apply(Caller caller, SpaceName space, WireRecord entry, Shortname alteration);

    /**
     * Updates all entries that a stored query finds for the caller: the content entry of this name in {@code /alterations} has
     * {@code target_query} and {@code patch}, the attributes of an update.
     *
     * @throws DmartException as {@link #apply}
     */
    Applied applyToAll(Caller caller, SpaceName space, Shortname alteration);
}
