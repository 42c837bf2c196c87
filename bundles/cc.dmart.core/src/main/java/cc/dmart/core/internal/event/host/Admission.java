package cc.dmart.core.internal.event.host;

import cc.dmart.api.plugin.BeforeHook;
import cc.dmart.api.plugin.EntryListener;
import cc.dmart.core.internal.event.delivery.DeliveryEngine;
import cc.dmart.core.internal.event.hook.HookChain;
import cc.dmart.core.internal.event.registration.Registration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets hooks into the chain and listeners to the journal ({@code plugins-events.md} 1.5, 2.6): they wait while an older listener
 * has their name or a plugin that they depend on is not there. Thread-safe, guarded by its monitor, under which no plugin is
 * called.
 */
final class Admission {
    private static final Logger LOG = LoggerFactory.getLogger(Admission.class);

    /** Plugins of the original whose work the server does itself, before anybody hears of a change. */
    private static final Set<String> OF_CORE = Set.of("action_log", "redis_db_update", "update_access_controls");

    private final HookChain chain;
    private final DeliveryEngine engine;
    private final PluginBundles bundles;
    private final WaitingRoom waiting = new WaitingRoom();
    private boolean closed;

    /** To a chain and an engine; {@code bundles} are the plugins that are there without a hook or a listener. */
    Admission(HookChain chain, DeliveryEngine engine, PluginBundles bundles) {
        this.chain = chain;
        this.engine = engine;
        this.bundles = bundles;
    }

    /** A hook appeared; it is used once the plugins are there that it depends on. */
    synchronized void add(Registration<BeforeHook> hook) {
        enter(new WaitingRoom.Guest(hook, true, () -> missing(hook), () -> {
            chain.add(hook);
            LOG.info("Hook {} is active", hook.name());
        }));
    }

    /** A listener appeared. */
    synchronized void addListener(Registration<EntryListener> listener) {
        enter(new WaitingRoom.Guest(
                listener, false, () -> older(listener).or(() -> missing(listener)), () -> engine.feed(listener)));
    }

    private void enter(WaitingRoom.Guest guest) {
        if (closed) {
            return;
        }
        waiting.enter(guest)
                .ifPresent(why -> LOG.info("{} waits: {}", guest.registration().name(), why));
        waiting.retry();
    }

    private Optional<String> older(Registration<EntryListener> listener) {
        return engine.runners().stream().anyMatch(r -> r.listener().name().equals(listener.name()))
                ? Optional.of("another version is still there; this one takes over when the jar of that is removed")
                : Optional.empty();
    }

    private Optional<String> missing(Registration<?> one) {
        if (one.dependsOn().isEmpty()) {
            return Optional.empty();
        }
        Set<String> there = plugins();
        return one.dependsOn().stream()
                .filter(name -> !there.contains(name) || name.equals(one.plugin()))
                .findFirst()
                .map(name -> "it needs plugin " + name);
    }

    private Set<String> plugins() {
        Set<String> out = new HashSet<>(OF_CORE);
        chain.hooks().forEach(h -> out.add(h.registration().plugin()));
        engine.runners().forEach(r -> out.add(r.listener().plugin()));
        out.addAll(bundles.names());
        return out;
    }

    /** Lets those in that waited for what is there now. */
    synchronized void retry() {
        if (!closed) {
            waiting.retry();
        }
    }

    /** A hook goes. */
    void remove(BeforeHook hook) {
        leave(hook);
        chain.remove(hook);
    }

    /** A listener goes; returns when its running calls have ended or were interrupted, at most 11 s. */
    void removeListener(EntryListener listener) {
        leave(listener); // it is not let in while it is taken away
        engine.remove(listener);
        retry();
    }

    private synchronized void leave(Object service) {
        waiting.leave(service);
    }

    /** The listeners and hooks that wait, and why. */
    synchronized List<WaitingRoom.Waiting> waiting() {
        return waiting.list();
    }

    /** Names of the listeners that are fed, and of what waits. */
    synchronized Set<String> names() {
        Set<String> out = new HashSet<>();
        engine.runners().forEach(r -> out.add(r.listener().name()));
        waiting.list().forEach(w -> out.add(w.registration().name()));
        return out;
    }

    /** Lets nobody in any more. */
    synchronized void close() {
        closed = true;
    }
}
