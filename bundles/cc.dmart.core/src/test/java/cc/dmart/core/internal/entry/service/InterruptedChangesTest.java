package cc.dmart.core.internal.entry.service;

import static cc.dmart.api.model.RequestType.UPDATE;
import static cc.dmart.api.model.ResourceType.CONTENT;
import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.service.BatchResult;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.core.internal.entry.pipeline.ChangePipeline;
import cc.dmart.core.internal.feed.IndexFeed;
import cc.dmart.core.internal.quota.Quotas;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A call that is interrupted, as that of a plugin over its budget, while its change is made. */
class InterruptedChangesTest {
    private final EntryWorld world = new EntryWorld();
    private final List<String> seen = new ArrayList<>();

    @AfterEach
    void close() {
        world.close();
    }

    /** The same, telling of each call of a method whether the flag is set. */
    private <T> T watched(Class<T> type, Object target, String method, Runnable after) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, called, args) -> {
            boolean mine = called.getName().equals(method);
            if (mine) {
                seen.add(method + " " + Thread.currentThread().isInterrupted());
            }
            Object out = called.invoke(target, args);
            if (mine) {
                after.run();
            }
            return out;
        }));
    }

    private void update(Runnable afterCommit) {
        ChangePipeline pipeline = new ChangePipeline(
                watched(EntryStore.class, world.store, "commit", afterCommit),
                watched(IndexFeed.class, world.feed, "applied", () -> {}),
                world.access,
                world.hooks,
                world.context.lookups(),
                world.lockTable,
                new Quotas(world.store, world.store, world.index, EntryWorld.config(Map.of())));
        world.hooks.after.set(() -> seen.add("told " + Thread.currentThread().isInterrupted()));
        BatchResult result = new EntryServiceImpl(
                        world.store,
                        world.store,
                        world.access,
                        world.hooks,
                        pipeline,
                        world.context.lookups(),
                        world.context.rules())
                .apply(
                        EntryWorld.SARA,
                        EntryWorld.SHOP,
                        UPDATE,
                        List.of(EntryWorld.record(CONTENT, "pens", "blue", "{'tags':['a']}")));
        assertThat(Thread.interrupted()).as("it is given back").isTrue();
        assertThat(result.failed()).isEmpty();
        assertThat(seen).containsExactly("commit false", "applied false", "told false");
    }

    /** The index closes its files under a thread whose flag is set. */
    @Test
    void nobodyWhoMakesAChangeVisibleIsInterrupted() {
        world.hooks.first.set(call -> Thread.currentThread().interrupt());
        update(() -> {});
    }

    @Test
    void whatComesWhileTheStoreWritesIsKeptToo() {
        update(() -> Thread.currentThread().interrupt());
    }
}
