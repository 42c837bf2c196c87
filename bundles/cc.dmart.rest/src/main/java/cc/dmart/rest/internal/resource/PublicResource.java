package cc.dmart.rest.internal.resource;

import cc.dmart.rest.internal.edge.Exchange;
import cc.dmart.rest.internal.edge.Exchanges;
import cc.dmart.rest.internal.wire.JsonBody;
import cc.dmart.rest.internal.wire.QueryString;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.jakartars.whiteboard.propertytypes.JakartarsResource;

/** {@code /public/*}: the same for everybody, always as {@code anonymous}, tokens ignored ({@code http-api.md} 5). Thread-safe. */
@Component(service = PublicResource.class)
@JakartarsResource
@Path("public")
@Open
public final class PublicResource {
    private final Exchanges exchanges;
    private final Reads reads;
    private final Uploads uploads;

    /** A resource in front of these services. */
    @Activate
    public PublicResource(@Reference Exchanges exchanges, @Reference Reads reads, @Reference Uploads uploads) {
        this.exchanges = exchanges;
        this.reads = reads;
        this.uploads = uploads;
    }

    /** Answers a question; an unknown space has no entries. */
    @POST
    @Path("query")
    public Response query() throws IOException {
        Exchange exchange = exchanges.current();
        return Replies.json(reads.query(exchange.reader(), JsonBody.read(exchange.request()), false));
    }

    /** The same with the question in the URL. */
    @GET
    @Path("query/{path: .*}")
    public Response queryByUrl() {
        Exchange exchange = exchanges.current();
        QueryString parameters = QueryString.parse(exchange.request().getQueryString());
        return Replies.json(reads.query(exchange.reader(), Reads.question(exchange.path(), parameters), false));
    }

    /** An entry. */
    @GET
    @Path("entry/{path: .*}")
    public Response entry() {
        Exchange exchange = exchanges.current();
        return Replies.json(reads.entry(exchange, exchange.reader()));
    }

    /** A payload. */
    @GET
    @Path("payload/{path: .*}")
    public Response payload() {
        Exchange exchange = exchanges.current();
        return reads.payload(exchange, exchange.reader(), "public, no-cache");
    }

    /** Stores an uploaded file under a name that is free. */
    @POST
    @Path("resource_with_payload")
    public Response upload() throws IOException {
        Exchange exchange = exchanges.current();
        return uploads.store(exchange, exchange.writer(), true);
    }
}
