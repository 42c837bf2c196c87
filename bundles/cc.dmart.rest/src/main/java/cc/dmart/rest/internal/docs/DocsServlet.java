package cc.dmart.rest.internal.docs;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.plugin.Endpoint;
import cc.dmart.rest.internal.RestConfig;
import cc.dmart.rest.internal.wire.Errors;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Enumeration;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/**
 * The OpenAPI document and a page that shows it ({@code http-api.md} 2, {@code security.md} I7). The viewer lies in this
 * bundle: no request of it leaves the machine. Thread-safe.
 */
@Component(
        service = Servlet.class,
        configurationPid = RestConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = RestConfig.class)
@HttpWhiteboardServletPattern({"/docs", "/docs/*", "/openapi.json"})
@Endpoint(value = "This document", route = "GET /openapi.json", open = true, reply = "Object")
@Endpoint(value = "This document", route = "GET /docs/openapi.json", open = true, reply = "Object")
@Endpoint(value = "This document as a page", route = "GET /docs", open = true, reply = "text/html")
public final class DocsServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final String VIEWER = "META-INF/resources/webjars/swagger-ui";
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
            + "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static final Map<String, String> TYPES = Map.of(
            "swagger-ui.css", "text/css; charset=utf-8",
            "swagger-ui-bundle.js", "text/javascript; charset=utf-8");

    private final transient BundleContext context;
    private final transient OpenApi openApi = new OpenApi();
    private final boolean enabled;

    /** A servlet that finds routes and viewer through this bundle. */
    @Activate
    public DocsServlet(BundleContext context, RestConfig config) {
        this.context = context;
        this.enabled = config.docs_enabled();
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String method = request.getMethod();
        String path = request.getRequestURI();
        if (!enabled || !(method.equals("GET") || method.equals("HEAD"))) {
            throw Errors.noRoute();
        }
        response.setHeader("Content-Security-Policy", POLICY);
        switch (path) {
            case "/openapi.json", "/docs/openapi.json" ->
                send(response, "application/json", JsonCodec.write(openApi.document(WhiteboardRoutes.of(context))));
            case "/docs", "/docs/index.html" -> send(response, "text/html; charset=utf-8", own("docs.html"));
            case "/docs/docs.js" -> send(response, "text/javascript; charset=utf-8", own("docs.js"));
            default -> viewer(response, path.substring(path.lastIndexOf('/') + 1));
        }
    }

    private static byte[] own(String name) throws IOException {
        try (InputStream in = DocsServlet.class.getResourceAsStream(name)) {
            return in == null ? new byte[0] : in.readAllBytes();
        }
    }

    private void viewer(HttpServletResponse response, String name) throws IOException {
        String type = TYPES.get(name);
        Enumeration<URL> found = type == null ? null : context.getBundle().findEntries(VIEWER, name, true);
        if (type == null || found == null || !found.hasMoreElements()) {
            throw Errors.noRoute();
        }
        try (InputStream in = found.nextElement().openStream()) {
            response.setHeader("Cache-Control", "public, max-age=86400");
            send(response, type, in.readAllBytes());
        }
    }

    private static void send(HttpServletResponse response, String type, byte[] body) throws IOException {
        response.setContentType(type);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
