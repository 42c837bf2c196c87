package cc.dmart.rest.internal.resource;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Flags;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.plugin.Endpoint;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /user/*}: login, registration, one's own account ({@code http-api.md} 3). Thread-safe. */
@Component(service = UserResource.class)
@JakartarsResource
@Path("user")
public final class UserResource {
    private static final Logger LOG = LoggerFactory.getLogger(UserResource.class);
    private static final String USERS = "users";
    private static final String ATTRIBUTES = "attributes";
    private static final String AUTO = "auto";

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
        return welcome(login, sessions.begin(exchange, login));
    }

    static Response welcome(AuthService.Login login, String cookie) {
        WireRecord record = WireRecord.of(ResourceType.USER, login.shortname(), USERS, login.attributes())
                .withUuid(login.uuid());
        return Replies.json(WireWriter.records(List.of(record)), cookie);
    }

    /** Clients read {@code records} of any success here. */
    private static Response done(JsonObject attributes) {
        return Replies.json(WireWriter.recordsAnd(List.of(), attributes));
    }

    private static Response done() {
        return Replies.json(WireWriter.records(List.of()));
    }

    /** Whether somebody has such an account (3.1). */
    @Endpoint(
            value = "Whether somebody has such an account",
            query = {"shortname string", "msisdn string", "email string"},
            reply = "Attributes",
            errors = {"429 rate_limit 429 too many tries"})
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
        return done(backend.identity().checkExisting(asked.build(), client(exchange)));
    }

    /** Registers an account and logs it in (3.2). */
    @Endpoint(
            value = "Registers an account and logs it in",
            body = "Record",
            errors = {
                "400 create 50 closed, or a code is missing or wrong",
                "400 request 415 address taken",
                "400 create 400 name taken",
                "400 validation 422 payload violates its schema",
                "400 request 402 reserved name",
                "429 rate_limit 429 too many tries"
            })
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
    @Endpoint(
            value = "Logs in, and sets the cookie",
            body = "Credentials",
            errors = {
                "401 auth 10 wrong name or password",
                "401 auth 115 unknown device: a one-time code is needed",
                "422 request 420 several identifiers",
                "429 rate_limit 429 too many tries"
            })
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
    @Endpoint(value = "Logs out; succeeds also for those who are not logged in", body = "Logout", bodyOptional = true)
    @POST
    @Path("logout")
    @Open
    public Response logout() throws IOException {
        Exchange exchange = exchanges.current();
        boolean all = false;
        try {
            all = JsonBody.readOptional(exchange.request())
                    .flatMap(body -> body.get("all"))
                    .flatMap(Flags::of)
                    .orElse(false);
        } catch (DmartException.Invalid e) {
            LOG.debug("The body of a logout is not readable; the session ends all the same", e);
        }
        sessions.logout(exchange, all);
        return Replies.json(WireWriter.records(List.of()), sessions.clearedCookie(exchange));
    }

    /** The caller's own record (3.5). */
    @Endpoint(
            value = "The own record of the caller",
            errors = {"404 db 220 account gone"})
    @GET
    @Path("profile")
    public Response profile() {
        Exchange exchange = exchanges.current();
        return Replies.json(WireWriter.records(List.of(backend.accounts().profile(exchange.reader()))));
    }

    /** Changes the caller's account (3.6); takes a record or its attributes alone. */
    @Endpoint(
            value = "Changes the own account of the caller",
            body = "Record",
            reply = "Success",
            errors = {
                "401 restriction 210 protected field",
                "400 jwtauth 17 password too weak",
                "403 auth 102 old password missing",
                "401 request 19 old password wrong",
                "400 create 50 code missing or wrong",
                "422 request 427 wrong confirmation",
                "400 request 415 address taken",
                "400 validation 422 payload violates its schema"
            })
    @POST
    @Path("profile")
    public Response updateProfile() throws IOException {
        Exchange exchange = exchanges.current();
        JsonObject body = JsonBody.read(exchange.request());
        Optional<JsonObject> attributes = body.object(ATTRIBUTES);
        if (attributes.isEmpty()
                && body.get(ATTRIBUTES).filter(a -> !a.isNull()).isPresent()) {
            throw DmartException.Invalid.field(List.of("body", ATTRIBUTES), "Input should be an object", "dict_type");
        }
        String target = attributes
                .flatMap(a -> body.string("shortname"))
                .filter(name -> !name.isEmpty() && !name.equals(AUTO))
                .orElse(exchange.reader().user());
        if (!target.equals(exchange.reader().user())) {
            throw DmartException.Forbidden.denied();
        }
        backend.identity()
                .updateProfile(exchange.writer(), sessions.token(exchange), attributes.orElse(body), client(exchange));
        return done();
    }

    /** Deletes the caller's account (3.7). */
    @Endpoint(
            value = "Deletes the own account of the caller",
            reply = "Success",
            errors = {"404 db 220 account gone", "400 delete 204 not this account"})
    @POST
    @Path("delete")
    public Response delete() {
        Exchange exchange = exchanges.current();
        backend.identity().deleteOwn(exchange.writer(), client(exchange));
        return Replies.json(WireWriter.records(List.of()), sessions.clearedCookie(exchange));
    }

    /** Obliges another account to set a new password (3.8). */
    @Endpoint(
            value = "Makes a user choose a new password",
            body = "Name",
            reply = "Attributes",
            errors = {"401 request 401 no permission", "404 db 220 no such user"})
    @POST
    @Path("reset")
    public Response reset() throws IOException {
        Exchange exchange = exchanges.current();
        JsonObject body = JsonBody.read(exchange.request());
        return done(backend.identity().reset(exchange.writer(), body, client(exchange)));
    }

    /** Sends a one-time code that proves an address (3.9). */
    @Endpoint(
            value = "Sends a one-time code",
            body = "Identifier",
            reply = "Success",
            errors = {
                "422 OTP 207 no identifier",
                "422 OTP 107 several identifiers",
                "403 request 103 asked again too early",
                "502 otp 100 the message cannot be sent",
                "429 rate_limit 429 too many tries"
            })
    @POST
    @Path("otp-request")
    @Open
    public Response requestCode() throws IOException {
        Exchange exchange = exchanges.current();
        backend.identity().requestCode(JsonBody.read(exchange.request()), client(exchange));
        return done();
    }

    /** Sends a one-time code that logs in (3.9). */
    @Endpoint(
            value = "Sends a one-time code to log in with",
            body = "Identifier",
            reply = "Success",
            errors = {
                "422 OTP 207 no identifier",
                "422 OTP 107 several identifiers",
                "429 rate_limit 429 too many tries"
            })
    @POST
    @Path("otp-request-login")
    @Open
    public Response requestLoginCode() throws IOException {
        Exchange exchange = exchanges.current();
        backend.identity().requestLoginCode(JsonBody.read(exchange.request()), client(exchange));
        return done();
    }

    /** Sends a link that logs in (3.9). */
    @Endpoint(
            value = "Sends a link to choose a new password",
            body = "Identifier",
            reply = "Success",
            errors = {
                "422 OTP 207 no identifier",
                "422 OTP 107 several identifiers",
                "429 rate_limit 429 too many tries"
            })
    @POST
    @Path("password-reset-request")
    @Open
    public Response requestPasswordReset() throws IOException {
        Exchange exchange = exchanges.current();
        JsonObject body = JsonBody.read(exchange.request());
        return done(backend.identity().requestPasswordReset(body, client(exchange)));
    }

    /** Marks an address of the caller as confirmed (3.9). */
    @Endpoint(
            value = "Confirms the own address of the caller",
            body = "Confirmation",
            reply = "Success",
            errors = {"422 OTP 207 no address", "400 OTP 308 wrong or expired", "400 create 50 somebody else's address"
            })
    @POST
    @Path("otp-confirm")
    public Response confirmCode() throws IOException {
        Exchange exchange = exchanges.current();
        backend.identity().confirmCode(exchange.writer(), JsonBody.read(exchange.request()), client(exchange));
        return done();
    }

    /** Checks the caller's password (3.9). */
    @Endpoint(
            value = "Whether this is the password of the caller",
            body = "Password",
            reply = "Success",
            errors = {"401 jwtauth 13 it is not"})
    @POST
    @Path("validate_password")
    public Response validatePassword() throws IOException {
        Exchange exchange = exchanges.current();
        backend.identity().validatePassword(exchange.reader(), JsonBody.read(exchange.request()), client(exchange));
        return done(JsonObject.builder().put("valid", true).build());
    }

    /** The caller's live sessions. */
    @Endpoint(value = "The sessions of the caller", reply = "Success")
    @GET
    @Path("sessions")
    public Response sessions() {
        Exchange exchange = exchanges.current();
        JsonArray list = new JsonArray(new ArrayList<>(backend.auth().sessions(sessions.token(exchange))));
        return done(JsonObject.builder().put("sessions", list).build());
    }

    /** Ends one of the caller's sessions. */
    @Endpoint(
            value = "Ends a session of the caller",
            reply = "Success",
            errors = {"404 db 220 no such session"})
    @DELETE
    @Path("sessions/{id}")
    public Response endSession(@PathParam("id") String id) {
        Exchange exchange = exchanges.current();
        backend.auth().endSession(sessions.token(exchange), id, client(exchange));
        return done();
    }
}
