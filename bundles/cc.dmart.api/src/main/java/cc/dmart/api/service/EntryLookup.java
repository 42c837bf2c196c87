package cc.dmart.api.service;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.model.WireRecord;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Finds entries and attachments of all spaces by what names them besides their address ({@code http-api.md} 4.4). Of several
 * with the same name the newest that the caller may view. Thread-safe.
 */
@ProviderType
public interface EntryLookup {
    /**
     * What has this uuid ({@code view}).
     *
     * @param lockStatus whether {@code attributes.locked} tells of a lock
     * @throws DmartException.NotFound  {@code E(404,media,220)}
     * @throws DmartException.Forbidden {@code E(401,request,401)}
     * @throws DmartException.Invalid   {@code E(422,validation,424)} if it is no uuid
     */
    WireRecord byUuid(Caller caller, String uuid, ViewOptions options, boolean lockStatus);

    /**
     * The address of the entry that holds a name, whatever its type ({@code view}).
     *
     * @throws DmartException.NotFound  {@code E(404,db,220)}
     * @throws DmartException.Forbidden {@code E(401,request,401)}
     */
    Locator byName(Caller caller, SpaceName space, Subpath subpath, Shortname shortname);

    /** What has this slug; otherwise like {@link #byUuid}. */
    WireRecord bySlug(Caller caller, String slug, ViewOptions options, boolean lockStatus);
}
