package cc.dmart.api.service;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.RequestType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.WireRecord;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Reads and changes of single entries. Every call asks for permission first. Thread-safe. Source: {@code http-api.md} 4.2 to
 * 4.6, {@code storage.md} 3.
 */
@ProviderType
public interface EntryService {

    /**
     * Runs the records of a request in order, each on its own: one that fails does not undo others.
     *
     * @param space name as sent; for space records it may not exist yet
     * @throws DmartException.Invalid when nothing can be executed: unknown space (203), no records (202)
     */
    BatchResult apply(Caller caller, SpaceName space, RequestType type, List<WireRecord> records);

    /**
     * An entry or attachment for reading ({@code view}).
     *
     * @throws DmartException.NotFound  {@code E(404,db,220)}
     * @throws DmartException.Forbidden {@code E(401,request,401)}
     */
    EntryView view(Caller caller, Locator at, ViewOptions options);

    /**
     * The payload of an entry or attachment ({@code view}).
     *
     * @throws DmartException.NotFound {@code E(404,db,220)} without the entry, {@code E(404,media,220)} without a payload
     */
    PayloadView payload(Caller caller, Locator at);

    /**
     * Creates or replaces an entry or attachment from an uploaded file ({@code http-api.md} 4.6). The stream is read once and
     * not closed.
     *
     * @param createOnly refuse when it exists (public uploads)
     */
    WireRecord upload(Caller caller, SpaceName space, WireRecord record, Upload upload, boolean createOnly);
}
