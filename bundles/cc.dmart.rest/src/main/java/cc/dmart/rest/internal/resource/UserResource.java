package cc.dmart.rest.internal.resource;

import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.AuthService;
import cc.dmart.rest.internal.edge.Exchange;
import cc.dmart.rest.internal.edge.Exchanges;
import cc.dmart.rest.internal.wire.JsonBody;
import cc.dmart.rest.internal.wire.WireWriter;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.jakartars.whiteboard.propertytypes.JakartarsResource;

/** {@code /user/*}: login, logout, own profile ({@code http-api.md} 3.3 to 3.5). Thread-safe. */
@Component(service = UserResource.class)
@JakartarsResource
@Path("user")
public final class UserResource {
    private static final String USERS = "users";

    private final Exchanges exchanges;
    private final Backend backend;
    private final Sessions sessions;

    /** A resource in front of these services. */
    @Activate
    public UserResource(@Reference Exchanges exchanges, @Reference Backend backend, @Reference Sessions sessions) {
        this.exchanges = exchanges;
        this.backend = backend;
        this.sessions = sessions;
    }

    /** Logs in and sets the session cookie. */
    @POST
    @Path("login")
    @Open
    public Response login() throws IOException {
        Exchange exchange = exchanges.current();
        sessions.refuseForeign(exchange);
        JsonObject body = JsonBody.read(exchange.request());
        AuthService.Client client = new AuthService.Client(
                exchange.ip(), exchange.header("User-Agent"), exchange.correlationId(), exchange.storableHeaders());
        AuthService.Login login = backend.auth().login(body, client);
        WireRecord record = WireRecord.of(ResourceType.USER, login.shortname(), USERS, login.attributes())
                .withUuid(login.uuid());
        return Replies.json(
                WireWriter.records(List.of(record)), sessions.cookie(exchange, login.token(), login.maxAgeSeconds()));
    }

    /** Logs out; succeeds also for those who are not logged in. */
    @POST
    @Path("logout")
    @Open
    public Response logout() throws IOException {
        Exchange exchange = exchanges.current();
        boolean all = JsonBody.readOptional(exchange.request())
                .flatMap(body -> body.bool("all"))
                .orElse(false);
        sessions.logout(exchange, all);
        return Replies.json(WireWriter.records(List.of()), sessions.clearedCookie(exchange));
    }

    /** The caller's own record. */
    @GET
    @Path("profile")
    public Response profile() {
        Exchange exchange = exchanges.current();
        return Replies.json(WireWriter.records(List.of(backend.accounts().profile(exchange.reader()))));
    }
}
