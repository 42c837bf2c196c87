package cc.dmart.rest.internal.edge;

import org.eclipse.jetty.server.Server;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Hears that the HTTP server's bundle is about to stop, before it takes the routes away one by one while it still listens: from
 * then on requests are told to come again, not that their route is unknown. Thread-safe.
 */
@Component(service = {})
public final class StopNotice {
    private final BundleContext context;
    private final SynchronousBundleListener listener;

    /** Listens from now on. */
    @Activate
    public StopNotice(BundleContext context, @Reference Readiness readiness) {
        this.context = context;
        Bundle http = FrameworkUtil.getBundle(Server.class);
        this.listener = event -> {
            if (event.getBundle().equals(http)) {
                switch (event.getType()) {
                    case BundleEvent.STOPPING -> readiness.closing(true);
                    case BundleEvent.STARTING -> readiness.closing(false);
                    default -> {
                        // says nothing about routes
                    }
                }
            }
        };
        context.addBundleListener(listener);
    }

    /** Listens no more. */
    @Deactivate
    public void close() {
        context.removeBundleListener(listener);
    }
}
