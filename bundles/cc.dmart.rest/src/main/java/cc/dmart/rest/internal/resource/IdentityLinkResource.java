package cc.dmart.rest.internal.resource;

import cc.dmart.api.model.JsonObject;
import cc.dmart.api.plugin.Endpoint;
import cc.dmart.rest.internal.edge.Exchange;
import cc.dmart.rest.internal.edge.Exchanges;
import cc.dmart.rest.internal.wire.JsonBody;
import cc.dmart.rest.internal.wire.WireWriter;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.jakartars.whiteboard.propertytypes.JakartarsResource;

/** {@code /user/google/link} and the like: identities that somebody adds to his account ({@code security.md} 5.6). Thread-safe. */
@Component(service = IdentityLinkResource.class)
@JakartarsResource
@Path("user/{provider: google|facebook|apple}/link")
public final class IdentityLinkResource {
    private final Exchanges exchanges;
    private final Backend backend;

    /** A resource in front of these services. */
    @Activate
    public IdentityLinkResource(@Reference Exchanges exchanges, @Reference Backend backend) {
        this.exchanges = exchanges;
        this.backend = backend;
    }

    /** Links the caller's account to a user of the provider. */
    @Endpoint(
            value = "Links the own account to a user of the provider, who may log in to it from then on",
            body = "ProviderLink",
            reply = "Success",
            errors = {
                "401 auth 402 token refused",
                "422 OTP 207 no address",
                "400 create 50 somebody else's address",
                "400 OTP 308 wrong or expired code",
                "400 request 415 the user of the provider has an account",
                "429 rate_limit 429 too many tries"
            })
    @POST
    public Response link(@PathParam("provider") String provider) throws IOException {
        Exchange exchange = exchanges.current();
        JsonObject body = JsonBody.read(exchange.request());
        backend.social().link(exchange.writer(), provider, body, UserResource.client(exchange));
        return Replies.json(WireWriter.records(List.of()));
    }

    /** Ends the link. */
    @Endpoint(
            value = "Ends the link of the own account to a provider",
            reply = "Success",
            errors = {"401 auth 402 provider not configured"})
    @DELETE
    public Response unlink(@PathParam("provider") String provider) {
        Exchange exchange = exchanges.current();
        backend.social().unlink(exchange.writer(), provider, UserResource.client(exchange));
        return Replies.json(WireWriter.records(List.of()));
    }
}
