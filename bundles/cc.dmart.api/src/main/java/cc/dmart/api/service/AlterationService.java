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
     * @param matched entries that its query finds for the caller without the proposal itself, however many a page may have
     * @param updated how many were changed
     * @param failed  what was not, and the proposal itself if it could not be removed
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
     * @return like an update of the entry; with the alteration among what failed if that could not be removed
     * @throws DmartException.NotFound  {@code E(404,db,220)} without the alteration
     * @throws DmartException.Forbidden {@code E(401,request,401)}
     * @throws DmartException.Invalid   {@code E(400,request,202)} if the alteration asks for nothing
     */
    BatchResult apply(Caller caller, SpaceName space, WireRecord entry, Shortname alteration);

    /**
     * Updates all entries that a stored query finds for the caller: the content entry of this name in {@code /alterations} has
     * {@code target_query} and {@code patch}, the attributes of an update. It is removed when all that its query means was
     * changed.
     *
     * @throws DmartException         as {@link #apply}
     * @throws DmartException.Invalid {@code E(400,request,402)} for a query whose rows are not the entries that it finds, and for
     *                                one that finds more than 100,000
     */
    Applied applyToAll(Caller caller, SpaceName space, Shortname alteration);
}
