package cc.dmart.rest.internal.resource;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.ErrorType;
import cc.dmart.rest.internal.RestConfig;
import cc.dmart.rest.internal.edge.BrokenBody;
import cc.dmart.rest.internal.edge.Exchange;
import cc.dmart.rest.internal.edge.Exchanges;
import cc.dmart.rest.internal.wire.Errors;
import cc.dmart.rest.internal.wire.Unforeseen;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.jakartars.whiteboard.propertytypes.JakartarsExtension;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where errors of resources, of plugins too, become replies ({@code http-api.md} 1.2, 1.3). Thread-safe. */
@Component(
        service = ExceptionMapper.class,
        configurationPid = RestConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = RestConfig.class)
@JakartarsExtension
public final class ErrorMapper implements ExceptionMapper<Throwable> {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorMapper.class);

    private final Exchanges exchanges;
    private final Unforeseen unforeseen;

    /** A mapper that knows the current request. */
    @Activate
    public ErrorMapper(@Reference Exchanges exchanges, RestConfig config) {
        this.exchanges = exchanges;
        this.unforeseen = new Unforeseen(config);
    }

    @Override
    public Response toResponse(Throwable thrown) {
        DmartException error = translate(thrown);
        Response.ResponseBuilder reply = Response.status(error.status())
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(Errors.body(error));
        long retry = Errors.retryAfterSeconds(error);
        return (retry > 0 ? reply.header("Retry-After", retry) : reply).build();
    }

    private DmartException translate(Throwable thrown) {
        if (thrown instanceof DmartException ours) {
            boolean stored = ours instanceof DmartException.Unavailable unavailable && unavailable.isStored();
            if (ours.status() != 500 || stored) {
                return ours;
            }
            DmartException internal = unexpected(thrown);
            return ours.code() == ErrorCode.SOMETHING_WRONG ? internal : ours;
        }
        if (thrown instanceof WebApplicationException web) {
            int status = web.getResponse().getStatus();
            boolean matched = exchanges.find().map(Exchange::isMatched).orElse(true);
            return !matched && (status == 404 || status == 405) ? Errors.noRoute() : ofStatus(status, web);
        }
        return BrokenBody.of(thrown).orElseGet(() -> unexpected(thrown));
    }

    /** What a plugin or the framework refuses by status alone. */
    private DmartException ofStatus(int status, WebApplicationException thrown) {
        return switch (status) {
            case 401 -> DmartException.Forbidden.denied();
            case 403 -> new DmartException.Forbidden(403, ErrorType.REQUEST, ErrorCode.NOT_ALLOWED, "Forbidden");
            case 404 -> DmartException.NotFound.entry();
            case 405 -> Errors.noRoute();
            case 413 -> DmartException.Invalid.tooLarge("The body is larger than allowed");
            case 415 -> Errors.mediaType("a type that this path takes");
            case 503 -> DmartException.Unavailable.now("Not available now", thrown);
            default ->
                status >= 400 && status < 500
                        ? new DmartException.Invalid(
                                status, ErrorType.REQUEST, ErrorCode.INVALID_DATA, "Request refused", List.of())
                        : unexpected(thrown);
        };
    }

    private DmartException unexpected(Throwable thrown) {
        String id = exchanges.find().map(Exchange::correlationId).orElse("");
        LOG.error("Request {} failed", id, thrown);
        return unforeseen.error(thrown, id);
    }
}
