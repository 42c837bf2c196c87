package cc.dmart.rest.internal.resource;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.AuthService;
import cc.dmart.rest.internal.edge.Exchange;
import cc.dmart.rest.internal.edge.Exchanges;
import cc.dmart.rest.internal.wire.JsonBody;
import cc.dmart.rest.internal.wire.QueryString;
import cc.dmart.rest.internal.wire.WireReader;
import cc.dmart.rest.internal.wire.WireWriter;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.jakartars.whiteboard.propertytypes.JakartarsResource;

/** {@code /user/*}: login, registration, one's own account ({@code http-api.md} 3). Thread-safe. */
@Component(service = UserResource.class)
@JakartarsResource
@Path("user")
public final class UserResource {
    private static final String USERS = "users";
    private static final String ATTRIBUTES = "attributes";

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

    static AuthService.Client client(Exchange exchange) {
        String skel = exchange.header("skel-accept-language");
        return new AuthService.Client(
                exchange.ip(),
                exchange.header("User-Agent"),
                exchange.correlationId(),
                exchange.storableHeaders(),
                skel.isEmpty() ? exchange.header("Accept-Language") : skel);
    }

    private Response welcome(Exchange exchange, AuthService.Login login) {
        return welcome(login, sessions.cookie(exchange, login.token(), login.maxAgeSeconds()));
    }

    static Response welcome(AuthService.Login login, String cookie) {
        WireRecord record = WireRecord.of(ResourceType.USER, login.shortname(), USERS, login.attributes())
                .withUuid(login.uuid());
        return Replies.json(WireWriter.records(List.of(record)), cookie);
    }

    private static Response done() {
        return Replies.json(WireWriter.records(List.of()));
    }

    /** Whether somebody has such an account (3.1). */
    @GET
    @Path("check-existing")
    @Open
    public Response checkExisting() {
        Exchange exchange = exchanges.current();
        QueryString parameters = QueryString.parse(exchange.request().getQueryString());
        JsonObject.Builder asked = JsonObject.builder();
        for (String name : List.of("shortname", "msisdn", "email")) {
            asked.putIfPresent(name, parameters.text(name));
        }
        return Replies.json(WireWriter.attributes(backend.identity().checkExisting(asked.build(), client(exchange))));
    }

    /** Registers an account and logs it in (3.2). */
    @POST
    @Path("create")
    @Open
    public Response create() throws IOException {
        Exchange exchange = exchanges.current();
        sessions.refuseForeign(exchange);
        WireRecord record = WireReader.record(JsonBody.read(exchange.request()), List.of("body"));
        return welcome(exchange, backend.identity().register(record, client(exchange)));
    }

    /** Logs in and sets the session cookie (3.3). */
    @POST
    @Path("login")
    @Open
    public Response login() throws IOException {
        Exchange exchange = exchanges.current();
        sessions.refuseForeign(exchange);
        JsonObject body = JsonBody.read(exchange.request());
        return welcome(exchange, backend.auth().login(body, client(exchange)));
    }

    /** Logs out; succeeds also for those who are not logged in (3.4). */
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

    /** The caller's own record (3.5). */
    @GET
    @Path("profile")
    public Response profile() {
        Exchange exchange = exchanges.current();
        return Replies.json(WireWriter.records(List.of(backend.accounts().profile(exchange.reader()))));
    }

    /** Changes the caller's account (3.6); takes a record or its attributes alone. */
    @POST
    @Path("profile")
    public Response updateProfile() throws IOException {
        Exchange exchange = exchanges.current();
        JsonObject body = JsonBody.read(exchange.request());
        Optional<JsonObject> attributes = body.object(ATTRIBUTES);
        String target = attributes
                .flatMap(a -> body.string("shortname"))
                .orElse(exchange.reader().user());
        if (!target.equals(exchange.reader().user())) {
            throw DmartException.Forbidden.denied();
        }
        backend.identity()
                .updateProfile(exchange.writer(), sessions.token(exchange), attributes.orElse(body), client(exchange));
        return done();
    }

    /** Deletes the caller's account (3.7). */
    @POST
    @Path("delete")
    public Response delete() {
        Exchange exchange = exchanges.current();
        backend.identity().deleteOwn(exchange.writer(), client(exchange));
        return Replies.json(WireWriter.records(List.of()), sessions.clearedCookie(exchange));
    }

    /** Obliges another account to set a new password (3.8). */
    @POST
    @Path("reset")
    public Response reset() throws IOException {
        Exchange exchange = exchanges.current();
        JsonObject body = JsonBody.read(exchange.request());
        return Replies.json(WireWriter.attributes(backend.identity().reset(exchange.writer(), body, client(exchange))));
    }

    /** Sends a one-time code that proves an address (3.9). */
    @POST
    @Path("otp-request")
    @Open
    public Response requestCode() throws IOException {
        Exchange exchange = exchanges.current();
        backend.identity().requestCode(JsonBody.read(exchange.request()), client(exchange));
        return done();
    }

    /** Sends a one-time code that logs in (3.9). */
    @POST
    @Path("otp-request-login")
    @Open
    public Response requestLoginCode() throws IOException {
        Exchange exchange = exchanges.current();
        backend.identity().requestLoginCode(JsonBody.read(exchange.request()), client(exchange));
        return done();
    }

    /** Sends a link that logs in (3.9). */
    @POST
    @Path("password-reset-request")
    @Open
    public Response requestPasswordReset() throws IOException {
        Exchange exchange = exchanges.current();
        JsonObject body = JsonBody.read(exchange.request());
        return Replies.json(WireWriter.attributes(backend.identity().requestPasswordReset(body, client(exchange))));
    }

    /** Marks an address of the caller as confirmed (3.9). */
    @POST
    @Path("otp-confirm")
    public Response confirmCode() throws IOException {
        Exchange exchange = exchanges.current();
        backend.identity().confirmCode(exchange.writer(), JsonBody.read(exchange.request()), client(exchange));
        return done();
    }

    /** Checks the caller's password (3.9). */
    @POST
    @Path("validate_password")
    public Response validatePassword() throws IOException {
        Exchange exchange = exchanges.current();
        backend.identity().validatePassword(exchange.reader(), JsonBody.read(exchange.request()), client(exchange));
        return Replies.json(
                WireWriter.attributes(JsonObject.builder().put("valid", true).build()));
    }

    /** The caller's live sessions. */
    @GET
    @Path("sessions")
    public Response sessions() {
        Exchange exchange = exchanges.current();
        JsonArray list = new JsonArray(new ArrayList<>(backend.auth().sessions(sessions.token(exchange))));
        return Replies.json(
                WireWriter.attributes(JsonObject.builder().put("sessions", list).build()));
    }

    /** Ends one of the caller's sessions. */
    @DELETE
    @Path("sessions/{id}")
    public Response endSession(@PathParam("id") String id) {
        Exchange exchange = exchanges.current();
        backend.auth().endSession(sessions.token(exchange), id);
        return done();
    }
}
