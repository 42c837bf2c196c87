package cc.dmart.core.internal.feed;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.storage.testing.InMemoryEntryStore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** One wish for a rebuild, whoever has it, until it is fulfilled. */
class RebuildWishTest {
    private final InMemoryEntryStore journal = new InMemoryEntryStore();
    private long seconds;
    private RebuildWish wish = started();

    private RebuildWish started() {
        return new RebuildWish(journal, () -> TimeUnit.SECONDS.toNanos(seconds));
    }

    @Test
    void aWishCountsUntilItIsFulfilled() {
        assertThat(wish.isDue()).isFalse();
        wish.anew();
        assertThat(wish.isDue()).isTrue();
        assertThat(wish.begins()).as("from the beginning").isTrue();
        wish.begun(false);
        wish.fulfilled();
        assertThat(wish.isWanted()).isFalse();
        wish.rest();
        assertThat(wish.begins()).isFalse();
    }

    @Test
    void aFailureIsTriedAgainLessAndLessOften() {
        wish.rest();
        for (long pause : new long[] {5, 10, 20, 40, 80, 160, 300, 300}) {
            assertThat(wish.isDue()).isTrue();
            boolean unused = wish.begins();
            wish.begun(false);
            assertThat(wish.failed()).isEqualTo(pause);
            seconds += pause - 1;
            assertThat(wish.isDue()).isFalse();
            seconds++;
        }
        boolean unused = wish.begins();
        wish.begun(false);
        wish.fulfilled();
        wish.rest();
        unused = wish.begins();
        assertThat(wish.failed()).as("after a good one").isEqualTo(5);
    }

    @Test
    void whatWasBegunForItIsGoneOnWithOnce() {
        wish.anew();
        assertThat(wish.begins()).isTrue();
        wish.begun(false);
        wish.failed();
        assertThat(wish.begins()).as("the rest will do").isFalse();
        wish.begun(true);
        wish.failed();
        assertThat(wish.begins()).as("what there is may be the cause").isTrue();
    }

    @Test
    void anInterruptIsNoReasonToBeginAnew() {
        wish.anew();
        assertThat(wish.begins()).isTrue();
        wish.begun(false);
        for (int i = 0; i < 3; i++) {
            wish.interrupted();
            assertThat(wish.begins()).isFalse();
            wish.begun(true);
        }
    }

    @Test
    void whatCouldNotBeginBeginsAnew() {
        wish.anew();
        assertThat(wish.begins()).isTrue();
        wish.failed();
        assertThat(wish.begins()).isTrue();
    }

    @Test
    void whatIsWishedDuringABuildWantsAnotherOne() {
        wish.anew();
        assertThat(wish.begins()).isTrue();
        wish.begun(false);
        wish.anew();
        wish.fulfilled();
        assertThat(wish.isDue()).isTrue();
        assertThat(wish.begins()).isTrue();
    }

    @Test
    void theNextStartKnowsOfAWishUntilItsBuildHasBegun() {
        wish.rest();
        assertThat(started().isWanted())
                .as("it sees for itself what is missing")
                .isFalse();
        wish.anew();
        wish = started();
        assertThat(wish.isDue()).isTrue();
        assertThat(wish.begins()).isTrue();
        assertThat(started().isWanted()).isTrue();
        wish.begun(false);
        assertThat(started().isWanted()).as("the build is left").isFalse();
        wish.anew();
        wish.fulfilled();
        assertThat(started().isWanted()).isTrue();
    }
}
