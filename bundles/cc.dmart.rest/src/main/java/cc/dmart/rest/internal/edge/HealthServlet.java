package cc.dmart.rest.internal.edge;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.plugin.Endpoint;
import cc.dmart.api.service.HealthIndicator;
import cc.dmart.rest.internal.wire.Errors;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** {@code GET /health/live} and {@code GET /health/ready} ({@code http-api.md} 2); answers before anything else does. */
@Component(service = Servlet.class)
@HttpWhiteboardServletPattern("/health/*")
@Endpoint(value = "Whether the process lives", route = "GET /health/live", open = true, reply = "Attributes")
@Endpoint(value = "Whether requests can be served", route = "GET /health/ready", open = true, reply = "Attributes")
public final class HealthServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private static final List<String> LIVE = List.of("health", "live");
    private static final List<String> READY = List.of("health", "ready");

    private final transient Readiness readiness;

    /** A servlet that tells of this readiness. */
    @Activate
    public HealthServlet(@Reference Readiness readiness) {
        this.readiness = readiness;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String method = request.getMethod();
        List<String> path = RequestPath.parse(request.getRequestURI()).segments();
        boolean asked = path.equals(LIVE) || path.equals(READY);
        if (!asked || (!method.equals("GET") && !method.equals("HEAD"))) {
            Errors.send(Errors.noRoute(), response);
        } else if (path.equals(LIVE)) {
            send(JsonObject.builder().put("live", true).build(), response);
        } else if (readiness.isReady()) {
            send(ready(), response);
        } else {
            Errors.send(DmartException.Unavailable.now("Not ready yet", null), response);
        }
    }

    private JsonObject ready() {
        JsonObject.Builder checks = JsonObject.builder();
        readiness.checks().forEach((name, state) -> checks.put(name, word(state)));
        return JsonObject.builder()
                .put("ready", true)
                .put("checks", checks.build())
                .build();
    }

    /** A part that may be missing, such as a mail gateway, does not stop the server: it is a warning. */
    private static String word(HealthIndicator.State state) {
        return state == HealthIndicator.State.OK ? "ok" : "warn";
    }

    private static void send(JsonObject attributes, HttpServletResponse response) throws IOException {
        JsonObject body = JsonObject.builder()
                .put("status", "success")
                .put("attributes", attributes)
                .build();
        byte[] utf8 = JsonCodec.write(body);
        response.setContentType("application/json");
        response.setContentLength(utf8.length);
        response.getOutputStream().write(utf8);
    }
}
