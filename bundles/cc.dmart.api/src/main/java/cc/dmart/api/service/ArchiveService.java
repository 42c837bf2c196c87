package cc.dmart.api.service;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import java.io.InputStream;
import org.osgi.annotation.versioning.ProviderType;

/** Entries out and in as zip archives in the layout of a spaces folder ({@code http-api.md} 4.9, 4.10). Thread-safe. */
@ProviderType
public interface ArchiveService {
    /**
     * What a query finds, with attachments and change logs, as an archive: the entries that the caller may see, the entry of
     * their space and of the folders on the way to them. Secrets of accounts are left out.
     *
     * @param query          body of a query
     * @param includeSecrets whether password hashes go out too; counts for an administrator only
     * @throws DmartException what a query throws; {@code E(400,request,203)} without the space
     */
    ArchiveFile export(Caller caller, JsonObject query, boolean includeSecrets);

    /**
     * Takes an archive in: what the archive as a whole may not hold is refused before anything is stored, then each entry with
     * its attachments and change log is a change of its own. One that fails is reported and does not stop the rest. Doing it
     * again changes nothing more: an import that was interrupted is done again, and what is there already is only compared.
     *
     * @param caller a silent one if listeners of plugins are not to hear of it
     * @param zip    read once and not closed
     * @return attributes of the reply: {@code message}, {@code entries_inserted}, {@code attachments_inserted},
     *     {@code spaces_inserted}, {@code users_inserted}, {@code roles_inserted}, {@code permissions_inserted},
     *     {@code histories_inserted}, {@code skipped}, {@code failed_count}, {@code failed}
     * @throws DmartException.Forbidden {@code E(401,request,401)} for others than administrators
     * @throws DmartException.Invalid   {@code E(400,request,402)} for an archive that is refused, 413 beyond the limits
     */
    JsonObject load(Caller caller, InputStream zip);

    /**
     * How far the latest import is.
     *
     * @return {@code state} (none, checking, storing, done, failed), {@code entries} (that the archive has, once
     *     it is checked), {@code stored}, {@code skipped}, {@code failed_count},
     *     {@code millis}, {@code per_second}
     * @throws DmartException.Forbidden {@code E(401,request,401)} for others than administrators
     */
    JsonObject progress(Caller caller);

    /** Refuses callers who may not {@link #load}. @throws DmartException.Forbidden {@code E(401,request,401)} */
    void requireLoad(Caller caller);
}
