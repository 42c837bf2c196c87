package cc.dmart.rest.internal.edge;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.ErrorType;
import cc.dmart.rest.internal.wire.Errors;
import java.nio.ByteBuffer;
import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Writes the failed envelope where the HTTP server would write an error page of its own. Thread-safe. */
final class EnvelopeHandler implements Request.Handler {
    /** What the server says in place of a path that it found illegal before there was a request. */
    private static final String STAND_IN = "/badURI";
    /** The same for a request of which it could not read the first line; the reason tells whether that was for the path. */
    private static final String UNREAD = "/badMessage";

    private final CurrentRules rules;
    private final Readiness readiness;

    EnvelopeHandler(CurrentRules rules, Readiness readiness) {
        this.rules = rules;
        this.readiness = readiness;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        boolean broken = isBroken(response.getStatus());
        if (!broken && request.getMethod().equals("OPTIONS") && isServer(request.getHttpURI())) {
            return options(request, response, callback);
        }
        DmartException error = of(response.getStatus(), request);
        byte[] body = Errors.body(error);
        response.setStatus(error.status());
        headers(request, response);
        long retry = Errors.retryAfterSeconds(error);
        if (retry > 0) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, retry);
        }
        if (broken && request.getConnectionMetaData().getHttpVersion() != HttpVersion.HTTP_2) {
            // the server closes the connection: a client that is not told would send its next request into nothing
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
        }
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        response.write(true, ByteBuffer.wrap(body), callback);
        return true;
    }

    /** {@code OPTIONS *} asks the server as a whole, for which there is no filter. */
    private boolean options(Request request, Response response, Callback callback) {
        response.setStatus(HttpStatus.NO_CONTENT_204);
        headers(request, response);
        response.write(true, null, callback);
        return true;
    }

    private static boolean isServer(HttpURI uri) {
        return "*".equals(uri.getPath());
    }

    private void headers(Request request, Response response) {
        FixedHeaders.addTo(response.getHeaders());
        boolean secure = request.isSecure() || request.getConnectionMetaData().isSecure();
        rules.find()
                .map(EdgeRules::headers)
                .orElse(CommonHeaders.CLOSED)
                .applyEarly(
                        sent(request, "X-Correlation-ID"), sent(request, "Origin"), secure, response.getHeaders()::put);
    }

    private static String sent(Request request, String name) {
        String value = request.getHeaders().get(name);
        return value == null ? "" : value;
    }

    private static boolean isBroken(int status) {
        return List.of(400, 413, 414, 431, 501, 505).contains(status);
    }

    /** A route that is not there while the server starts may well come; an illegal path has one error, whoever refuses it. */
    private DmartException of(int status, Request request) {
        return switch (status) {
            case 400 -> isLegal(request) ? malformed(status) : RequestPath.illegal();
            case 404, 405 ->
                readiness.isReady() ? Errors.noRoute() : DmartException.Unavailable.now("Not ready yet", null);
            case 413, 414, 431 -> DmartException.Invalid.tooLarge("The request is larger than allowed");
            case 501, 505 -> malformed(400); // an encoding of the body, or a version, that the server does not speak
            case 503 -> DmartException.Unavailable.now("Not available now", null);
            default ->
                status >= 400 && status < 500
                        ? malformed(status)
                        : new DmartException.Unavailable(
                                500, ErrorType.EXCEPTION, ErrorCode.SOMETHING_WRONG, "Internal error", null);
        };
    }

    private static DmartException malformed(int status) {
        return new DmartException.Invalid(
                status, ErrorType.REQUEST, ErrorCode.INVALID_DATA, "Malformed request", List.of());
    }

    private static boolean isLegal(Request request) {
        HttpURI uri = request.getHttpURI();
        String path = uri.getPath();
        if (uri.hasViolations() || STAND_IN.equals(path) || (UNREAD.equals(path) && isUnreadable(request))) {
            return false;
        }
        try {
            RequestPath.parse(path == null ? "" : path);
            return true;
        } catch (DmartException e) {
            return false;
        }
    }

    /** Whether a percent sign is followed by what is no character: the parser of addresses throws arguments that are illegal. */
    private static boolean isUnreadable(Request request) {
        Object reason = request.getAttribute(ErrorHandler.ERROR_EXCEPTION);
        return reason instanceof Throwable refused && refused.getCause() instanceof IllegalArgumentException;
    }
}
