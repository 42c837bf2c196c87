package cc.dmart.api.service;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import org.osgi.annotation.versioning.ProviderType;

/** Short links to entries ({@code http-api.md} 4.14, {@code security.md} 5.4). Provided by {@code auth}. Thread-safe. */
@ProviderType
public interface LinkService {
    /**
     * The token of a short link to an entry, which ends by itself ({@code view}); the same again while it lives. The link gives no
     * right to anything.
     *
     * @throws DmartException.NotFound  {@code E(404,db,220)}
     * @throws DmartException.Forbidden {@code E(401,request,401)}
     */
    String shorten(Caller caller, SpaceName space, Subpath subpath, Shortname shortname);
}
