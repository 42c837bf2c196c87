package cc.dmart.core.internal.entry.service;

import static cc.dmart.api.model.RequestType.CREATE;
import static cc.dmart.api.model.RequestType.DELETE;
import static cc.dmart.api.model.RequestType.UPDATE;
import static cc.dmart.api.model.ResourceType.CONTENT;
import static cc.dmart.api.model.ResourceType.FOLDER;
import static cc.dmart.api.model.ResourceType.USER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.RequestType;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.service.BatchResult;
import cc.dmart.core.internal.lock.EntryLock;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A change that the store can only bring into the files when its request is over: it goes the whole road all the same. */
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

    /** Asks for a change that is durable and in no file. */
    private void hide(ThrowingCallable request) {
        world.store.hideCommits(true);
        assertThatThrownBy(request)
                .isInstanceOfSatisfying(
                        DmartException.Unavailable.class,
                        e -> assertThat(e.isStored()).isTrue());
    }

    /** It comes into the files. */
    private void show() {
        world.store.hideCommits(false);
    }

    private void asAdmin(RequestType request, String user, String attributes) {
        BatchResult result = world.service.apply(
                EntryWorld.DMART,
                EntryWorld.MGMT,
                request,
                List.of(EntryWorld.record(USER, "users", user, attributes)));
        assertThat(result.failed()).isEmpty();
    }

    private JsonObject stored() {
        return world.stored(CONTENT, "pens", "blue").entry().meta();
    }

    @Test
    void itsLockCounts() {
        hide(() -> world.locks.lock(EntryWorld.SARA, blue, OptionalLong.empty()));
        assertThat(world.lockTable.find(blue)).isEmpty();
        show();
        await(() -> world.lockTable.find(blue).isPresent());
        assertThat(world.lockTable.find(blue).map(EntryLock::owner)).contains("sara");
        assertThat(world.lockTable.find(blue).map(EntryLock::seq)).contains(world.store.lastSeq());
    }

    @Test
    void theLockOfAnEntryThatItDeletesIsGone() {
        world.locks.lock(EntryWorld.SARA, blue, OptionalLong.empty());
        hide(() -> world.done(DELETE, CONTENT, "pens", "blue", "{}"));
        assertThat(world.lockTable.find(blue)).isPresent();
        show();
        await(() -> world.lockTable.find(blue).isEmpty());
        await(() -> world.index.documents().stream().noneMatch(d -> d.at().equals(blue)));
    }

    @Test
    void rightsFollow() {
        hide(() -> asAdmin(UPDATE, "omar", "{'roles':['super_admin']}"));
        assertThat(world.access.isSuper(EntryWorld.OMAR)).isFalse();
        show();
        await(() -> world.access.isSuper(EntryWorld.OMAR));
    }

    /** An account that is switched off must not go on with the sessions that it has. */
    @Test
    void whoIsToldOfAChangeIsToldOfALateOne() {
        hide(() -> asAdmin(UPDATE, "omar", "{'is_active':false}"));
        assertThat(world.sessions).isEmpty();
        assertThat(world.hooks.passages).as("on its way").hasValue(1);
        show();
        await(() -> !world.hooks.events.isEmpty());
        assertThat(world.sessions).containsExactly("disabled omar");
        assertThat(world.hooks.events).extracting(EntryEvent::seq).containsExactly(world.store.lastSeq());
        assertThat(world.hooks.actions()).containsExactly(ActionType.UPDATE);
        assertThat(world.hooks.passages).hasValue(0);
    }

    /** A change that was worked out before it is worked out again. */
    @Test
    void nobodyWritesOverIt() {
        hide(() -> world.done(UPDATE, CONTENT, "pens", "blue", "{'slug':'late'}"));
        world.hooks.calls.clear();
        world.hooks.first.set(call -> {
            world.hooks.first.set(again -> {});
            show();
        });
        world.done(UPDATE, CONTENT, "pens", "blue", "{'tags':['mine']}");
        assertThat(world.hooks.calls).hasSize(2);
        assertThat(stored().string("slug")).contains("late");
        assertThat(stored().strings("tags")).containsExactly("mine");
    }

    /** Nobody knows how long it takes. */
    @ParameterizedTest
    @CsvSource({"CONTENT, pens, blue, UPDATE", "CONTENT, pens, new, CREATE", "FOLDER, /, pens, DELETE"})
    void whatItIsAboutIsRefusedMeanwhile(ResourceType type, String subpath, String name, RequestType request) {
        hide(() -> world.done(DELETE, FOLDER, "/", "pens", "{}"));
        assertThatThrownBy(() -> world.run(request, type, subpath, name, "{}"))
                .isInstanceOfSatisfying(
                        DmartException.Unavailable.class,
                        e -> assertThat(e.status()).isEqualTo(503))
                .hasMessageContaining("an earlier change of it");
        assertThatThrownBy(() -> world.run(CREATE, CONTENT, "inks", "new", "{}"))
                .as("the store, not the lock")
                .hasMessageContaining("read-only");
        show();
        world.done(CREATE, CONTENT, "inks", "new", "{}");
        await(() -> world.index.documents().stream().noneMatch(d -> d.at().equals(blue)));
    }

    /** A folder that goes late takes nothing along that was acknowledged, and nothing is put into it behind its back. */
    @Test
    void whatWasWorkedOutForAFolderThatGoesIsWorkedOutAgain() {
        hide(() -> world.done(DELETE, FOLDER, "/", "pens", "{}"));
        world.hooks.first.set(call -> {
            world.hooks.first.set(again -> {});
            show();
        });
        assertThat(EntryWorld.code(world.run(UPDATE, CONTENT, "pens", "blue", "{'tags':['mine']}")))
                .isEqualTo(220);
        assertThat(world.find(CONTENT, "pens", "blue")).isEmpty();
    }
}
