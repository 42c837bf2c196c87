package cc.dmart.rest.internal.resource;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.plugin.Endpoint;
import cc.dmart.api.service.IdentityService;
import cc.dmart.rest.internal.edge.Exchange;
import cc.dmart.rest.internal.edge.Exchanges;
import cc.dmart.rest.internal.payload.QrImage;
import cc.dmart.rest.internal.wire.JsonBody;
import cc.dmart.rest.internal.wire.WireReader;
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

/** {@code /qr/*}: codes that prove who showed them a moment ago ({@code http-api.md} 7). Thread-safe. */
@Component(service = QrResource.class)
@JakartarsResource
@Path("qr")
public final class QrResource {
    private final Exchanges exchanges;
    private final Backend backend;

    /** A resource in front of these services. */
    @Activate
    public QrResource(@Reference Exchanges exchanges, @Reference Backend backend) {
        this.exchanges = exchanges;
        this.backend = backend;
    }

    /** The code of an entry as a picture. */
    @Endpoint(
            value = "A QR code that proves who showed an entry a moment ago",
            route = "GET /qr/generate/{resource_type}/{space_name}/{subpath}/{shortname}",
            reply = "image/png",
            errors = {"400 qr 14 not the owner", "404 db 220 entry or space missing", "401 request 401 no permission"})
    @GET
    @Path("generate/{path: .*}")
    public Response generate() {
        Exchange exchange = exchanges.current();
        String text = backend.codes().generate(exchange.reader(), EntryPath.locator(exchange.path()));
        return Response.ok(QrImage.png(text), "image/png")
                .header("Cache-Control", "private, no-store")
                .build();
    }

    /** Whether a code is one of an entry and fresh. */
    @Endpoint(
            value = "Whether a QR code is genuine and fresh",
            body = "QrCode",
            reply = "Success",
            errors = {
                "400 qr 15 too old",
                "400 qr 16 not genuine",
                "404 db 220 entry or space missing",
                "401 request 401 no permission",
                "429 rate_limit 429 too many tries"
            })
    @POST
    @Path("validate")
    public Response validate() throws IOException {
        Exchange exchange = exchanges.current();
        backend.identity().count(IdentityService.Counted.LOOK, UserResource.client(exchange));
        JsonObject body = JsonBody.read(exchange.request());
        WireReader.requireAll(body, List.of("body"), "resource_type", "space_name", "subpath", "shortname", "qr_data");
        Locator at = named(body);
        String text = body.string("qr_data")
                .orElseThrow(() -> DmartException.Invalid.field(
                        List.of("body", "qr_data"), "Input should be a valid string", "string_type"));
        backend.codes().validate(exchange.reader(), at, text);
        return Replies.json(WireWriter.records(List.of()));
    }

    /** The entry or attachment that a body names. @throws DmartException.Invalid {@code E(422,validation,424)} */
    static Locator named(JsonObject body) {
        WireRecord named = WireReader.record(body.with("attributes", JsonObject.EMPTY), List.of("body"));
        return Locator.of(WireReader.space(body).value(), named.subpath(), named.shortname(), named.resourceType());
    }
}
