package cc.dmart.rest.internal.resource;

import cc.dmart.api.plugin.Endpoint;
import cc.dmart.rest.internal.edge.Exchanges;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.jakartars.whiteboard.propertytypes.JakartarsResource;

/** {@code /public/byuuid/..} and {@code /public/byslug/..}: an entry by what names it besides its address ({@code http-api.md} 4.4). Thread-safe. */
@Component(service = PublicLookupResource.class)
@JakartarsResource
@Path("public/{by: byuuid|byslug}/{key}")
@Open
public final class PublicLookupResource {
    private final Exchanges exchanges;
    private final Reads reads;

    /** A resource in front of these services. */
    @Activate
    public PublicLookupResource(@Reference Exchanges exchanges, @Reference Reads reads) {
        this.exchanges = exchanges;
        this.reads = reads;
    }

    /** The entry or attachment as a record, without an envelope. */
    @Endpoint(
            value = "An entry by its uuid, as a record",
            route = "GET /public/byuuid/{uuid}",
            query = {"retrieve_json_payload boolean", "retrieve_attachments boolean", "retrieve_lock_status boolean"},
            reply = "Record",
            errors = {"404 media 220 none", "401 request 401 no permission"})
    @Endpoint(
            value = "An entry by its slug, as a record",
            route = "GET /public/byslug/{slug}",
            query = {"retrieve_json_payload boolean", "retrieve_attachments boolean", "retrieve_lock_status boolean"},
            reply = "Record",
            errors = {"404 media 220 none", "401 request 401 no permission"})
    @GET
    public Response find() {
        return Replies.json(reads.lookup(exchanges.current()));
    }
}
