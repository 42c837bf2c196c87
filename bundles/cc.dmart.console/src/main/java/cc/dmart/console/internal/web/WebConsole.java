package cc.dmart.console.internal.web;

import cc.dmart.api.service.Administrators;
import cc.dmart.api.service.AuthService;
import cc.dmart.console.internal.ConsoleConfig;
import cc.dmart.console.internal.Overview;
import jakarta.servlet.Servlet;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import org.apache.felix.webconsole.spi.SecurityProvider;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Opens the web console by giving it what it waits for: a provider of security that knows our accounts. With the setting
 * {@code web_console} off it gets none and stays closed. Thread-safe.
 */
@Component(
        service = WebConsole.class,
        immediate = true,
        configurationPid = ConsoleConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class WebConsole {
    private final List<ServiceRegistration<?>> registered = new ArrayList<>();

    /** @throws IllegalArgumentException if the setting is wrong */
    @Activate
    public WebConsole(
            BundleContext context,
            @Reference AuthService auth,
            @Reference Administrators administrators,
            @Reference Overview overview,
            ConsoleConfig config) {
        boolean local = switch (config.web_console()) {
            case "off", "loopback" -> true;
            case "on" -> false;
            default -> throw new IllegalArgumentException("web_console: off, loopback or on expected");
        };
        if (config.web_console().equals("off")) {
            return;
        }
        start(context, "org.apache.felix.inventory");
        start(context, "org.apache.felix.webconsole");
        Dictionary<String, Object> page = FrameworkUtil.asDictionary(Map.of(
                "felix.webconsole.label", "dmart",
                "felix.webconsole.title", "DMART",
                "felix.webconsole.category", "Main"));
        registered.add(context.registerService(Servlet.class, new OverviewPage(overview), page));
        registered.add(context.registerService(
                SecurityProvider.class,
                new ConsoleSecurity(auth, administrators, local),
                FrameworkUtil.asDictionary(Map.of("webconsole.security.provider.id", "dmart"))));
    }

    /** The distribution has these bundles without starting them. */
    private static void start(BundleContext context, String name) {
        for (Bundle bundle : context.getBundles()) {
            if (name.equals(bundle.getSymbolicName())) {
                try {
                    bundle.start(Bundle.START_TRANSIENT);
                } catch (BundleException e) {
                    throw new IllegalStateException("the web console does not start", e);
                }
            }
        }
    }

    /** Closes the console. */
    @Deactivate
    public void close() {
        registered.forEach(ServiceRegistration::unregister);
    }
}
