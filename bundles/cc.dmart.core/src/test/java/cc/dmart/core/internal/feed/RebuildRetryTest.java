package cc.dmart.core.internal.feed;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.service.HealthIndicator.State;
import cc.dmart.api.service.ReindexProgress;
import cc.dmart.api.storage.ChangeOp;
import cc.dmart.api.storage.PayloadChange;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A rebuild that is wanted comes in the end. */
class RebuildRetryTest extends IndexFeedFixture {
    private final FragileIndex index = new FragileIndex();
    private final Locator a = at("/", "a", ResourceType.CONTENT);
    private final ChangeOp unindexed =
            new ChangeOp.PutEntry(Locator.ofSpace(SHOP), spaceMeta(false), new PayloadChange.Keep(), false);

    private IndexFeedImpl withText() {
        IndexFeedImpl feed = feed(index);
        change(feed, putJson(a, "{\"v\":\"word\"}", true));
        assertThat(document(index.inner, a).text()).contains("word");
        return feed;
    }

    private boolean hasText() {
        return !document(index.inner, a).text().isEmpty();
    }

    private void awaitFailure(IndexFeedImpl feed) {
        until(() -> feed.progress().state() == ReindexProgress.State.FAILED);
        assertThat(feed.state()).isEqualTo(State.WARN);
    }

    @Test
    void oneThatFailedGoesOnWhereItStopped() {
        for (int i = 0; i < 2500; i++) {
            commit(putJson(at("/seed", "s" + i, ResourceType.CONTENT), "{\"v\":" + i + "}", true));
        }
        index.usable = false;
        IndexFeedImpl feed = feed(index);
        int once = index.added.get();
        index.addable = once + 2000;
        assertThat(feed.begin(Optional.empty(), false)).isTrue();
        awaitFailure(feed);
        index.addable = Integer.MAX_VALUE;
        afterPause();
        until(() -> feed.state() == State.OK);
        assertThat(index.added.get()).as("documents that were made, each once").isEqualTo(2 * once);
        assertThat(content(index.inner.documents())).isEqualTo(rebuilt());
    }

    @Test
    void oneThatIsInterruptedGoesOn() {
        index.usable = false;
        commit(putJson(a, "{\"v\":\"word\"}", true));
        IndexFeedImpl feed = feed(index);
        AtomicBoolean first = new AtomicBoolean(true);
        index.onAdd = () -> {
            if (first.getAndSet(false)) { // the build waits for a change that the journal does not show yet
                feed.applied(store.lastSeq() + 1, change());
                Thread.currentThread().interrupt();
            }
        };
        assertThat(feed.begin(Optional.empty(), false)).isTrue();
        awaitFailure(feed);
        int made = index.added.get();
        change(feed, put(at("/", "b", ResourceType.CONTENT), "t", true));
        afterPause();
        until(() -> feed.state() == State.OK);
        assertThat(index.added.get()).as("one is new").isEqualTo(made + 1);
        assertThat(content(index.inner.documents())).isEqualTo(rebuilt());
    }

    @Test
    void whatAStartFindsLeftIsTriedAgainToo() {
        for (int i = 0; i < 2500; i++) {
            commit(putJson(at("/seed", "s" + i, ResourceType.CONTENT), "{\"v\":" + i + "}", true));
        }
        index.usable = false;
        IndexFeedImpl before = feed(index);
        int once = index.added.get();
        index.addable = once + 2000;
        assertThat(before.begin(Optional.empty(), false)).isTrue();
        awaitFailure(before);
        before.stop();
        IndexFeedImpl feed = feed(index);
        awaitFailure(feed);
        index.addable = Integer.MAX_VALUE;
        afterPause();
        until(() -> feed.state() == State.OK);
        assertThat(index.added.get()).as("it failed twice and is begun anew").isEqualTo(2 * once + 2000);
    }

    @Test
    void aSettingThatCouldNotBeFollowedIsFollowedAfterTheNextStart() {
        IndexFeedImpl before = withText();
        index.erringBuild = true;
        change(before, unindexed);
        awaitFailure(before);
        before.stop();
        assertThat(hasText()).isTrue();
        index.erringBuild = false;
        feed(index);
        until(() -> !hasText());
    }

    /** The journal tells it again, when the setting is no other than before. */
    @Test
    void aSettingWhoseChangeDidNotReachTheIndexIsFollowed() {
        IndexFeedImpl feed = withText();
        index.failing = true;
        change(feed, unindexed);
        index.failing = false;
        until(() -> !hasText() && feed.state() == State.OK);
    }

    /** What was made before is of the other setting. */
    @Test
    void aSettingThatABuildTakesInFromTheJournalIsFollowed() {
        IndexFeedImpl feed = withText();
        AtomicBoolean first = new AtomicBoolean(true);
        index.onAdd = () -> {
            if (first.getAndSet(false)) {
                assertThat(commit(unindexed)).isPositive();
            }
        };
        assertThat(feed.begin(Optional.empty(), false)).isTrue();
        until(() -> !hasText() && feed.state() == State.OK);
    }
}
