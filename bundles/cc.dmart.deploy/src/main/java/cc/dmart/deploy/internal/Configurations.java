package cc.dmart.deploy.internal;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.service.DeliveryService;
import java.io.IOException;
import java.util.Dictionary;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * What counts of the configurations of a plugin ({@code plugins-events.md} 2.7): that of its jar, over it the file of the watched
 * folder, the entry, and the environment. Thread-safe.
 */
final class Configurations {
    private static final String PID = "dmart.plugin.";
    private static final String OF_ENTRY = "its entry " + EntrySettings.FOLDER + "/";

    private final DeliveryService delivery;
    private final ConfigurationAdmin admin;
    private final Problems problems;
    private final Map<String, String> environment;
    private final EntrySettings entries;

    /** One for each plugin: who lays down waits for running calls of that one, and these may lay down another. */
    private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();

    Configurations(
            DeliveryService delivery,
            ConfigurationAdmin admin,
            Problems problems,
            Map<String, String> environment,
            EntrySettings entries) {
        this.delivery = delivery;
        this.admin = admin;
        this.problems = problems;
        this.environment = environment;
        this.entries = entries;
    }

    /**
     * What is put together, beside the entry.
     *
     * @param ofJar   what the jar of a plugin brings
     * @param ofFile  what the watched folder says
     * @param granted what it may
     */
    record Parts(JsonObject ofJar, JsonObject ofFile, Set<String> granted) {}

    /**
     * Tells the rest of the server what is laid down about a plugin, before code of it runs. One at a time for a plugin,
     * which reads all that it puts together, so that the last one has seen the last of each.
     *
     * @param parts reads what counts now
     * @throws DmartException.Unavailable if the thread is interrupted while it waits for another one; nothing is laid down then
     */
    void layDown(String plugin, Supplier<Parts> parts) {
        ReentrantLock lock = locks.computeIfAbsent(plugin, name -> new ReentrantLock());
        take(lock, plugin);
        try {
            layDownNow(plugin, parts);
        } finally {
            lock.unlock();
        }
    }

    /** Who waits here may be a call of the plugin that the other one waits for: its interrupt is how that ends. */
    private static void take(ReentrantLock lock, String plugin) {
        if (lock.tryLock()) {
            return; // an interrupt that is set before disturbs nothing
        }
        try {
            lock.lockInterruptibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw DmartException.Unavailable.now("The configuration of " + plugin + " is being changed", e);
        }
    }

    private void layDownNow(String plugin, Supplier<Parts> parts) {
        Parts now = parts.get();
        JsonObject counts;
        try {
            counts = merged(plugin, now.ofJar(), now.ofFile());
        } catch (IOException e) {
            problems.add(plugin, "its configuration is not complete: " + e.getMessage());
            counts = delivery.setup(plugin).config();
        }
        delivery.setup(plugin, new DeliveryService.Setup(counts, now.granted()));
        give(plugin, Definitions.properties(counts));
    }

    /** Whether what counts switches a plugin off. */
    boolean isOff(String plugin) {
        return !delivery.setup(plugin).config().bool("is_active").orElse(true);
    }

    /** Placeholders of an entry are not filled in: who may write entries need not be who may read files of the server. */
    private JsonObject merged(String plugin, JsonObject ofJar, JsonObject ofFile) throws IOException {
        JsonObject files = Definitions.filled(Definitions.over(ofJar, ofFile), environment);
        JsonObject laid = Definitions.over(files, ofEntry(plugin));
        JsonObject variables = Definitions.ofEnvironment(plugin, laid, environment);
        return Definitions.over(laid, Definitions.filled(variables, environment));
    }

    /** What may be shown of it, with the placeholders as they were written. */
    JsonObject shown(String plugin, JsonObject ofJar, JsonObject ofFile) {
        JsonObject all = Definitions.over(Definitions.over(ofJar, ofFile), ofEntry(plugin));
        return Definitions.masked(all).object("attributes").orElse(JsonObject.EMPTY);
    }

    /** What the entry of a plugin says; empty if that cannot be used. */
    JsonObject ofEntry(String plugin) {
        try {
            JsonObject out = entries.of(plugin);
            problems.forget(plugin, OF_ENTRY);
            return out;
        } catch (IOException e) {
            problems.add(plugin, OF_ENTRY + plugin + " does not count: " + e.getMessage());
            return JsonObject.EMPTY;
        }
    }

    /** Gives the attributes to components that take them by the PID {@code dmart.plugin.<name>}. */
    private void give(String plugin, Dictionary<String, Object> properties) {
        try {
            Configuration configuration = admin.getConfiguration(PID + plugin, "?");
            if (!properties.isEmpty()) {
                configuration.updateIfDifferent(properties);
            } else if (configuration.getProperties() != null) {
                configuration.delete();
            }
        } catch (IOException e) {
            problems.add(plugin, "its configuration could not be given to it: " + e.getMessage());
        }
    }
}
