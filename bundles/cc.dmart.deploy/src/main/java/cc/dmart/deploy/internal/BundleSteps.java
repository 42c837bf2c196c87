package cc.dmart.deploy.internal;

import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.FrameworkWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the framework does with the bundle of a jar. Thread-safe; the callers take care that one bundle takes one step at a time. */
final class BundleSteps {
    private static final Logger LOG = LoggerFactory.getLogger(BundleSteps.class);
    private static final long REFRESH_SECONDS = 10;

    private final BundleContext context;

    BundleSteps(BundleContext context) {
        this.context = context;
    }

    /** Installs a jar that starts at a level. */
    Bundle install(String location, Jar jar, int startLevel) throws BundleException {
        Bundle bundle = context.installBundle(location, jar.open());
        bundle.adapt(BundleStartLevel.class).setStartLevel(startLevel);
        return bundle;
    }

    /** Gives a bundle the content of another jar. */
    void update(Bundle bundle, Jar jar) throws BundleException {
        bundle.update(jar.open());
        refresh(bundle);
    }

    /** Starts a bundle; one without code of its own has nothing to start. */
    static void start(Bundle bundle) throws BundleException {
        if (bundle.getHeaders("").get(Constants.FRAGMENT_HOST) == null) {
            bundle.start(Bundle.START_ACTIVATION_POLICY);
        }
    }

    /** Stops a bundle that does not do what it should. */
    static void stopQuietly(Bundle bundle) {
        try {
            bundle.stop(Bundle.STOP_TRANSIENT);
        } catch (BundleException e) {
            LOG.debug("{} did not stop", bundle.getLocation(), e);
        }
    }

    /** Removes a bundle. */
    void uninstall(Bundle bundle) {
        try {
            bundle.uninstall();
            refresh(bundle);
        } catch (BundleException e) {
            LOG.error("{} could not be uninstalled", bundle.getLocation(), e);
        }
    }

    /** Replaces what others still use of an old version; a bundle that exports nothing costs nothing. */
    private void refresh(Bundle bundle) {
        FrameworkWiring wiring =
                context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class);
        if (wiring.getRemovalPendingBundles().isEmpty()) {
            return;
        }
        CountDownLatch done = new CountDownLatch(1);
        wiring.refreshBundles(Set.of(bundle), event -> done.countDown());
        try {
            if (!done.await(REFRESH_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("The wiring of {} is not renewed yet", bundle.getSymbolicName());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
