package cc.dmart.core.internal.event.host;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.plugin.BeforeHook;
import cc.dmart.api.plugin.EntryListener;
import cc.dmart.api.storage.Change;
import cc.dmart.api.storage.ChangeOp;
import cc.dmart.api.storage.PayloadChange;
import cc.dmart.api.storage.testing.InMemoryEntryStore;
import cc.dmart.core.internal.event.HookDispatcher;
import cc.dmart.core.internal.event.PluginRegistry;
import cc.dmart.core.internal.event.delivery.DeadLetters;
import cc.dmart.core.internal.event.delivery.ListenerRunner;
import cc.dmart.core.internal.event.journal.Passages;
import cc.dmart.core.internal.event.registration.PluginSetups;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.osgi.framework.BundleContext;

/** A plugin host on a store in memory, and events of entry {@code x1}, {@code x2}, ... of space {@code shop}. */
public final class PluginFixture implements AutoCloseable {
    public final InMemoryEntryStore store = new InMemoryEntryStore();
    public final PluginHost host;
    final PluginSetups setups = new PluginSetups();
    public final Path folder;

    public PluginFixture(String activation, int hookBudgetMillis) {
        this(activation, hookBudgetMillis, Optional.empty());
    }

    public PluginFixture(String activation, int hookBudgetMillis, Optional<BundleContext> bundles) {
        space("[]");
        try {
            folder = Files.createTempDirectory("dmart-plugins");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        host = new PluginHost(
                store,
                store,
                caller -> Set.of("role_of_" + caller.user()),
                setups,
                activation,
                hookBudgetMillis,
                7,
                new PluginRegistry.Places(folder, Optional.empty(), ZoneOffset.UTC),
                new PluginBundles(bundles),
                new Passages(Duration.ofHours(1), System::nanoTime)); // no test is slower than that
    }

    public PluginFixture() {
        this("dropped", 300);
    }

    public static JsonObject json(String text) {
        return (JsonObject) JsonCodec.parse(text.replace('\'', '"'));
    }

    /** A hook with these properties appears. */
    public void addHook(BeforeHook hook, Map<String, Object> properties, String bundle) {
        host.addHook(hook, properties, bundle);
    }

    /** A listener with these properties appears. */
    public void addListener(EntryListener listener, Map<String, Object> properties, String bundle) {
        host.addListener(listener, properties, bundle);
    }

    /** The listeners. */
    public List<ListenerRunner> runners() {
        return host.runners();
    }

    /** What was given up. */
    public DeadLetters dead() {
        return host.dead();
    }

    /** What is laid down about plugins. */
    public PluginSetups setups() {
        return setups;
    }

    /** Sets the list of active plugins of the space. */
    public void space(String plugins) {
        store.put(Locator.ofSpace(new SpaceName("shop")), json("{'active_plugins':" + plugins + "}"));
    }

    public static EntryEvent event(String id, String shortname, ActionType action) {
        return new EntryEvent(
                id,
                0,
                "shop",
                "/products",
                Optional.of(shortname),
                action,
                Optional.of(ResourceType.CONTENT),
                Optional.empty(),
                JsonObject.EMPTY,
                "lina",
                "2026-01-01T00:00:00",
                "r",
                Optional.of("uuid-" + shortname),
                Optional.empty(),
                0);
    }

    /** Commits a change of an entry, with its event. */
    public EntryEvent commit(String id, String shortname, boolean silent) {
        EntryEvent event = event(id, shortname, ActionType.UPDATE);
        Locator at = Locator.of("shop", "products", shortname, ResourceType.CONTENT);
        ChangeOp put = new ChangeOp.PutEntry(at, JsonObject.EMPTY, new PayloadChange.Keep(), false);
        store.commit(new Change(List.of(put), List.of(event), silent));
        return event;
    }

    /** The call before an update of {@code x1} with these attributes. */
    public static HookDispatcher.Call call(String attributes) {
        return new HookDispatcher.Call(
                Caller.of("lina", "r", Map.of()),
                ActionType.UPDATE,
                Locator.of("shop", "products", "x1", ResourceType.CONTENT),
                Optional.empty(),
                Optional.of(WireRecord.of(ResourceType.CONTENT, "x1", "products", json(attributes))),
                JsonObject.EMPTY);
    }

    /** Waits until something holds, at most ten seconds. */
    public static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                Assertions.fail("not in time: " + what);
            }
            LockSupport.parkNanos(2_000_000);
        }
    }

    @Override
    public void close() {
        host.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
