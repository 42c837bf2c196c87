package cc.dmart.rest.internal.resource;

import cc.dmart.api.model.JsonObject;
import cc.dmart.api.plugin.Endpoint;
import cc.dmart.api.service.AuthService;
import cc.dmart.api.service.SocialService;
import cc.dmart.rest.internal.edge.Exchange;
import cc.dmart.rest.internal.edge.Exchanges;
import cc.dmart.rest.internal.wire.FormBody;
import cc.dmart.rest.internal.wire.JsonBody;
import cc.dmart.rest.internal.wire.QueryString;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.URI;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.jakartars.whiteboard.propertytypes.JakartarsResource;

/** {@code /user/google/*} and the like: logins that another provider vouches for ({@code http-api.md} 3.10). Thread-safe. */
@Component(service = SocialResource.class)
@JakartarsResource
@Path("user/{provider: google|facebook|apple}")
@Open
public final class SocialResource {
    private final Exchanges exchanges;
    private final Backend backend;
    private final Sessions sessions;

    /** A resource in front of these services. */
    @Activate
    public SocialResource(@Reference Exchanges exchanges, @Reference Backend backend, @Reference Sessions sessions) {
        this.exchanges = exchanges;
        this.backend = backend;
        this.sessions = sessions;
    }

    /** Logs in with a token that an app got from the provider. */
    @Endpoint(
            value = "Logs in with a token that an app got from the provider",
            body = "ProviderToken",
            errors = {"401 auth 402 token refused", "401 auth 10 account not usable"})
    @POST
    @Path("mobile-login")
    public Response login(@PathParam("provider") String provider) throws IOException {
        Exchange exchange = exchanges.current();
        sessions.refuseForeign(exchange);
        JsonObject body = JsonBody.read(exchange.request());
        AuthService.Login login = backend.social().login(provider, body, UserResource.client(exchange));
        return UserResource.welcome(login, sessions.begin(exchange, login));
    }

    /** Sends a browser to the provider. */
    @Endpoint(value = "Sends a browser to the provider", reply = "text/html", status = 302)
    @GET
    @Path("login")
    public Response start(@PathParam("provider") String provider) {
        Exchange exchange = exchanges.current();
        SocialService.Started started = backend.social().start(provider, UserResource.client(exchange));
        return Response.status(Response.Status.FOUND)
                .header("Location", started.location().toString())
                .header("Set-Cookie", sessions.loginCookie(exchange, started.cookie()))
                .header("Referrer-Policy", "no-referrer")
                .build();
    }

    /** Where a provider lets the browser post what it brings back, as Apple does. */
    @Endpoint(
            value = "Where a provider lets the browser post what it brings back",
            form = {"code string?", "state string?"},
            plainForm = true,
            reply = "text/html",
            status = 303,
            errors = {"401 auth 402 not begun here", "415 request 402 no form"})
    @POST
    @Path("callback")
    public Response posted(@PathParam("provider") String provider) throws IOException {
        QueryString form = FormBody.read(exchanges.current().request());
        URI next = backend.social()
                .posted(
                        provider,
                        form.text("code").orElse(""),
                        form.text("state").orElse(""));
        return Response.status(Response.Status.SEE_OTHER)
                .header("Location", next.toString())
                .header("Referrer-Policy", "no-referrer")
                .build();
    }

    /** Where the provider sends the browser back. */
    @Endpoint(
            value = "Where the provider sends the browser back",
            query = {"code string", "state string"},
            errors = {"401 auth 402 token refused", "401 auth 10 account not usable", "400 auth 402 no identity"})
    @GET
    @Path("callback")
    public Response finish(@PathParam("provider") String provider) {
        Exchange exchange = exchanges.current();
        QueryString parameters = QueryString.parse(exchange.request().getQueryString());
        AuthService.Login login = backend.social()
                .finish(
                        provider,
                        parameters.text("code").orElse(""),
                        parameters.text("state").orElse(""),
                        sessions.loginCookie(exchange),
                        UserResource.client(exchange));
        return UserResource.welcome(login, sessions.begin(exchange, login));
    }
}
