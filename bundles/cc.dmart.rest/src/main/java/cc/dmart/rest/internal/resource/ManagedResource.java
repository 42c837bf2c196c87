package cc.dmart.rest.internal.resource;

import cc.dmart.rest.internal.edge.Exchange;
import cc.dmart.rest.internal.edge.Exchanges;
import cc.dmart.rest.internal.wire.JsonBody;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.jakartars.whiteboard.propertytypes.JakartarsResource;

/**
 * {@code /managed/*}: what accounts read and write ({@code http-api.md} 4). {@link EntryServlet} takes the busiest routes when
 * their paths are in normal form. Thread-safe.
 */
@Component(service = ManagedResource.class)
@JakartarsResource
@Path("managed")
public final class ManagedResource {
    private final Exchanges exchanges;
    private final Backend backend;
    private final Reads reads;
    private final Uploads uploads;

    /** A resource in front of these services. */
    @Activate
    public ManagedResource(
            @Reference Exchanges exchanges,
            @Reference Backend backend,
            @Reference Reads reads,
            @Reference Uploads uploads) {
        this.exchanges = exchanges;
        this.backend = backend;
        this.reads = reads;
        this.uploads = uploads;
    }

    /** Creates, changes, moves and deletes (4.2). */
    @POST
    @Path("request")
    public Response request() throws IOException {
        EntryServlet.Answer answer = EntryServlet.change(backend, exchanges.current());
        return Replies.json(answer.status(), answer.utf8());
    }

    /** Answers a question (4.1). */
    @POST
    @Path("query")
    public Response query() throws IOException {
        Exchange exchange = exchanges.current();
        return Replies.json(reads.query(exchange.reader(), JsonBody.read(exchange.request()), true));
    }

    /** An entry (4.3). */
    @GET
    @Path("entry/{path: .*}")
    public Response entry() {
        Exchange exchange = exchanges.current();
        return Replies.json(reads.entry(exchange, exchange.reader()));
    }

    /** The same under the name that old command lines use. */
    @GET
    @Path("meta/{path: .*}")
    public Response meta() {
        return entry();
    }

    /** A payload (4.5). */
    @GET
    @Path("payload/{path: .*}")
    public Response payload() {
        Exchange exchange = exchanges.current();
        return reads.payload(exchange, exchange.reader(), "private, no-store");
    }

    /** Stores an uploaded file (4.6). */
    @POST
    @Path("resource_with_payload")
    public Response upload() throws IOException {
        Exchange exchange = exchanges.current();
        return uploads.store(exchange, exchange.writer(), false);
    }
}
