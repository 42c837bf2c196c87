package cc.dmart.rest.internal.docs;

import jakarta.servlet.Servlet;
import java.util.ArrayList;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** Asks the service registry which classes serve routes now: resources and servlets, those of plugins included. */
final class WhiteboardRoutes {
    private static final String RESOURCES = "(osgi.jakartars.resource=true)";
    private static final String SERVLETS =
            "(&(objectClass=" + Servlet.class.getName() + ")(osgi.http.whiteboard.servlet.pattern=*))";

    private WhiteboardRoutes() {}

    static List<Route> of(BundleContext context) {
        List<Route> out = new ArrayList<>(routes(context, SERVLETS));
        out.addAll(routes(context, RESOURCES));
        return out;
    }

    private static List<Route> routes(BundleContext context, String filter) {
        List<Route> out = new ArrayList<>();
        try {
            ServiceReference<?>[] found = context.getAllServiceReferences(null, filter);
            for (ServiceReference<?> reference : found == null ? new ServiceReference<?>[0] : found) {
                Object service = context.getService(reference);
                if (service != null) {
                    out.addAll(Route.of(service.getClass()));
                    context.ungetService(reference);
                }
            }
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
        return out;
    }
}
