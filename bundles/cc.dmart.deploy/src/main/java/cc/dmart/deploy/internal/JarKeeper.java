package cc.dmart.deploy.internal;

import cc.dmart.api.model.DmartException;
import java.io.File;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.FrameworkWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Installs, replaces and removes jars, those of the watched folder and those that came with the server ({@code plugins-events.md} 2.6). A new jar that does not start gives way to the last one
 * that did. Thread-safe: changes one at a time, guarded by the monitor; reading takes no lock.
 */
final class JarKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(JarKeeper.class);
    private static final String LOCATION = "dmart-plugin:";
    private static final String SHIPPED = "shipped/";
    private static final int START_LEVEL = 30;

    /** Before the REST adapter, which then builds its application once, with their resources. */
    private static final int START_LEVEL_SHIPPED = 11;

    private static final long REFRESH_SECONDS = 10;

    private final BundleContext context;
    private final StateFiles state;
    private final Problems problems;
    private final Components components;
    private final Consumer<Jar> before;
    private final Runnable starting;
    private final ShippedJars shipped;
    private final Leftovers leftovers = new Leftovers();
    private final Map<String, DroppedJar> jars = new ConcurrentHashMap<>();

    /**
     * A keeper.
     *
     * @param before   told of a jar before any code of it runs
     * @param starting told when a jar is in its place and its code is about to run
     */
    JarKeeper(
            BundleContext context,
            StateFiles state,
            Problems problems,
            Components components,
            ShippedJars shipped,
            Consumer<Jar> before,
            Runnable starting) {
        this.context = context;
        this.state = state;
        this.problems = problems;
        this.components = components;
        this.before = before;
        this.starting = starting;
        this.shipped = shipped;
    }

    /** The jars as they are now. */
    Collection<DroppedJar> jars() {
        return jars.values();
    }

    /** What earlier versions left behind. */
    Leftovers leftovers() {
        return leftovers;
    }

    /** The jar of a dropped-in bundle. */
    Optional<DroppedJar> of(Bundle bundle) {
        if (!bundle.getLocation().startsWith(LOCATION)) {
            return Optional.empty();
        }
        return Optional.ofNullable(jars.get(bundle.getLocation().substring(LOCATION.length())));
    }

    /** Names of the plugins that are there. */
    Set<String> names() {
        return jars.values().stream().map(d -> d.jar().plugin()).collect(Collectors.toSet());
    }

    /** The plugin whose jar has the class of this name, else that with the longest package it begins with. */
    Optional<String> pluginWith(String name) {
        return Jar.with(jars.values().stream().map(DroppedJar::jar).toList(), name)
                .map(Jar::plugin);
    }

    /** Whether a bundle was dropped in. */
    static boolean isDropped(Bundle bundle) {
        return bundle.getLocation().startsWith(LOCATION);
    }

    /**
     * Starts what came with the server.
     *
     * @param dropped names of plugins of which the watched folder has a jar
     */
    synchronized void ship(Set<String> dropped) {
        shipped.running().stream()
                .filter(jar -> !dropped.contains(jar.plugin()))
                .forEach(this::ship);
    }

    private void ship(Jar jar) {
        install(SHIPPED + jar.plugin(), jar, true);
    }

    /** Whether something that came with the server has yet to be started by the framework. */
    boolean isShipping() {
        return jars.values().stream()
                .filter(d -> d.isShipped() && !d.isFailed())
                .filter(d -> !state.isDisabled(d.jar().plugin()))
                .map(DroppedJar::bundle)
                .anyMatch(b -> b != null && b.getState() != Bundle.ACTIVE);
    }

    /** A dropped jar takes the place of the one that came with the server. */
    private void displace(Jar by) {
        DroppedJar old = jars.get(SHIPPED + by.plugin());
        if (old != null) {
            take(old);
        }
    }

    /** A jar appeared or changed. */
    synchronized void put(File file) {
        String name = file.getName();
        Jar jar;
        try {
            jar = Jar.read(file.toPath());
        } catch (IOException e) {
            unreadable(name, e);
            return;
        }
        DroppedJar known = jars.get(name);
        problems.clear(jar.plugin());
        if (known != null && known.jar().sha256().equals(jar.sha256()) && !known.isFailed()) {
            return;
        }
        if (known != null && known.bundle() != null) {
            replace(known, jar);
        } else {
            displace(jar);
            install(name, jar, false);
        }
    }

    private void unreadable(String name, IOException e) {
        DroppedJar known = jars.get(name);
        String plugin = known == null ? stem(name) : known.jar().plugin();
        String rest = known == null ? "" : "; version " + known.jar().version() + " goes on";
        problems.add(plugin, name + " cannot be used: " + e.getMessage() + rest);
    }

    static String stem(String file) {
        int dot = file.lastIndexOf('.');
        return dot < 0 ? file : file.substring(0, dot);
    }

    private void install(String name, Jar jar, boolean ofServer) {
        DroppedJar dropped = new DroppedJar(name, jar, ofServer);
        jars.put(name, dropped);
        before.accept(jar);
        try {
            Bundle bundle = context.installBundle(LOCATION + name, jar.open());
            dropped.bundle(bundle);
            bundle.adapt(BundleStartLevel.class).setStartLevel(ofServer ? START_LEVEL_SHIPPED : START_LEVEL);
        } catch (BundleException e) {
            failed(dropped, jar, Reasons.of(e));
            return;
        }
        start(dropped).ifPresent(why -> {
            failed(dropped, jar, why);
            back(dropped, jar);
        });
    }

    private void replace(DroppedJar dropped, Jar jar) {
        Bundle bundle = bundle(dropped);
        Jar old = dropped.jar();
        stop(dropped);
        Optional<ClassLoader> loader = Leftovers.loader(bundle);
        before.accept(jar);
        Optional<String> why = update(dropped, jar).or(() -> start(dropped));
        dropped.draining(false);
        loader.flatMap(leftovers::watch).ifPresent(left -> problems.add(jar.plugin(), left));
        if (why.isEmpty()) {
            LOG.info("Plugin {}: version {} took over from {}", jar.plugin(), jar.version(), old.version());
        } else {
            failed(dropped, jar, why.get());
            back(dropped, jar);
        }
    }

    private static Bundle bundle(DroppedJar dropped) {
        @Nullable Bundle bundle = dropped.bundle();
        if (bundle == null) {
            throw new IllegalStateException(dropped.file() + " has no bundle");
        }
        return bundle;
    }

    private Optional<String> update(DroppedJar dropped, Jar jar) {
        Bundle bundle = bundle(dropped);
        try {
            bundle.update(jar.open());
            refresh(bundle);
            dropped.jar(jar);
            return Optional.empty();
        } catch (BundleException e) {
            return Optional.of(Reasons.of(e));
        }
    }

    /** Starts a bundle unless an operator switched it off. @return why it does not run */
    private Optional<String> start(DroppedJar dropped) {
        Bundle bundle = bundle(dropped);
        if (state.isDisabled(dropped.jar().plugin())) {
            return Optional.empty();
        }
        starting.run();
        try {
            if (bundle.getHeaders("").get(Constants.FRAGMENT_HOST) == null) {
                bundle.start(Bundle.START_ACTIVATION_POLICY);
            }
        } catch (BundleException e) {
            return Optional.of(Reasons.of(e));
        }
        Optional<String> why = components.failure(bundle);
        if (why.isEmpty()) {
            dropped.failed(false);
            keep(dropped);
        }
        return why;
    }

    private void keep(DroppedJar dropped) {
        if (dropped.isShipped()) {
            return; // the distribution has it
        }
        try {
            state.keepGood(dropped.file(), dropped.jar());
        } catch (DmartException e) {
            LOG.warn("No last good copy of {} could be kept", dropped.file(), e);
        }
    }

    private void failed(DroppedJar dropped, Jar jar, String why) {
        dropped.failed(true);
        problems.add(jar.plugin(), "version " + jar.version() + " does not start: " + why);
    }

    /** Returns from a jar that does not start to the last one that did, if there is another. */
    private void back(DroppedJar dropped, Jar broken) {
        stopQuietly(dropped);
        Optional<Jar> good = state.good(dropped.file()).filter(g -> !g.sha256().equals(broken.sha256()));
        if (good.isEmpty()) {
            dropped.jar(broken);
            return;
        }
        Jar jar = good.get();
        String newest = problems.of(broken.plugin()).stream().findFirst().orElse("");
        before.accept(jar);
        Optional<String> why = update(dropped, jar).or(() -> start(dropped));
        problems.add(
                jar.plugin(),
                why.map(w -> "version " + jar.version() + " does not start either: " + w)
                        .orElse(newest + "; version " + jar.version() + " runs again"));
    }

    private void stopQuietly(DroppedJar dropped) {
        try {
            bundle(dropped).stop(Bundle.STOP_TRANSIENT);
        } catch (BundleException e) {
            LOG.debug("{} did not stop", dropped.file(), e);
        }
    }

    /** Stops a bundle: returns when running calls of its listeners have ended, or were interrupted. */
    private void stop(DroppedJar dropped) {
        dropped.draining(true);
        try {
            bundle(dropped).stop();
        } catch (BundleException e) { // its activator failed; it is stopped all the same
            problems.add(dropped.jar().plugin(), "it did not stop cleanly: " + Reasons.of(e));
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

    /** A jar has gone. */
    synchronized void remove(File file) {
        DroppedJar dropped = jars.get(file.getName());
        if (dropped == null) {
            return;
        }
        take(dropped);
        String plugin = dropped.jar().plugin();
        if (jars.values().stream().noneMatch(d -> d.jar().plugin().equals(plugin))) {
            shipped.of(plugin).ifPresent(this::ship);
        }
    }

    private void take(DroppedJar dropped) {
        Bundle bundle = dropped.bundle();
        if (bundle != null) {
            stop(dropped);
            Optional<ClassLoader> loader = Leftovers.loader(bundle);
            try {
                bundle.uninstall();
                refresh(bundle);
            } catch (BundleException e) {
                LOG.error("{} could not be uninstalled", dropped.file(), e);
            }
            loader.flatMap(leftovers::watch)
                    .ifPresent(left -> LOG.warn("Plugin {}: {}", dropped.jar().plugin(), left));
        }
        jars.remove(dropped.file());
        problems.clear(dropped.jar().plugin());
        if (!dropped.isShipped()) {
            state.forgetGood(dropped.file());
        }
        LOG.info("Plugin {} {} is gone", dropped.jar().plugin(), dropped.jar().version());
    }

    /** Stops or starts the jars of a plugin that are there. @return whether there is one */
    synchronized boolean run(String plugin, boolean wanted) {
        List<DroppedJar> mine = jars.values().stream()
                .filter(d -> d.jar().plugin().equals(plugin))
                .toList();
        for (DroppedJar dropped : mine) {
            if (dropped.bundle() == null) {
                continue;
            }
            if (wanted) {
                start(dropped).ifPresent(why -> failed(dropped, dropped.jar(), why));
            } else {
                stop(dropped);
                dropped.draining(false);
            }
        }
        return !mine.isEmpty();
    }
}
