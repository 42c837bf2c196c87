package cc.dmart.rest.internal.resource;

import cc.dmart.api.plugin.Endpoint;
import cc.dmart.rest.internal.edge.Exchanges;
import cc.dmart.rest.internal.wire.WireWriter;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.jakartars.whiteboard.propertytypes.JakartarsResource;

/** {@code POST /managed/reindex-embeddings} ({@code http-api.md} 4.15). Thread-safe. */
@Component(service = EmbeddingsResource.class)
@JakartarsResource
@Path("managed/reindex-embeddings")
public final class EmbeddingsResource {
    private final Exchanges exchanges;
    private final Backend backend;

    /** A resource in front of these services. */
    @Activate
    public EmbeddingsResource(@Reference Exchanges exchanges, @Reference Backend backend) {
        this.exchanges = exchanges;
        this.backend = backend;
    }

    /** Makes them anew and tells how many. */
    @Endpoint(
            value = "Makes the embeddings anew; for administrators",
            reply = "Attributes",
            errors = {"400 request 217 not set up", "401 request 401 no permission"})
    @POST
    public Response reindex() {
        return Replies.json(WireWriter.attributes(
                backend.maintenance().reindexEmbeddings(exchanges.current().reader())));
    }
}
