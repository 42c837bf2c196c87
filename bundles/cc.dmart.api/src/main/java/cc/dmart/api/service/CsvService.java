package cc.dmart.api.service;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.SpaceName;
import org.osgi.annotation.versioning.ProviderType;

/** Entries as comma separated values, out and in ({@code query.md} 8). Thread-safe. */
@ProviderType
public interface CsvService {
    /**
     * The answer to a query as a table with the columns of its folder.
     *
     * @param query body of a query
     * @throws DmartException.Invalid what a query throws
     */
    CsvFile export(Caller caller, JsonObject query);

    /**
     * The answer to a saved query, with all attributes as columns. The body of a query of its own is taken too, with the columns
     * of its folder.
     *
     * @param space   space of the saved query, or that the query is about
     * @param request as for {@link SavedQueryService#run}; one with a {@code type} and no {@code shortname} is a query
     * @throws DmartException.Invalid {@code E(400,media,220)} if it is no saved query or finds nothing, and what a query throws
     */
    CsvFile exportSaved(Caller caller, SpaceName space, JsonObject request);

    /**
     * Creates or updates an entry per row. Each row is a change of its own: one that fails does not stop the others.
     *
     * @throws DmartException.Invalid  {@code E(400,request,202)} without a header, 402 if the text is no table, 203 for an
     *                                 unknown space, {@code E(413,request,402)} beyond the limits; nothing is changed then
     * @throws DmartException.NotFound {@code E(404,db,220)} if the schema is missing
     */
    CsvReport load(Caller caller, CsvImport request);
}
