package cc.dmart.core.internal.entry.pipeline;

import static cc.dmart.api.model.ResourceType.COMMENT;
import static cc.dmart.api.model.ResourceType.CONTENT;
import static cc.dmart.api.model.ResourceType.FOLDER;
import static cc.dmart.api.model.ResourceType.SPACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.model.Deadline;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.core.internal.entry.pipeline.EntryLocks.Held;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What excludes what, and versions. */
class EntryLocksTest {
    private final EntryLocks locks = new EntryLocks();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void close() {
        threads.shutdownNow();
    }

    record Pair(boolean excludes, Claim first, Claim second) {}

    private static Locator at(String subpath, String name, ResourceType type) {
        return Locator.of("shop", subpath, name, type);
    }

    static List<Pair> pairs() {
        Claim blue = Claim.entry(at("pens", "blue", CONTENT));
        Claim pens = Claim.tree(at("/", "pens", FOLDER));
        Claim shop = Claim.tree(at("/", "shop", SPACE));
        Claim stays = Claim.present(at("pens", "blue", CONTENT));
        Claim pensAlone = Claim.entry(at("/", "pens", FOLDER));
        return List.of(
                new Pair(true, blue, blue),
                new Pair(true, blue, Claim.entry(at("pens/blue", "c", COMMENT))),
                new Pair(true, blue, Claim.entry(at("pens", "blue", FOLDER))),
                new Pair(true, blue, pens),
                new Pair(true, pens, blue),
                new Pair(true, shop, blue),
                new Pair(true, shop, pens),
                new Pair(true, pens, pensAlone),
                new Pair(true, pens, Claim.tree(at("pens", "old", FOLDER))),
                new Pair(false, pens, Claim.entry(at("/", "pens2", CONTENT))),
                new Pair(false, pens, Claim.entry(at("pens2", "x", CONTENT))),
                new Pair(false, pensAlone, blue),
                new Pair(false, blue, Claim.entry(at("pens", "blue2", CONTENT))),
                new Pair(false, shop, Claim.entry(Locator.of("shop2", "pens", "blue", CONTENT))),
                new Pair(false, Claim.references(), blue),
                new Pair(true, stays, blue),
                new Pair(true, blue, stays),
                new Pair(true, stays, pens),
                new Pair(true, shop, stays),
                new Pair(false, stays, stays),
                new Pair(false, stays, pensAlone));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void claimsExcludeWhatTheyCover(Pair pair) throws Exception {
        Held first = locks.acquire(List.of(pair.first()));
        CountDownLatch inside = new CountDownLatch(1);
        Future<?> other = threads.submit(() -> {
            try (Held second = locks.acquire(List.of(pair.second()))) {
                assertThat(second.holds(List.of(pair.second()))).isTrue();
                inside.countDown();
            }
        });
        assertThat(inside.await(pair.excludes() ? 30 : 5000, TimeUnit.MILLISECONDS))
                .isEqualTo(!pair.excludes());
        first.close();
        other.get(5, TimeUnit.SECONDS);
    }

    private static Claim stall(int number) {
        return Claim.entry(Locator.of("stall", "cups", "c" + number, CONTENT));
    }

    /** Among many claims one is found as among few. */
    @ParameterizedTest
    @MethodSource("pairs")
    void manyClaimsExcludeWhatOneOfThemCovers(Pair pair) throws Exception {
        List<Claim> many = new ArrayList<>();
        IntStream.range(0, 300).forEach(i -> many.add(stall(i)));
        many.add(150, pair.second());
        Held first = locks.acquire(List.of(pair.first()));
        CountDownLatch inside = new CountDownLatch(1);
        Future<?> other = threads.submit(() -> {
            try (Held second = locks.acquire(many)) {
                assertThat(second.holds(many)).isTrue();
                assertThat(second.holds(List.of(stall(300)))).isFalse();
                inside.countDown();
            }
        });
        assertThat(inside.await(pair.excludes() ? 30 : 5000, TimeUnit.MILLISECONDS))
                .isEqualTo(!pair.excludes());
        first.close();
        other.get(5, TimeUnit.SECONDS);
    }

    /** Who has no time left goes away and lets those behind him pass. */
    @Test
    void waitingEndsWithTheTimeOfTheRequest() throws Exception {
        List<Claim> pens = List.of(Claim.tree(at("/", "pens", FOLDER)));
        List<Claim> blue = List.of(Claim.entry(at("pens", "blue", CONTENT)));
        Held first = locks.acquire(blue);
        Future<?> late = threads.submit(() -> {
            Deadline.begin(TimeUnit.MILLISECONDS.toNanos(20));
            try {
                return locks.acquire(pens);
            } finally {
                Deadline.end();
            }
        });
        assertThatThrownBy(() -> late.get(10, TimeUnit.SECONDS))
                .hasCauseInstanceOf(DmartException.Unavailable.class)
                .hasMessageContaining("timed out");
        List<Claim> red = List.of(Claim.entry(at("pens", "red", CONTENT)));
        threads.submit(() -> locks.acquire(red).close()).get(10, TimeUnit.SECONDS);
        first.close();
        threads.submit(() -> locks.acquire(pens).close()).get(10, TimeUnit.SECONDS);
    }

    private Future<?> passes(List<Claim> claims) {
        return threads.submit(() -> locks.acquire(claims).close());
    }

    private static void isRefused(Future<?> other) {
        assertThatThrownBy(() -> other.get(10, TimeUnit.SECONDS))
                .cause()
                .isInstanceOfSatisfying(
                        DmartException.Unavailable.class,
                        e -> assertThat(e.status()).isEqualTo(503));
    }

    /** Who waits for it already too, and what stood behind him goes on. */
    @Test
    void whatIsLeftLockedIsRefusedUntilItIsResumed() throws Exception {
        List<Claim> pens = List.of(Claim.tree(at("/", "pens", FOLDER)));
        List<Claim> blue = List.of(Claim.entry(at("pens", "blue", CONTENT)));
        List<Claim> red = List.of(Claim.entry(at("pens", "red", CONTENT)));
        Held first = locks.acquire(blue);
        Future<?> waiting = passes(pens);
        assertThatThrownBy(() -> waiting.get(20, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        first.leave();
        isRefused(waiting);
        first.close();
        isRefused(passes(blue));
        isRefused(passes(pens));
        passes(red).get(10, TimeUnit.SECONDS);

        first.resume();
        Future<?> later = passes(pens);
        assertThatThrownBy(() -> later.get(20, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        first.end();
        later.get(10, TimeUnit.SECONDS);
    }

    @Test
    void whatIsOverBeforeItIsLeftIsFree() throws Exception {
        List<Claim> blue = List.of(Claim.entry(at("pens", "blue", CONTENT)));
        try (Held first = locks.acquire(blue)) {
            first.resume();
            first.end();
            first.leave();
        }
        passes(blue).get(10, TimeUnit.SECONDS);
    }

    @Test
    void whatOnlyStaysIsNotChanged() {
        Locator blue = at("pens", "blue", CONTENT);
        long version = locks.version(List.of(Claim.entry(blue)));
        try (Held held = locks.acquire(List.of(Claim.present(blue)))) {
            held.changed();
        }
        assertThat(locks.version(List.of(Claim.entry(blue)))).isEqualTo(version);
    }

    @Test
    void versionsCountChanges() {
        List<Claim> blue = List.of(Claim.entry(at("pens", "blue", CONTENT)));
        List<Claim> red = List.of(Claim.entry(at("pens", "red", CONTENT)));
        long blueVersion = locks.version(blue);
        long redVersion = locks.version(red);
        try (Held held = locks.acquire(blue)) {
            held.changed();
        }
        assertThat(locks.version(blue)).isNotEqualTo(blueVersion);
        assertThat(locks.version(red)).isEqualTo(redVersion);
        try (Held held = locks.acquire(List.of(Claim.tree(at("/", "inks", FOLDER))))) {
            held.changed();
        }
        assertThat(locks.version(red)).isNotEqualTo(redVersion);
    }
}
