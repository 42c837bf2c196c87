package cc.dmart.deploy.internal;

import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.startlevel.FrameworkStartLevel;
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
        Bundle bundle;
        try (InputStream content = jar.open()) {
            bundle = context.installBundle(location, content);
        } catch (IOException e) {
            throw unreadable(e);
        }
        bundle.adapt(BundleStartLevel.class).setStartLevel(startLevel);
        return bundle;
    }

    /** Gives a bundle the content of another jar. */
    void update(Bundle bundle, Jar jar) throws BundleException {
        try (InputStream content = jar.open()) {
            bundle.update(content);
        } catch (IOException e) {
            throw unreadable(e);
        }
        refresh(bundle);
    }

    private static BundleException unreadable(IOException why) {
        return new BundleException("its file cannot be read: " + why.getMessage(), BundleException.READ_ERROR, why);
    }

    /** Starts a bundle; one without code of its own has nothing to start. */
    static void start(Bundle bundle) throws BundleException {
        if (!isFragment(bundle)) {
            bundle.start(Bundle.START_ACTIVATION_POLICY);
        }
    }

    /** Stops a bundle; one without code of its own has nothing to stop. */
    static void stop(Bundle bundle) throws BundleException {
        if (!isFragment(bundle)) {
            bundle.stop();
        }
    }

    private static boolean isFragment(Bundle bundle) {
        return bundle.getHeaders("").get(Constants.FRAGMENT_HOST) != null;
    }

    /**
     * Whether the framework has come so far that a bundle which is started runs; before, it is only marked. One without code of
     * its own has nothing to wait for.
     */
    boolean isDue(Bundle bundle) {
        return isFragment(bundle)
                || system().adapt(FrameworkStartLevel.class).getStartLevel()
                        >= bundle.adapt(BundleStartLevel.class).getStartLevel();
    }

    /** Runs something each time that the framework has come to another start level. */
    FrameworkListener atLevels(Runnable task) {
        FrameworkListener listener = event -> {
            if (event.getType() == FrameworkEvent.STARTED || event.getType() == FrameworkEvent.STARTLEVEL_CHANGED) {
                task.run();
            }
        };
        context.addFrameworkListener(listener);
        return listener;
    }

    /** Ends {@link #atLevels}. */
    void forget(FrameworkListener listener) {
        context.removeFrameworkListener(listener);
    }

    private Bundle system() {
        return context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION);
    }

    /** Whether the framework is done with starting a bundle; one without code of its own has only to find its host. */
    static boolean isStarted(Bundle bundle) {
        if (isFragment(bundle)) {
            return bundle.getState() == Bundle.RESOLVED;
        }
        String policy = bundle.getHeaders("").get(Constants.BUNDLE_ACTIVATIONPOLICY);
        boolean lazy = policy != null && policy.startsWith(Constants.ACTIVATION_LAZY);
        return bundle.getState() == Bundle.ACTIVE || (lazy && bundle.getState() == Bundle.STARTING);
    }

    /** Stops a bundle that does not do what it should. */
    static void stopQuietly(Bundle bundle) {
        try {
            bundle.stop(Bundle.STOP_TRANSIENT);
        } catch (BundleException e) {
            LOG.debug("{} did not stop", bundle.getLocation(), e);
        }
    }

    /** Whether a bundle was started and not stopped since, whether or not that worked; one without code of its own counts too. */
    static boolean isToRun(Bundle bundle) {
        return isFragment(bundle) || bundle.adapt(BundleStartLevel.class).isPersistentlyStarted();
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
        FrameworkWiring wiring = system().adapt(FrameworkWiring.class);
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
