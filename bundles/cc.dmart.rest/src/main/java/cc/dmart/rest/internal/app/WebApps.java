package cc.dmart.rest.internal.app;

import cc.dmart.api.model.Names;
import cc.dmart.api.plugin.Endpoint;
import cc.dmart.rest.internal.RestConfig;
import cc.dmart.rest.internal.edge.Exchanges;
import jakarta.servlet.Servlet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** Serves the administration and the catalog application where the settings say ({@code http-api.md} 2). Thread-safe. */
@Component(
        service = {},
        configurationPid = RestConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = RestConfig.class)
public final class WebApps {
    private static final Pattern PATH = Pattern.compile("/[A-Za-z0-9_-]{1,64}");

    /** Reserved for this application. */
    private static final String OWN = "/cxb";

    private final List<ServiceRegistration<Servlet>> served;

    /** Begins to serve. @throws IllegalArgumentException if {@code cxb_url} is refused, see {@link #path} */
    @Activate
    public WebApps(BundleContext context, @Reference Exchanges exchanges, RestConfig config) {
        String url = path(config.cxb_url());
        WebAppConfig texts = new WebAppConfig(config.app_url(), url);
        served = List.of(
                serve(context, url, new Administration(exchanges, config, texts)),
                serve(context, "/cat", new Catalog(exchanges, config, texts)));
    }

    /** The checked {@code cxb_url}. @throws IllegalArgumentException if it is no path of one segment, or one of the API */
    static String path(String url) {
        if (!PATH.matcher(url).matches()) {
            throw new IllegalArgumentException("cxb_url: " + url + " is no path such as /cxb");
        }
        if (!url.equals(OWN) && Names.isReservedPath(url.substring(1))) {
            throw new IllegalArgumentException("cxb_url: " + url + " is a path of the API");
        }
        return url;
    }

    private static ServiceRegistration<Servlet> serve(BundleContext context, String path, WebApp app) {
        return context.registerService(
                Servlet.class,
                app,
                FrameworkUtil.asDictionary(
                        Map.of("osgi.http.whiteboard.servlet.pattern", new String[] {path, path + "/*"})));
    }

    @Endpoint(
            value = "A file of the administration application, or its page",
            route = "GET /cxb/{subpath}",
            open = true,
            reply = "text/html")
    @Endpoint(
            value = "What the administration application reads first",
            route = "GET /cxb/config.json",
            open = true,
            reply = "Object")
    private static final class Administration extends WebApp {
        private static final long serialVersionUID = 1L;

        Administration(Exchanges exchanges, RestConfig config, WebAppConfig texts) {
            super(exchanges, folder("cxb_folder", config.cxb_folder()), texts);
        }
    }

    @Endpoint(
            value = "A file of the catalog application, or its page",
            route = "GET /cat/{subpath}",
            open = true,
            reply = "text/html")
    @Endpoint(
            value = "What the catalog application reads first",
            route = "GET /cat/config.json",
            open = true,
            reply = "Object")
    private static final class Catalog extends WebApp {
        private static final long serialVersionUID = 1L;

        Catalog(Exchanges exchanges, RestConfig config, WebAppConfig texts) {
            super(exchanges, folder("cat_folder", config.cat_folder()), texts);
        }
    }

    /** Stops serving. */
    @Deactivate
    public void stop() {
        served.forEach(ServiceRegistration::unregister);
    }
}
