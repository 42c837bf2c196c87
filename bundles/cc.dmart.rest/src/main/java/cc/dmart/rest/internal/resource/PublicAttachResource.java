package cc.dmart.rest.internal.resource;

import cc.dmart.api.plugin.Endpoint;
import cc.dmart.rest.internal.edge.Exchange;
import cc.dmart.rest.internal.edge.Exchanges;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.jakartars.whiteboard.propertytypes.JakartarsResource;

/** {@code POST /public/attach/{space}}: something to hang on an entry, from anybody ({@code http-api.md} 5.2). Thread-safe. */
@Component(service = PublicAttachResource.class)
@JakartarsResource
@Path("public/attach/{space}")
@Open
public final class PublicAttachResource {
    private static final int SPACE = 2;

    private final Exchanges exchanges;
    private final Uploads uploads;

    /** A resource in front of these services. */
    @Activate
    public PublicAttachResource(@Reference Exchanges exchanges, @Reference Uploads uploads) {
        this.exchanges = exchanges;
        this.uploads = uploads;
    }

    /** Stores an attachment, with a file or without. */
    @Endpoint(
            value = "Stores an attachment as nobody",
            route = "POST /public/attach/{space_name}",
            form = {"record Record", "payload_file binary?"},
            reply = "Records",
            errors = {
                "400 request 206 space not open for this",
                "400 request 202 record missing",
                "400 request 402 no attachment",
                "404 db 220 entry missing",
                "401 request 401 no permission",
                "429 rate_limit 429 too many tries"
            })
    @POST
    public Response attach() throws IOException {
        Exchange exchange = exchanges.current();
        return uploads.attach(exchange, exchange.path().segments().get(SPACE));
    }
}
