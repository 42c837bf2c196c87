package cc.dmart.deploy.internal;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.plugin.EntryListener;
import cc.dmart.api.plugin.PluginProperties;
import java.io.File;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.util.Collection;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/**
 * The files {@code <plugin>.json} of the watched folder: a webhook, or the configuration of a plugin ({@code plugins-events.md}
 * 2.3, 2.6). One that cannot be read leaves the last good one in place. Thread-safe: changes one at a time, guarded by the
 * monitor; reading takes no lock.
 */
final class DefinitionKeeper {
    private static final String SUFFIX = ".json";

    /**
     * A file.
     *
     * @param json   its last good content; empty if there never was one
     * @param sha256 of that content
     */
    record Definition(String plugin, String file, JsonObject json, String sha256) {
        /** Whether it stands for itself. */
        boolean isWebhook() {
            return Definitions.isWebhook(json);
        }
    }

    private final BundleContext context;
    private final HttpClient client;
    private final Problems problems;
    private final Predicate<String> isOff;
    private final Consumer<String> changed;
    private final Map<String, Definition> all = new ConcurrentHashMap<>();
    private final Map<String, ServiceRegistration<EntryListener>> webhooks = new ConcurrentHashMap<>();
    private final Map<String, String> environment;

    /**
     * A keeper.
     *
     * @param isOff   whether an operator switched a plugin off
     * @param changed told the name of a plugin whose definition changed, before a webhook starts
     */
    DefinitionKeeper(
            BundleContext context,
            HttpClient client,
            Problems problems,
            Map<String, String> environment,
            Predicate<String> isOff,
            Consumer<String> changed) {
        this.context = context;
        this.client = client;
        this.problems = problems;
        this.environment = environment;
        this.isOff = isOff;
        this.changed = changed;
    }

    /** Whether a file is one of these. */
    static boolean isDefinition(File file) {
        return file.getName().endsWith(SUFFIX) && !file.getName().startsWith(".");
    }

    /** The files as they are now. */
    Collection<Definition> all() {
        return all.values();
    }

    /** The definition of a plugin; empty if there is none. */
    JsonObject of(String plugin) {
        @Nullable Definition found = all.get(plugin);
        return found == null ? JsonObject.EMPTY : found.json();
    }

    /** @throws DmartException.Invalid if it is none, or a webhook with it would be none any more, or would not start */
    void require(String plugin, JsonObject json) {
        Optional<ConfigForm.Mistake> mistake = ConfigForm.mistake(json);
        if (mistake.isPresent()) {
            throw mistake.get().refusal();
        }
        if (!Definitions.isWebhook(json)) {
            if (Definitions.isWebhook(of(plugin))) {
                throw DmartException.Invalid.field("type", plugin + " is a webhook: type is webhook, and it has a url");
            }
            return;
        }
        try {
            Webhook unused = new Webhook(client, Definitions.filled(json, environment));
        } catch (IOException e) {
            throw DmartException.Invalid.field(List.of("body"), String.valueOf(e.getMessage()), "value_error");
        }
    }

    /** A file appeared or changed. */
    synchronized void put(File file) {
        String plugin = DroppedJars.stem(file.getName());
        JsonObject json;
        String sum;
        try {
            byte[] bytes = Files.readAllBytes(file.toPath());
            sum = Jar.sha256(bytes);
            json = Definitions.parse(bytes);
            if (Definitions.isWebhook(json)) {
                Webhook unused = new Webhook(client, Definitions.filled(json, environment));
            }
        } catch (IOException e) {
            boolean known = all.containsKey(plugin) && !of(plugin).isEmpty();
            all.putIfAbsent(plugin, new Definition(plugin, file.getName(), JsonObject.EMPTY, ""));
            problems.add(
                    plugin,
                    file.getName() + " cannot be used: " + e.getMessage() + (known ? "; the last good one stays" : ""));
            return;
        }
        @Nullable Definition old = all.get(plugin);
        problems.clear(plugin); // also when a broken file is put back to what it was
        if (old != null && old.sha256().equals(sum)) {
            if (!isRunning(plugin)) {
                start(plugin);
            }
            return;
        }
        stop(plugin);
        all.put(plugin, new Definition(plugin, file.getName(), json, sum));
        changed.accept(plugin);
        start(plugin);
        ConfigForm.mistake(json)
                .ifPresent(m -> problems.add(plugin, file.getName() + ": " + m.sentence() + "; it does not count"));
    }

    /** A file has gone. */
    synchronized void remove(File file) {
        String plugin = DroppedJars.stem(file.getName());
        if (all.remove(plugin) != null) {
            stop(plugin);
            problems.clear(plugin);
            changed.accept(plugin);
        }
    }

    /** Starts or stops the webhook of a name. @return whether there is one */
    synchronized boolean run(String plugin, boolean wanted) {
        if (!Definitions.isWebhook(of(plugin))) {
            return false;
        }
        stop(plugin);
        if (wanted) {
            start(plugin);
        }
        return true;
    }

    /** Whether a webhook of this name runs. */
    boolean isRunning(String plugin) {
        return webhooks.containsKey(plugin);
    }

    private void start(String plugin) {
        JsonObject json = of(plugin);
        if (!Definitions.isWebhook(json) || isOff.test(plugin)) {
            return;
        }
        try {
            EntryListener webhook = new Webhook(client, Definitions.filled(json, environment));
            Dictionary<String, Object> properties =
                    FrameworkUtil.asDictionary(Map.of(PluginProperties.PLUGIN, plugin, "component.name", "Webhook"));
            webhooks.put(plugin, context.registerService(EntryListener.class, webhook, properties));
        } catch (IOException e) {
            problems.add(plugin, "the webhook does not start: " + e.getMessage());
        }
    }

    private void stop(String plugin) {
        Optional.ofNullable(webhooks.remove(plugin)).ifPresent(ServiceRegistration::unregister);
    }

    /** Ends all webhooks. */
    synchronized void close() {
        webhooks.keySet().forEach(this::stop);
    }
}
