package cc.dmart.rest.internal.resource;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.plugin.Endpoint;
import cc.dmart.api.service.ArchiveFile;
import cc.dmart.rest.internal.edge.Exchange;
import cc.dmart.rest.internal.edge.Exchanges;
import cc.dmart.rest.internal.payload.FileReply;
import cc.dmart.rest.internal.wire.JsonBody;
import cc.dmart.rest.internal.wire.QueryString;
import cc.dmart.rest.internal.wire.WireWriter;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.jakartars.whiteboard.propertytypes.JakartarsResource;

/** {@code /managed/import} and {@code /managed/export}: spaces as zip archives ({@code http-api.md} 4.9, 4.10). Thread-safe. */
@Component(service = ArchiveResource.class)
@JakartarsResource
@Path("managed")
public final class ArchiveResource {
    private final Exchanges exchanges;
    private final Backend backend;
    private final Uploads uploads;

    /** A resource in front of these services. */
    @Activate
    public ArchiveResource(@Reference Exchanges exchanges, @Reference Backend backend, @Reference Uploads uploads) {
        this.exchanges = exchanges;
        this.backend = backend;
        this.uploads = uploads;
    }

    /** An archive of what a query finds. */
    @Endpoint(
            value = "An archive of what a query finds",
            body = "Query",
            reply = "application/zip",
            errors = {"400 request 203 space missing"})
    @POST
    @Path("export")
    public Response export() throws IOException {
        Exchange exchange = exchanges.current();
        JsonObject query = JsonBody.read(exchange.request());
        boolean secrets = query.bool("include_secrets").orElse(false);
        ArchiveFile file = backend.archives().export(exchange.reader(), query.without("include_secrets"), secrets);
        return FileReply.of(exchange, "application/zip", file.fileName(), file.content()::write);
    }

    /** Takes an archive in: the part {@code zip_file} of a form, or the body itself. Plugins hear of it with {@code events=true}. */
    @Endpoint(
            value = "Takes in an archive of spaces; for administrators",
            query = {"events boolean"},
            form = {"zip_file binary"},
            reply = "Attributes",
            errors = {
                "401 request 401 not an administrator",
                "400 request 202 no archive",
                "400 request 402 the archive is refused"
            })
    @POST
    @Path("import")
    public Response load() throws IOException {
        Exchange exchange = exchanges.current();
        backend.archives().requireLoad(exchange.writer());
        boolean events = QueryString.parse(exchange.request().getQueryString()).flag("events");
        Caller caller = events ? exchange.writer() : exchange.writer().silently();
        return uploads.archive(
                exchange,
                zip -> Replies.json(WireWriter.attributes(backend.archives().load(caller, zip))));
    }
}
