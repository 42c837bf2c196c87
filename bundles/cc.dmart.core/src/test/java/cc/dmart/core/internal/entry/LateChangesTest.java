package cc.dmart.core.internal.entry;

import static cc.dmart.api.model.RequestType.UPDATE;
import static cc.dmart.api.model.ResourceType.CONTENT;
import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.plugin.testing.TestEvents;
import cc.dmart.api.storage.Change;
import cc.dmart.api.storage.ChangeOp;
import cc.dmart.api.storage.PayloadChange;
import cc.dmart.core.internal.lock.EntryLock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A change that the store could only bring into the files when its request was over: everything follows all the same. */
class LateChangesTest {
    private final EntryWorld world = new EntryWorld();
    private final Locator blue = Locator.of("shop", "pens", "blue", CONTENT);

    @AfterEach
    void close() {
        world.close();
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private void late(Locator at, JsonObject meta, EntryEvent... events) {
        ChangeOp put = new ChangeOp.PutEntry(at, meta, new PayloadChange.Keep(), false);
        assertThat(world.store.commit(new Change(List.of(put), List.of(events), false)))
                .isPositive();
    }

    private EntryEvent locked() {
        JsonObject lock = EntryWorld.json("{'lock_period':600,'owner_shortname':'omar'}");
        return TestEvents.event(ActionType.LOCK, blue, lock);
    }

    private JsonObject stored() {
        return world.stored(CONTENT, "pens", "blue").entry().meta();
    }

    @Test
    void itsLockCounts() {
        world.store.commit(new Change(List.of(), List.of(locked()), false));
        await(() -> world.lockTable.find(blue).isPresent());
        assertThat(world.lockTable.find(blue).map(EntryLock::owner)).contains("omar");
        assertThat(world.lockTable.find(blue).map(EntryLock::seq)).contains(world.store.lastSeq());
    }

    @Test
    void theLockOfAnEntryThatItDeletesIsGone() {
        world.locks.lock(EntryWorld.SARA, blue, OptionalLong.empty());
        assertThat(world.lockTable.find(blue)).isPresent();
        ChangeOp gone = new ChangeOp.RemoveEntry(blue, Optional.of("blue.json"));
        world.store.commit(new Change(List.of(gone), List.of(), false));
        await(() -> world.lockTable.find(blue).isEmpty());
    }

    @Test
    void rightsFollow() {
        assertThat(world.access.isSuper(EntryWorld.OMAR)).isFalse();
        Locator omar = Locator.of("management", "users", "omar", ResourceType.USER);
        late(omar, EntryWorld.meta("omar", "{'roles':['super_admin']}"));
        await(() -> world.access.isSuper(EntryWorld.OMAR));
    }

    /** A change that was worked out before it is worked out again. */
    @Test
    void nobodyWritesOverIt() {
        world.hooks.first.set(call -> {
            world.hooks.first.set(again -> {});
            late(
                    blue,
                    stored().with(
                                    "slug",
                                    EntryWorld.json("{'s':'late'}").get("s").orElseThrow()),
                    locked());
            await(() -> world.lockTable.find(blue).isPresent());
            await(() -> world.feed.reached() == world.store.lastSeq());
        });
        world.done(UPDATE, CONTENT, "pens", "blue", "{'tags':['mine']}");
        assertThat(world.hooks.calls).hasSize(2);
        assertThat(stored().string("slug")).contains("late");
        assertThat(stored().strings("tags")).containsExactly("mine");
    }
}
