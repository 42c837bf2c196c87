package cc.dmart.deploy.internal;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.service.DeliveryService;
import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkListener;
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

    private final BundleSteps steps;
    private final StateFiles state;
    private final Problems problems;
    private final Components components;
    private final Predicate<String> isConfiguredOff;
    private final Consumer<Jar> before;
    private final Runnable starting;
    private final ShippedJars shipped;
    private final DroppedJars jars = new DroppedJars();
    private final FrameworkListener levels;

    /**
     * A keeper.
     *
     * @param isConfiguredOff whether its configuration switches a plugin off
     * @param before          told of a jar before any code of it runs
     * @param starting        told when a jar is in its place and its code is about to run
     */
    JarKeeper(
            BundleContext context,
            StateFiles state,
            Problems problems,
            Components components,
            ShippedJars shipped,
            Predicate<String> isConfiguredOff,
            Consumer<Jar> before,
            Runnable starting) {
        this.steps = new BundleSteps(context);
        this.levels = steps.atLevels(this::judge);
        this.state = state;
        this.problems = problems;
        this.components = components;
        this.isConfiguredOff = isConfiguredOff;
        this.before = before;
        this.starting = starting;
        this.shipped = shipped;
    }

    /** The jars as they are now. */
    DroppedJars jars() {
        return jars;
    }

    /** The jar of a dropped-in bundle. */
    Optional<DroppedJar> of(Bundle bundle) {
        if (!bundle.getLocation().startsWith(LOCATION)) {
            return Optional.empty();
        }
        return Optional.ofNullable(jars.at(bundle.getLocation().substring(LOCATION.length())));
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
        return jars.all().stream()
                .filter(d -> d.isShipped() && !d.isFailed() && !isOff(d))
                .map(DroppedJar::bundle)
                .anyMatch(b -> b != null && b.getState() != Bundle.ACTIVE);
    }

    /** A dropped jar takes the place of the one that came with the server. */
    private void displace(Jar by) {
        DroppedJar old = jars.at(SHIPPED + by.plugin());
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
            unreadable(name, name + " cannot be used: " + e.getMessage());
            return;
        }
        jars.unreadable().remove(name);
        DroppedJar known = jars.at(name);
        if (known != null
                || jars.of(jar.plugin()).filter(d -> d.bundle() != null).isEmpty()) {
            problems.clear(jar.plugin()); // beside another file of the plugin what is said of that one stays
        }
        if (known != null && known.jar().sha256().equals(jar.sha256()) && !known.isFailed()) {
            return;
        }
        if (known != null && known.bundle() != null) {
            replace(known, jar);
            letIn();
        } else {
            displace(jar);
            install(name, jar, false);
        }
    }

    private void unreadable(String name, String sentence) {
        DroppedJar known = jars.at(name);
        if (known == null) {
            jars.unreadable().put(name, sentence);
            LOG.error("Plugin {}: {}", DroppedJars.stem(name), sentence);
            return;
        }
        String plugin = known.jar().plugin();
        boolean runs = known.bundle() != null && !known.isFailed() && !isOff(known);
        problems.add(plugin, sentence + (runs ? "; version " + known.jar().version() + " goes on" : ""));
    }

    /** Jars that wait for the place of another one take it once it is free. */
    private void letIn() {
        for (DroppedJar one : jars.waiting()) {
            if (!jars.isBehind(one)) {
                problems.clear(one.jar().plugin());
                install(one.file(), one.jar(), false);
            }
        }
    }

    private void install(String name, Jar jar, boolean ofServer) {
        DroppedJar dropped = new DroppedJar(name, jar, ofServer);
        jars.put(dropped);
        before.accept(jar);
        try {
            dropped.bundle(steps.install(LOCATION + name, jar, ofServer ? START_LEVEL_SHIPPED : START_LEVEL));
        } catch (BundleException e) {
            dropped.waiting(e.getType() == BundleException.DUPLICATE_BUNDLE_ERROR);
            refused(dropped, Reasons.of(e));
            return;
        }
        start(dropped).ifPresent(why -> {
            failed(dropped, jar, why);
            back(dropped, jar);
        });
    }

    private void refused(DroppedJar dropped, String why) {
        dropped.failed(true);
        if (jars.isBehind(dropped)) {
            LOG.error("Plugin {}: {} is not used: {}", dropped.jar().plugin(), dropped.file(), why);
            jars.of(dropped.jar().plugin()).map(DroppedJar::jar).ifPresent(before); // what runs counts again
        } else {
            failed(dropped, dropped.jar(), why);
        }
    }

    private void replace(DroppedJar dropped, Jar jar) {
        Bundle bundle = dropped.made();
        Jar old = dropped.jar();
        stop(dropped);
        Optional<ClassLoader> loader = Leftovers.loader(bundle);
        Optional<String> why = update(dropped, jar).or(() -> start(dropped));
        dropped.draining(false);
        loader.flatMap(Leftovers::of).ifPresent(left -> problems.add(jar.plugin(), left));
        if (why.isEmpty()) {
            LOG.info("Plugin {}: version {} took over from {}", jar.plugin(), jar.version(), old.version());
        } else {
            failed(dropped, jar, why.get());
            back(dropped, jar);
        }
    }

    private Optional<String> update(DroppedJar dropped, Jar jar) {
        try {
            steps.update(dropped.made(), jar);
            dropped.jar(jar);
            before.accept(jar); // not earlier: a jar that is not taken changes nothing for the one that stays
            return Optional.empty();
        } catch (BundleException e) {
            return Optional.of(Reasons.of(e));
        }
    }

    private boolean isOff(DroppedJar dropped) {
        String plugin = dropped.jar().plugin();
        return state.isDisabled(plugin) || isConfiguredOff.test(plugin);
    }

    /** Starts a bundle unless it is switched off. @return why it does not run */
    private Optional<String> start(DroppedJar dropped) {
        Bundle bundle = dropped.made();
        if (isOff(dropped)) {
            return Optional.empty();
        }
        starting.run();
        try {
            BundleSteps.start(bundle);
        } catch (BundleException e) {
            return Optional.of(Reasons.of(e));
        }
        if (!steps.isDue(bundle)) { // the server starts: SCR knows nothing of it yet
            dropped.failed(false);
            dropped.unjudged(true);
            return Optional.empty();
        }
        return judged(dropped, components.failure(bundle));
    }

    private Optional<String> judged(DroppedJar dropped, Optional<String> why) {
        dropped.unjudged(false);
        if (why.isEmpty()) {
            dropped.failed(false);
            keep(dropped);
        }
        return why;
    }

    /** Looks at those that were started before the framework had come so far. */
    private synchronized void judge() {
        for (DroppedJar dropped : jars.all()) {
            Bundle bundle = dropped.bundle();
            boolean wanted = !dropped.isShipped() && !isOff(dropped);
            if (!dropped.isUnjudged() || !wanted || bundle == null || !steps.isDue(bundle)) {
                continue;
            }
            Optional<String> why = BundleSteps.isStarted(bundle)
                    ? components.failure(bundle)
                    : Optional.of("the framework could not start it; the log of the server says why");
            if (judged(dropped, why).isPresent()) {
                Jar jar = dropped.jar();
                failed(dropped, jar, why.get());
                back(dropped, jar);
            }
        }
    }

    /** Looks at nothing any more. */
    void close() {
        steps.forget(levels);
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
        BundleSteps.stopQuietly(dropped.made());
        Optional<Jar> good = state.good(dropped.file()).filter(g -> !g.sha256().equals(broken.sha256()));
        if (good.isEmpty()) {
            dropped.jar(broken);
            return;
        }
        Jar jar = good.get();
        String newest = problems.of(broken.plugin()).stream().findFirst().orElse("");
        Optional<String> why = update(dropped, jar).or(() -> start(dropped));
        problems.add(
                jar.plugin(),
                why.map(w -> "version " + jar.version() + " does not start either: " + w)
                        .orElse(newest + "; version " + jar.version() + " runs again"));
    }

    /** Stops a bundle: returns when running calls of its listeners have ended, or were interrupted. */
    private void stop(DroppedJar dropped) {
        dropped.draining(true);
        dropped.unjudged(false);
        try {
            BundleSteps.stop(dropped.made());
        } catch (BundleException e) { // its activator failed; it is stopped all the same
            problems.add(dropped.jar().plugin(), "it did not stop cleanly: " + Reasons.of(e));
        }
    }

    /** A jar has gone. */
    synchronized void remove(File file) {
        jars.unreadable().remove(file.getName());
        DroppedJar dropped = jars.at(file.getName());
        if (dropped == null) {
            return;
        }
        take(dropped);
        String plugin = dropped.jar().plugin();
        if (jars.all().stream().noneMatch(d -> d.jar().plugin().equals(plugin))) {
            shipped.of(plugin).ifPresent(this::ship);
        }
        letIn();
    }

    private void take(DroppedJar dropped) {
        Bundle bundle = dropped.bundle();
        if (bundle != null) {
            stop(dropped);
            Optional<ClassLoader> loader = Leftovers.loader(bundle);
            steps.uninstall(bundle);
            loader.flatMap(Leftovers::of)
                    .ifPresent(left -> LOG.warn("Plugin {}: {}", dropped.jar().plugin(), left));
        }
        jars.remove(dropped);
        if (!dropped.isWaiting()) {
            problems.clear(dropped.jar().plugin());
        }
        if (!dropped.isShipped()) {
            state.forgetGood(dropped.file());
        }
        LOG.info("Plugin {} {} is gone", dropped.jar().plugin(), dropped.jar().version());
    }

    /** Restarts a plugin whose services need one of these grants: who uses them looks at them once, and what they lack is told anew. */
    synchronized void showAnew(String plugin, Set<String> grants) {
        boolean needs = jars.allOf(plugin).stream()
                .map(DroppedJar::bundle)
                .anyMatch(b -> b != null && ServiceFence.needsOneOf(b, grants));
        problems.forget(plugin, ServiceFence.ungranted(needs ? DeliveryService.GRANTS : grants));
        if (needs) {
            run(plugin, false);
            run(plugin, true);
        }
    }

    /** Stops the jars of a plugin that its configuration has switched off, or starts them again; takes no lock if neither. */
    void follow(String plugin) {
        for (DroppedJar dropped : jars.allOf(plugin)) {
            Bundle bundle = dropped.bundle();
            if (bundle != null && BundleSteps.isToRun(bundle) == isOff(dropped)) {
                run(plugin, !isOff(dropped));
            }
        }
    }

    /** Stops or starts the jars of a plugin that are there. @return whether there is one */
    synchronized boolean run(String plugin, boolean wanted) {
        List<DroppedJar> mine = jars.allOf(plugin);
        for (DroppedJar dropped : mine) {
            if (dropped.bundle() != null && wanted) {
                start(dropped).ifPresent(why -> failed(dropped, dropped.jar(), why));
            } else if (dropped.bundle() != null) {
                stop(dropped);
                dropped.draining(false);
            }
        }
        return !mine.isEmpty();
    }
}
