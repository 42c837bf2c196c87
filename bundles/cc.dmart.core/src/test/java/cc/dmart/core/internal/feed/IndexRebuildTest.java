package cc.dmart.core.internal.feed;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.index.IndexBatch;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.service.HealthIndicator.State;
import cc.dmart.api.storage.ChangeOp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A rebuild beside writers, and one that was interrupted. */
class IndexRebuildTest extends IndexFeedFixture {
    @Test
    void rebuildBesideWritersLosesNothing() throws InterruptedException {
        for (int i = 0; i < 2000; i++) {
            commit(putJson(at("/seed", "s" + i, ResourceType.CONTENT), "{\"v\":" + i + "}", true));
        }
        FragileIndex index = new FragileIndex();
        index.usable = false;
        IndexFeedImpl feed = feed(index, Duration.ZERO);
        List<Thread> writers = new ArrayList<>();
        for (int w = 0; w < 4; w++) {
            int id = w;
            Thread writer = new Thread(() -> write(feed, id));
            writer.start();
            writers.add(writer);
        }
        for (Thread writer : writers) {
            writer.join();
        }
        until(() -> feed.state() == State.OK);
        assertThat(content(index.inner.documents())).isEqualTo(rebuilt());
        assertThat(index.watermark()).isEqualTo(store.lastSeq());
    }

    @Test
    void aBuildThatWasInterruptedGoesOn() {
        for (int i = 0; i < 4500; i++) {
            commit(putJson(at("/seed", "s" + i, ResourceType.CONTENT), "{\"v\":" + i + "}", true));
        }
        Locator removed = at("/seed", "s1", ResourceType.CONTENT);
        Locator changed = at("/seed", "s2", ResourceType.CONTENT);
        FragileIndex index = new FragileIndex();
        index.usable = false;
        index.addable = 2000;
        IndexFeedImpl first = feed(index, Duration.ZERO);
        until(() -> index.added.get() >= 2000);
        first.stop();
        assertThat(index.usable).isFalse();
        commit(new ChangeOp.RemoveEntry(removed, Optional.empty()));
        commit(putJson(changed, "{\"v\":\"other\"}", false));

        index.addable = Integer.MAX_VALUE;
        feed(index);
        assertThat(index.usable).isTrue();
        assertThat(index.added.get()).as("documents that were made, each once").isBetween(4499, 4500);
        assertThat(content(index.inner.documents())).isEqualTo(rebuilt());
        assertThat(index.watermark()).isEqualTo(store.lastSeq());
    }

    @Test
    void aWantedRebuildThatWasInterruptedIsFinished() {
        for (int i = 0; i < 2500; i++) {
            commit(putJson(at("/seed", "s" + i, ResourceType.CONTENT), "{\"v\":" + i + "}", true));
        }
        FragileIndex index = new FragileIndex();
        index.usable = false;
        IndexFeedImpl first = feed(index);
        int once = index.added.get();
        index.inner.apply(new IndexBatch(0, List.of(at("/seed", "s1", ResourceType.CONTENT)), List.of(), List.of()));
        index.addable = once + 2000;
        assertThat(first.begin(Optional.empty(), false)).isTrue();
        until(() -> index.added.get() >= once + 2000);
        first.stop();
        index.addable = Integer.MAX_VALUE;
        feed(index);
        until(() -> content(index.inner.documents()).equals(rebuilt()));
        assertThat(index.added.get()).isEqualTo(2 * once);
    }

    private void write(IndexFeedImpl feed, int id) {
        Random random = new Random(id);
        for (int i = 0; i < 400; i++) {
            Locator at = at("/w" + id, "e" + random.nextInt(50), ResourceType.CONTENT);
            boolean exists = store.find(at).isPresent();
            if (exists && random.nextInt(3) == 0) {
                change(feed, new ChangeOp.RemoveEntry(at, Optional.of(at.shortname() + ".json")));
            } else {
                change(feed, putJson(at, "{\"v\":" + i + "}", !exists));
            }
        }
    }
}
