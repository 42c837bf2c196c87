package cc.dmart.core.internal.feed;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.index.IndexBatch;
import cc.dmart.api.index.IndexDocument;
import cc.dmart.api.index.testing.InMemoryEntryIndex;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.service.HealthIndicator.State;
import cc.dmart.api.storage.Change;
import cc.dmart.api.storage.ChangeOp;
import cc.dmart.api.storage.EntryStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/** Replay after a crash or a failure leads to the documents of a rebuild. */
class IndexFeedRecoveryTest extends IndexFeedFixture {
    @Test
    void startCatchesUpAfterACrash() {
        InMemoryEntryIndex index = new InMemoryEntryIndex();
        IndexFeedImpl before = feed(index);
        change(before, put(at("/", "a", ResourceType.CONTENT), "x", true));
        before.stop();
        commit(put(at("/", "b", ResourceType.CONTENT), "x", true));
        commit(new ChangeOp.RemoveEntry(at("/", "a", ResourceType.CONTENT), Optional.empty()));
        feed(index);
        assertThat(content(index.documents())).isEqualTo(rebuilt());
        assertThat(index.watermark()).isEqualTo(4);
    }

    /** A feed over the store, in which one entry cannot be read. */
    private IndexFeedImpl ailing(InMemoryEntryIndex index, Locator bad, LongSupplier nanos) {
        EntryStore entries = (EntryStore) Proxy.newProxyInstance(
                EntryStore.class.getClassLoader(), new Class<?>[] {EntryStore.class}, (proxy, method, args) -> {
                    if (method.getName().equals("find") && args[0].equals(bad)) {
                        throw DmartException.Unavailable.now("the entry cannot be read", null);
                    }
                    return method.invoke(store, args);
                });
        IndexFeedImpl feed = new IndexFeedImpl(documents(entries), store, index, WAIT, nanos);
        feeds.add(feed);
        return feed;
    }

    @Test
    void whatCannotBeReadKeepsNoServerFromStarting() {
        InMemoryEntryIndex index = new InMemoryEntryIndex();
        feed(index).stop();
        Locator bad = at("/", "bad", ResourceType.CONTENT);
        Locator good = at("/", "good", ResourceType.CONTENT);
        commit(put(bad, "x", true));
        commit(put(good, "x", true));
        IndexFeedImpl feed = ailing(index, bad, System::nanoTime);
        assertThat(index.documents()).extracting(IndexDocument::at).containsExactly(good);
        assertThat(feed.reached()).isEqualTo(store.lastSeq());
    }

    /** It may become readable again in a moment, and all that is behind it waits for that, but not for good. */
    @Test
    void whatCannotBeReadIsPassedOverInTheEnd() {
        AtomicLong ahead = new AtomicLong();
        Locator bad = at("/", "bad", ResourceType.CONTENT);
        IndexFeedImpl feed = ailing(new InMemoryEntryIndex(), bad, () -> System.nanoTime() + ahead.get());
        change(feed, put(bad, "x", true));
        assertThat(feed.state()).isEqualTo(State.WARN);
        change(feed, put(at("/", "good", ResourceType.CONTENT), "x", true));
        assertThat(feed.reached()).isLessThan(store.lastSeq() - 1);
        until(() -> {
            ahead.addAndGet(Duration.ofSeconds(1).toNanos());
            return feed.reached() == store.lastSeq() && feed.state() == State.OK;
        });
    }

    /** An older copy of the spaces beside an index and a journal that go on: the watermark says nothing. */
    @Test
    void spacesThatWerePutBackAreIndexedAnew() {
        FragileIndex index = new FragileIndex();
        Locator entry = at("/", "a", ResourceType.CONTENT);
        IndexFeedImpl before = feed(index);
        change(before, putJson(entry, "{\"v\":1}", true));
        before.stop();
        index.inner.apply(new IndexBatch(0, List.of(entry), List.of(), List.of())); // deleted after the copy was made
        EntryStore replaced = (EntryStore) Proxy.newProxyInstance(
                EntryStore.class.getClassLoader(), new Class<?>[] {EntryStore.class}, (proxy, method, args) -> {
                    try {
                        return method.getName().equals("wasReplaced") ? true : method.invoke(store, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        feeds.add(new IndexFeedImpl(documents(replaced), store, index, WAIT, System::nanoTime));
        until(() -> find(index.inner, entry).isPresent());
        assertThat(content(index.inner.documents())).isEqualTo(rebuilt());
        assertThat(store.cursor("index-wanted")).isEmpty();
    }

    @Test
    void changeReadTwiceIsTheSameAsOnce() {
        InMemoryEntryIndex index = new InMemoryEntryIndex();
        IndexFeedImpl feed = feed(index);
        Change create = change(putJson(at("/", "a", ResourceType.CONTENT), "{\"v\":1}", true));
        long first = store.commit(create);
        feed.applied(first, create);
        Map<String, Object> once = content(index.documents());
        feed.applied(first, create);
        assertThat(content(index.documents())).isEqualTo(once);
    }

    @Test
    void failedChangesAreCaughtUp() {
        FragileIndex index = new FragileIndex();
        IndexFeedImpl feed = feed(index);
        Locator a = at("/", "a", ResourceType.CONTENT);
        change(feed, putJson(a, "{\"v\":1}", true));
        index.failing = true;
        change(feed, putJson(a, "{\"v\":2}", false));
        assertThat(feed.state()).isEqualTo(State.WARN);
        index.failing = false;
        change(feed, put(at("/", "b", ResourceType.CONTENT), "x", true));
        until(() -> feed.state() == State.OK);
        assertThat(document(index.inner, a).text()).contains("2").doesNotContain("1");
        assertThat(index.watermark()).isEqualTo(4);
    }

    @Test
    void theKeeperGoesOnAfterAnErrorOfTheEngine() {
        FragileIndex index = new FragileIndex();
        IndexFeedImpl feed = feed(index);
        index.erring = true;
        until(() -> feed.state() == State.WARN);
        index.erring = false;
        until(() -> feed.state() == State.OK);
        commit(put(at("/", "a", ResourceType.CONTENT), "x", true));
        until(() -> !index.inner.documents().isEmpty());
    }

    @Test
    void anErrorInTheFirstBuildIsOvercomeToo() {
        FragileIndex index = new FragileIndex();
        index.usable = false;
        index.erringBuild = true;
        commit(put(at("/", "a", ResourceType.CONTENT), "x", true));
        IndexFeedImpl feed = feed(index);
        assertThat(feed.state()).isEqualTo(State.WARN);
        index.erringBuild = false;
        afterPause();
        until(() -> feed.state() == State.OK);
        assertThat(index.inner.documents()).hasSize(1);
    }

    @Test
    void changesPastThePipelineAreFound() {
        InMemoryEntryIndex index = new InMemoryEntryIndex();
        feed(index);
        commit(put(at("/", "a", ResourceType.CONTENT), "x", true));
        until(() -> !index.documents().isEmpty());
        assertThat(index.watermark()).isEqualTo(2);
    }
}
