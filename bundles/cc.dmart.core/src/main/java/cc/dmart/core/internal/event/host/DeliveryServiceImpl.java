package cc.dmart.core.internal.event.host;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.Space;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.plugin.BeforeHook;
import cc.dmart.api.service.DeliveryService;
import cc.dmart.api.service.JobStatus;
import cc.dmart.api.service.ListenerStatus;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.core.internal.CoreThreads;
import cc.dmart.core.internal.event.call.PluginState;
import cc.dmart.core.internal.event.delivery.LetterRetries;
import cc.dmart.core.internal.event.delivery.ListenerRunner;
import cc.dmart.core.internal.event.hook.HookChain;
import cc.dmart.core.internal.event.job.JobRunner;
import cc.dmart.core.internal.event.journal.OrphanCursors;
import cc.dmart.core.internal.event.journal.Told;
import cc.dmart.core.internal.event.registration.Registration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@link DeliveryService} over the whiteboards. Thread-safe. */
@Component
public final class DeliveryServiceImpl implements DeliveryService {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryServiceImpl.class);
    private static final int REPLAYS = 2;
    private static final long FIRE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final PluginHost host;
    private final JobRunner jobs;
    private final EntryStore store;
    private final ExecutorService replays = CoreThreads.workers("dmart-replay", REPLAYS);
    private final LetterRetries retries;

    /** A service over the plugins of the moment. */
    @Activate
    public DeliveryServiceImpl(@Reference PluginHost host, @Reference JobRunner jobs, @Reference EntryStore store) {
        this.store = store;
        this.host = host;
        this.jobs = jobs;
        this.retries = new LetterRetries(host.dead());
    }

    @Override
    public Map<String, List<String>> spacesByPlugin() {
        Map<String, List<String>> out = new HashMap<>();
        for (SpaceName space : store.spaces()) {
            store.find(Locator.ofSpace(space))
                    .map(found -> Set.copyOf(new Space(found.entry()).activePlugins()))
                    .orElse(Set.of())
                    .forEach(plugin ->
                            out.computeIfAbsent(plugin, p -> new ArrayList<>()).add(space.value()));
        }
        return out;
    }

    @Override
    public List<ListenerStatus> listeners() {
        List<ListenerStatus> out = new ArrayList<>();
        host.chain().hooks().forEach(hook -> out.add(status(hook)));
        host.engine().runners().forEach(runner -> out.add(status(runner)));
        host.admission().waiting().forEach(waiting -> out.add(status(waiting)));
        host.orphans().list().forEach(orphan -> out.add(status(orphan)));
        out.sort(Comparator.comparing(ListenerStatus::plugin).thenComparing(ListenerStatus::name));
        return out;
    }

    private ListenerStatus status(HookChain.Hook hook) {
        Registration<BeforeHook> of = hook.registration();
        PluginState state = hook.state();
        boolean granted = host.chain().isGranted(hook);
        return new ListenerStatus(
                of.plugin(),
                of.name(),
                "before",
                "hook",
                state.isStuck() ? "STUCK" : granted ? "ACTIVE" : "WAITING",
                of.filter().toJson(),
                of.ordinal(),
                0,
                state.worked(),
                state.failed(),
                0,
                0,
                0,
                state.times().millis(0.5),
                state.times().millis(0.99),
                state.times().seconds(),
                state.breaker(),
                problem(state, granted ? "" : "it needs the grant before_hooks"));
    }

    private ListenerStatus status(ListenerRunner runner) {
        Registration<?> of = runner.listener();
        PluginState state = runner.state();
        return new ListenerStatus(
                of.plugin(),
                of.name(),
                "after",
                of.delivery().wire(),
                state.isStuck() ? "STUCK" : "ACTIVE",
                of.filter().toJson(),
                of.ordinal(),
                runner.lag(),
                state.worked(),
                state.failed(),
                runner.retrying(),
                host.dead().count(of.name()),
                runner.dropped(),
                state.times().millis(0.5),
                state.times().millis(0.99),
                state.times().seconds(),
                state.breaker(),
                problem(state, ""));
    }

    private ListenerStatus status(WaitingRoom.Waiting waiting) {
        Registration<?> of = waiting.registration();
        return new ListenerStatus(
                of.plugin(),
                of.name(),
                waiting.hook() ? "before" : "after",
                waiting.hook() ? "hook" : of.delivery().wire(),
                "WAITING",
                of.filter().toJson(),
                of.ordinal(),
                0,
                0,
                0,
                0,
                host.dead().count(of.name()),
                0,
                0,
                0,
                0,
                "CLOSED",
                waiting.why());
    }

    private ListenerStatus status(OrphanCursors.Orphan orphan) {
        String name = orphan.listener();
        String until = orphan.until().map(t -> "until " + t).orElse("for ever");
        return new ListenerStatus(
                OrphanCursors.plugin(name),
                name,
                "after",
                Registration.Delivery.DURABLE.wire(),
                "GONE",
                JsonObject.EMPTY,
                0,
                host.engine().behind(orphan.seq()),
                0,
                0,
                0,
                host.dead().count(name),
                0,
                0,
                0,
                0,
                "CLOSED",
                "not there since " + orphan.since() + "; the journal is kept for it " + until);
    }

    @Override
    public Set<String> missing(String plugin) {
        return host.orphans().missing(plugin, host.admission().names());
    }

    @Override
    public void forget(String listener) {
        if (!OrphanCursors.isOfListener(listener)
                || !missing(OrphanCursors.plugin(listener)).contains(listener)) {
            throw DmartException.NotFound.entry();
        }
        host.orphans().forget(listener);
        LOG.info("The position of listener {} was forgotten", listener);
    }

    private static String problem(PluginState state, String other) {
        return state.isStuck() ? "it ignores interrupts and is left alone until its jar is replaced" : other;
    }

    @Override
    public List<JobStatus> jobs() {
        return jobs.status().stream()
                .sorted(Comparator.comparing(JobStatus::plugin).thenComparing(JobStatus::name))
                .toList();
    }

    @Override
    public void run(String job) {
        jobs.run(job);
    }

    @Override
    public List<String> matching(EntryEvent event) {
        Told told = Told.of(event);
        Stream<String> hooks = host.chain().hooks().stream()
                .map(HookChain.Hook::registration)
                .filter(h -> h.filter().matches(told.occurrence()))
                .map(Registration::name);
        Stream<String> listeners = host.engine().runners().stream()
                .filter(r -> r.wantsAgain(told))
                .map(r -> r.listener().name());
        return Stream.concat(hooks, listeners).toList();
    }

    @Override
    public List<String> fire(EntryEvent event) {
        Told told = Told.of(event);
        long end = System.nanoTime() + FIRE_NANOS;
        return host.engine().runners().stream()
                .filter(runner -> runner.wantsAgain(told) && taken(runner, event, end))
                .map(runner -> runner.listener().name())
                .toList();
    }

    @Override
    public List<JsonObject> deadLetters(String listener, int offset, int limit) {
        return host.dead().list(checked(listener), Math.max(0, offset), Math.max(0, limit));
    }

    @Override
    public int deadLetterCount(String listener) {
        return host.dead().count(checked(listener));
    }

    @Override
    public Set<String> withDeadLetters() {
        return host.dead().listeners();
    }

    @Override
    public int retry(String listener, Set<String> eventIds) {
        return retries.begin(runner(checked(listener)), eventIds);
    }

    private static boolean taken(ListenerRunner runner, EntryEvent event, long end) {
        try {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (runner.again(event, Math.max(0, left))) {
                return true;
            }
            LOG.warn(
                    "Listener {} has no room for an event that an operator made up",
                    runner.listener().name());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    @Override
    public int discard(String listener, Set<String> eventIds) {
        int count = host.dead().discard(checked(listener), eventIds);
        LOG.info("{} dead letters of {} were discarded", count, listener);
        return count;
    }

    @Override
    public void replay(String listener, long afterSeq) {
        replay(listener, Math.max(0, afterSeq), Instant.MIN);
    }

    @Override
    public void replay(String listener, Instant from) {
        replay(listener, 0, from);
    }

    private void replay(String listener, long afterSeq, Instant from) {
        ListenerRunner runner = runner(listener);
        LOG.info("Listener {} hears again what happened after {} since {}", listener, afterSeq, from);
        replays.execute(() -> runner.replay(afterSeq, from));
    }

    private ListenerRunner runner(String listener) {
        return host.engine().runners().stream()
                .filter(r -> r.listener().name().equals(listener))
                .findFirst()
                .orElseThrow(DmartException.NotFound::entry);
    }

    /** A name that is a file name and no path. */
    private static String checked(String listener) {
        if (!listener.equals(Registration.clean(listener)) || listener.startsWith(".")) {
            throw DmartException.NotFound.entry();
        }
        return listener;
    }

    @Override
    public Setup setup(String plugin) {
        return host.setup(plugin);
    }

    @Override
    public void setup(String plugin, Setup setup) {
        boolean changed = true;
        try {
            changed = host.setup(plugin, setup);
        } finally { // the jobs of a plugin do not depend on what its listeners did when they were taken away
            if (changed) {
                jobs.changed(plugin);
            }
        }
    }

    /** Ends replays, and retries of letters. */
    @Deactivate
    public void close() {
        retries.close();
        replays.shutdownNow();
    }
}
