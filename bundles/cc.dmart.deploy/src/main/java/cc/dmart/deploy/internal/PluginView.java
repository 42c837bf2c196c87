package cc.dmart.deploy.internal;

import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Timestamps;
import cc.dmart.api.service.DeliveryService;
import cc.dmart.api.service.JobStatus;
import cc.dmart.api.service.ListenerStatus;
import cc.dmart.api.service.PluginStatus;
import cc.dmart.api.service.PluginStatus.State;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;

/** How plugins are doing, put together from what is kept about them ({@code plugins-events.md} 2.8). Thread-safe. */
final class PluginView {
    private final JarKeeper jars;
    private final DefinitionKeeper definitions;
    private final StateFiles state;
    private final Problems problems;
    private final Components components;
    private final DeliveryService delivery;
    private final Grants grants;
    private final Configurations laid;
    private final Supplier<ZoneId> zone;

    PluginView(
            JarKeeper jars,
            DefinitionKeeper definitions,
            StateFiles state,
            Problems problems,
            Components components,
            DeliveryService delivery,
            Grants grants,
            Configurations laid,
            Supplier<ZoneId> zone) {
        this.jars = jars;
        this.definitions = definitions;
        this.state = state;
        this.problems = problems;
        this.components = components;
        this.delivery = delivery;
        this.grants = grants;
        this.laid = laid;
        this.zone = zone;
    }

    /** The jar of a plugin. */
    Optional<DroppedJar> jarOf(String plugin) {
        return jars.jars().of(plugin);
    }

    /** A configuration without the masks that it was shown with. @throws DmartException.Invalid if one stands for nothing */
    JsonObject unmasked(String plugin, JsonObject config) {
        JsonObject file = definitions.of(plugin);
        JsonObject jar = jarOf(plugin).flatMap(d -> d.jar().config()).orElse(JsonObject.EMPTY);
        JsonObject out = Masks.removed(config, new Masks.Sources(file, jar, laid.ofEntry(plugin)));
        boolean shown = Definitions.isWebhook(file) && out.has("url") && !out.has("type"); // its type is not shown
        return shown ? out.with("type", new JsonString("webhook")) : out;
    }

    /** The plugins by name. */
    List<PluginStatus> plugins() {
        List<ListenerStatus> listeners = delivery.listeners();
        List<PluginStatus> out = new ArrayList<>();
        jars.jars().all().stream().filter(d -> !jars.jars().isBehind(d)).forEach(d -> out.add(status(d, listeners)));
        jars.jars().unreadable().forEach((file, why) -> {
            String name = DroppedJars.stem(file);
            if (jarOf(name).isEmpty()) {
                out.add(unreadable(name, file, why));
            }
        });
        for (DefinitionKeeper.Definition one : definitions.all()) {
            boolean alone = one.isWebhook()
                    || (one.json().isEmpty() && jarOf(one.plugin()).isEmpty());
            if (alone) {
                out.add(status(one, listeners));
            }
        }
        out.sort(Comparator.comparing(PluginStatus::name).thenComparing(PluginStatus::source));
        return out;
    }

    /** Whether a plugin does not run that should. */
    boolean hasFailures() {
        return plugins().stream().anyMatch(p -> p.state() == State.FAILED || p.state() == State.STUCK);
    }

    private PluginStatus status(DroppedJar dropped, List<ListenerStatus> listeners) {
        Jar jar = dropped.jar();
        List<String> sentences = new ArrayList<>();
        State now = state(dropped, listeners, sentences);
        sentences.addAll(problems.of(jar.plugin()));
        sentences.addAll(jars.jars().besides(jar.plugin()));
        return new PluginStatus(
                jar.plugin(),
                jar.version(),
                now,
                dropped.file(),
                jar.sha256(),
                jar.spi(),
                List.copyOf(routes(dropped)),
                grants.of(jar),
                laid.shown(jar.plugin(), jar.config().orElse(JsonObject.EMPTY), definitions.of(jar.plugin())),
                sentences);
    }

    private PluginStatus unreadable(String name, String file, String why) {
        return new PluginStatus(
                name, "", State.FAILED, file, "", "", List.of(), grants.of(name), JsonObject.EMPTY, List.of(why));
    }

    private State state(DroppedJar dropped, List<ListenerStatus> listeners, List<String> sentences) {
        String plugin = dropped.jar().plugin();
        Bundle bundle = dropped.bundle();
        if (dropped.isDraining()) {
            return State.DRAINING;
        }
        if (state.isDisabled(plugin) || laid.isOff(plugin)) {
            return State.DISABLED;
        }
        if (dropped.isFailed()) {
            return State.FAILED;
        }
        if (bundle == null || !BundleSteps.isStarted(bundle)) {
            sentences.add("it is starting");
            return State.UNSATISFIED;
        }
        return running(plugin, listeners, sentences, Optional.of(bundle));
    }

    private State running(
            String plugin, List<ListenerStatus> listeners, List<String> sentences, Optional<Bundle> bundle) {
        List<ListenerStatus> mine =
                listeners.stream().filter(l -> l.plugin().equals(plugin)).toList();
        mine.stream()
                .filter(l -> !l.problem().isEmpty())
                .map(l -> l.name() + ": " + l.problem())
                .forEach(sentences::add);
        Optional<String> failure = bundle.flatMap(components::failure);
        Optional<String> missing = bundle.flatMap(components::missing).or(() -> bundle.flatMap(components::pending));
        failure.ifPresent(sentences::add);
        missing.ifPresent(sentences::add);
        if (failure.isPresent()) {
            return State.FAILED;
        }
        if (mine.stream().anyMatch(l -> l.state().equals("STUCK"))) {
            return State.STUCK;
        }
        boolean waits = mine.stream().anyMatch(l -> l.state().equals("WAITING"));
        return waits || missing.isPresent() ? State.UNSATISFIED : State.ACTIVE;
    }

    private PluginStatus status(DefinitionKeeper.Definition one, List<ListenerStatus> listeners) {
        List<String> sentences = new ArrayList<>();
        State now;
        if (state.isDisabled(one.plugin()) || !one.json().bool("is_active").orElse(true)) {
            now = State.DISABLED;
        } else if (!definitions.isRunning(one.plugin())) {
            now = State.FAILED;
        } else {
            now = running(one.plugin(), listeners, sentences, Optional.empty());
        }
        sentences.addAll(problems.of(one.plugin()));
        return new PluginStatus(
                one.plugin(),
                "",
                now,
                one.file(),
                one.sha256(),
                "",
                List.of(),
                grants.of(one.plugin()),
                Definitions.masked(one.json().without("type")),
                sentences);
    }

    private static Set<String> routes(DroppedJar dropped) {
        Set<String> out = new TreeSet<>();
        for (ServiceReference<?> reference : registered(dropped)) {
            boolean resource = "true".equals(String.valueOf(reference.getProperty("osgi.jakartars.resource")));
            if (resource && Routes.problem(dropped.jar().plugin(), reference).isEmpty()) {
                out.addAll(Routes.of(reference));
            }
        }
        return out;
    }

    private static List<ServiceReference<?>> registered(DroppedJar dropped) {
        Bundle bundle = dropped.bundle();
        try {
            ServiceReference<?>[] all = bundle == null ? null : bundle.getRegisteredServices();
            return all == null ? List.of() : List.of(all);
        } catch (IllegalStateException e) { // the bundle has just gone
            return List.of();
        }
    }

    /** Attributes as {@code /info/plugins} answers them, in the order of the plugins. */
    List<JsonObject> attributes(List<PluginStatus> plugins, boolean administrator) {
        List<ListenerStatus> listeners = delivery.listeners();
        if (!administrator) {
            return plugins.stream()
                    .map(p -> known(p, listeners(p, listeners)).build())
                    .toList();
        }
        Map<String, List<String>> spaces = delivery.spacesByPlugin();
        return plugins.stream()
                .map(p -> attributes(p, listeners(p, listeners), spaces.getOrDefault(p.name(), List.of())))
                .toList();
    }

    private static List<JsonValue> listeners(PluginStatus plugin, List<ListenerStatus> all) {
        return all.stream()
                .filter(l -> l.plugin().equals(plugin.name()))
                .<JsonValue>map(PluginView::json)
                .toList();
    }

    /** What everybody may know. */
    private JsonObject.Builder known(PluginStatus plugin, List<JsonValue> listeners) {
        return JsonObject.builder()
                .put("version", plugin.version())
                .put("type", listeners.isEmpty() && !hears(plugin.name()) ? "api" : "hook")
                .put("is_active", plugin.isActive())
                .put("status", plugin.state().name())
                .put("routes", JsonArray.ofStrings(plugin.routes()));
    }

    /** Whether it would hear of something if it ran. */
    private boolean hears(String plugin) {
        return jarOf(plugin).filter(d -> d.jar().hears()).isPresent() || Definitions.isWebhook(definitions.of(plugin));
    }

    private JsonObject attributes(PluginStatus plugin, List<JsonValue> listeners, List<String> spaces) {
        return known(plugin, listeners)
                .put("source", plugin.source())
                .put("sha256", plugin.sha256())
                .put("spi", plugin.spi())
                .put("spaces", JsonArray.ofStrings(spaces))
                .put("listeners", new JsonArray(listeners))
                .put("jobs", new JsonArray(jobs(plugin.name())))
                .put("tools", JsonArray.EMPTY)
                .put(
                        "grants",
                        JsonArray.ofStrings(plugin.grants().stream().sorted().toList()))
                .put("config", plugin.config())
                .put("problems", JsonArray.ofStrings(plugin.problems()))
                .build();
    }

    private List<JsonValue> jobs(String plugin) {
        return delivery.jobs().stream()
                .filter(j -> j.plugin().equals(plugin))
                .<JsonValue>map(j -> json(j, zone.get()))
                .toList();
    }

    private static JsonObject json(JobStatus job, ZoneId zone) {
        List<JsonValue> runs = job.runs().stream()
                .<JsonValue>map(r -> JsonObject.builder()
                        .put("began", Timestamps.format(r.began(), zone))
                        .put("millis", r.millis())
                        .put("error", r.error())
                        .build())
                .toList();
        return JsonObject.builder()
                .put("name", job.name())
                .put("schedule", job.schedule())
                .put("running", job.running())
                .putIfPresent("next", job.next().map(next -> Timestamps.format(next, zone)))
                .put("runs", new JsonArray(runs))
                .build();
    }

    private static JsonObject json(ListenerStatus listener) {
        return JsonObject.builder()
                .put("name", listener.name())
                .put("phase", listener.phase())
                .put("delivery", listener.delivery())
                .put("state", listener.state())
                .put("filters", listener.filters())
                .put("ordinal", (long) listener.ordinal())
                .put("lag", listener.lag())
                .put("delivered", listener.delivered())
                .put("failed", listener.failed())
                .put("retrying", listener.retrying())
                .put("dead", listener.dead())
                .put("dropped", listener.dropped())
                .put("p50_ms", Math.round(listener.p50Millis()))
                .put("p99_ms", Math.round(listener.p99Millis()))
                .put("breaker", listener.breaker())
                .build();
    }
}
