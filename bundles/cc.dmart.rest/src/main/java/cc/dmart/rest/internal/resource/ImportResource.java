package cc.dmart.rest.internal.resource;

import cc.dmart.api.plugin.Endpoint;
import cc.dmart.rest.internal.edge.Exchanges;
import cc.dmart.rest.internal.wire.WireWriter;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.jakartars.whiteboard.propertytypes.JakartarsResource;

/** {@code /admin/import}: how far an import is, for administrators; the import is {@link ArchiveResource}'s. Thread-safe. */
@Component(service = ImportResource.class)
@JakartarsResource
@Path("admin/import")
public final class ImportResource {
    private final Exchanges exchanges;
    private final Backend backend;

    /** A resource in front of these services. */
    @Activate
    public ImportResource(@Reference Exchanges exchanges, @Reference Backend backend) {
        this.exchanges = exchanges;
        this.backend = backend;
    }

    /** The latest import since the start. */
    @Endpoint(
            value = "How far the latest import of an archive is; for administrators",
            reply = "Attributes",
            errors = {"401 request 401 not an administrator"})
    @GET
    public Response progress() {
        return Replies.json(WireWriter.attributes(
                backend.archives().progress(exchanges.current().reader())));
    }
}
