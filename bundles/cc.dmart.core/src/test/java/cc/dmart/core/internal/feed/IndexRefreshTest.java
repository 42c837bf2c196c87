package cc.dmart.core.internal.feed;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.service.HealthIndicator.State;
import cc.dmart.api.storage.EntryStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A walk that brings the documents of a space in line with its files. */
class IndexRefreshTest extends IndexFeedFixture {
    private static final Locator BAD = at("/pens", "bad", ResourceType.CONTENT);
    private static final Locator GONE = at("/pens", "gone", ResourceType.CONTENT);

    /** The store, in which one entry cannot be read and another one is not there any more. */
    private EntryStore ailing() {
        return (EntryStore) Proxy.newProxyInstance(
                EntryStore.class.getClassLoader(), new Class<?>[] {EntryStore.class}, (proxy, method, args) -> {
                    if (method.getName().equals("find") && args[0].equals(BAD)) {
                        throw DmartException.Unavailable.now("the entry cannot be read", null);
                    }
                    if (method.getName().equals("find") && args[0].equals(GONE)) {
                        return Optional.empty();
                    }
                    try {
                        return method.invoke(store, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void whatCannotBeReadDoesNotKeepTheRestFromBeingLookedAt() {
        commit(put(BAD, "t", true), put(at("/pens", "good", ResourceType.CONTENT), "t", true), put(GONE, "t", true));
        FragileIndex index = new FragileIndex();
        index.usable = false;
        assertThat(feed(index).state()).isEqualTo(State.OK);
        List<List<Locator>> touched = new ArrayList<>();
        IndexRefresh refresh = new IndexRefresh(
                index,
                documents(ailing()),
                new ReindexMeter(),
                false,
                some -> touched.add(List.copyOf(some)),
                () -> false);
        refresh.run(SHOP, Runnable::run);
        assertThat(touched).last().isEqualTo(List.of(GONE));
    }
}
