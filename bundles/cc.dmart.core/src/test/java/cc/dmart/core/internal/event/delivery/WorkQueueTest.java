package cc.dmart.core.internal.event.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Few workers for what comes in bursts. */
class WorkQueueTest {
    private final List<Runnable> woken = new ArrayList<>();
    private final List<Integer> done = new ArrayList<>();

    private void run() {
        List<Runnable> now = List.copyOf(woken);
        woken.clear();
        now.forEach(Runnable::run);
    }

    @Test
    void aBurstWakesOneWorkerWhichKeepsTheOrder() {
        WorkQueue<Integer> queue = new WorkQueue<>(1, 100, woken::add, done::add);
        List.of(1, 2, 3).forEach(queue::offer);
        assertThat(woken).hasSize(1);
        assertThat(queue.size()).isEqualTo(3);
        run();
        assertThat(done).containsExactly(1, 2, 3);
        queue.offer(4);
        assertThat(woken).as("it was asleep again").hasSize(1);
        run();
        assertThat(done).containsExactly(1, 2, 3, 4);
    }

    @Test
    void asManyWorkersAsMayWorkAtOnce() {
        WorkQueue<Integer> queue = new WorkQueue<>(3, 100, woken::add, done::add);
        for (int i = 0; i < 10; i++) {
            queue.offer(i);
        }
        assertThat(woken).hasSize(3);
        run();
        assertThat(done).hasSize(10);
        queue.offer(10);
        assertThat(woken).hasSize(1);
    }

    @Test
    void ofTooManyTheOldestAreLeftOut() {
        WorkQueue<Integer> queue = new WorkQueue<>(1, 2, woken::add, done::add);
        List.of(1, 2, 3, 4, 5).forEach(queue::offer);
        assertThat(queue.dropped()).isEqualTo(3);
        run();
        assertThat(done).containsExactly(4, 5);
    }

    @Test
    void workThatFailsTakesNoPlaceAway() {
        WorkQueue<Integer> queue = new WorkQueue<>(1, 100, woken::add, one -> {
            if (one == 1) {
                throw new NoClassDefFoundError("made up");
            }
            done.add(one);
        });
        queue.offer(1);
        queue.offer(2);
        run();
        assertThat(done).as("it does not wait for another one").containsExactly(2);
        queue.offer(3);
        run();
        assertThat(done).containsExactly(2, 3);
    }
}
