package cc.dmart.api.service;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DataAssetResult;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import org.osgi.annotation.versioning.ProviderType;

/** Questions in SQL to tables and databases that are attached to an entry ({@code query.md} 7). Thread-safe. */
@ProviderType
public interface DataAssetService {
    /**
     * Runs one statement that reads.
     *
     * @param request {@code space_name}, {@code subpath}, {@code resource_type}, {@code shortname} of the entry,
     *                {@code data_asset_type}, {@code filter_data_assets}, {@code query_string}
     * @throws DmartException.NotFound {@code E(404,db,220)} without the entry, {@code E(404,db,402)} if a file is missing
     * @throws DmartException.Invalid  {@code E(400,request,401)} if this is off or nothing here can do it, 220 without such an
     *                                 attachment, 402 if the statement is refused or fails, {@code E(422,validation,424)},
     *                                 {@code E(400,validation,422)} for rows that break the schema of their table
     */
    DataAssetResult query(Caller caller, JsonObject request);
}
