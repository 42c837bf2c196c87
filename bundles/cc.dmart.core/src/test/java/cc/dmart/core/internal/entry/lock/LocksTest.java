package cc.dmart.core.internal.entry.lock;

import static cc.dmart.api.model.RequestType.DELETE;
import static cc.dmart.api.model.RequestType.MOVE;
import static cc.dmart.api.model.RequestType.UPDATE;
import static cc.dmart.api.model.ResourceType.CONTENT;
import static cc.dmart.api.model.ResourceType.FOLDER;
import static cc.dmart.api.model.ResourceType.PERMISSION;
import static cc.dmart.api.model.ResourceType.ROLE;
import static cc.dmart.api.model.ResourceType.SPACE;
import static cc.dmart.api.model.ResourceType.TICKET;
import static cc.dmart.api.model.ResourceType.USER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.RequestType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.BatchResult;
import cc.dmart.api.storage.Change;
import cc.dmart.core.internal.entry.service.EntryWorld;
import cc.dmart.core.internal.lock.LockTable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Locks of entries: who takes, extends, breaks them, what they stop, what outlives a restart (plugins-events.md 4.6). */
class LocksTest {
    private static final Locator BLUE = Locator.of("shop", "pens", "blue", CONTENT);
    private static final Caller MONA = EntryWorld.caller("mona");
    private static final Caller LEO = EntryWorld.caller("leo");
    private final EntryWorld world = new EntryWorld();

    @BeforeEach
    void people() {
        permission("writer", "'view','update','delete','create'");
        permission("locker", "'view','lock'");
        permission("breaker", "'view','unlock'");
        account("mona", "writer");
        account("leo", "locker");
        account("bea", "breaker");
        account("vic", "viewer");
        permission("viewer", "'view'");
    }

    private void permission(String name, String actions) {
        world.put(
                "management",
                "permissions",
                name,
                PERMISSION,
                "{'subpaths':{'shop':['__all_subpaths__']},'resource_types':['content','ticket','folder'],'actions':["
                        + actions + "],'conditions':[]}");
        world.put("management", "roles", name, ROLE, "{'permissions':['" + name + "']}");
    }

    private void account(String name, String role) {
        world.put("management", "users", name, USER, "{'roles':['" + role + "']}");
    }

    @AfterEach
    void close() {
        world.close();
    }

    private void lock(Caller caller, Locator at) {
        world.locks.lock(caller, at, OptionalLong.empty());
    }

    private void unlock(Caller caller, boolean force) {
        world.locks.unlock(caller, BLUE.space(), BLUE.subpath(), BLUE.shortname(), force);
    }

    private static int code(Runnable call) {
        DmartException thrown = catchThrowableOfType(DmartException.class, call::run);
        return thrown == null ? 0 : thrown.status() * 1000 + thrown.code();
    }

    private List<String> lockTypes(Locator at) {
        return world.store.history(at, 0, 20).stream()
                .map(h -> h.diff()
                        .object("lock_type")
                        .flatMap(d -> d.string("new"))
                        .orElse("-"))
                .toList();
    }

    private BatchResult request(Caller caller, RequestType type, boolean check, String attributes) {
        WireRecord record = new WireRecord(
                CONTENT, "blue", "pens", Optional.empty(), EntryWorld.json(attributes), Optional.empty(), check);
        return world.service.apply(caller, EntryWorld.SHOP, type, List.of(record));
    }

    @Test
    void lockAndExtendLeaveHistoryAndEvents() {
        assertThat(world.locks.lock(MONA, BLUE, OptionalLong.empty()))
                .isEqualTo(new cc.dmart.api.service.LockService.Granted("mona", 300));
        assertThat(world.locks.lock(MONA, BLUE, OptionalLong.of(60)).period()).isEqualTo(60);

        assertThat(lockTypes(BLUE)).containsExactly("extend", "lock");
        assertThat(world.store.history(BLUE, 1, 1).get(0).diff())
                .isEqualTo(EntryWorld.json("{'lock_type':{'old':'null','new':'lock'}}"));
        assertThat(world.hooks.actions()).containsExactly(ActionType.LOCK, ActionType.LOCK);
        EntryEvent event = world.hooks.last();
        assertThat(event.attributes())
                .isEqualTo(EntryWorld.json("{'lock_type':'extend','lock_period':60,'owner_shortname':'mona'}"));
        assertThat(world.hooks.calls).hasSize(2);
        JsonObject told = world.lockTable.find(BLUE).orElseThrow().toJson();
        assertThat(told.string("owner_shortname")).contains("mona");
        assertThat(told.string("lock_time")).contains(event.timestamp());
    }

    @ParameterizedTest(name = "{0} force={1} locked by {2}: {3}")
    @CsvSource({
        "mona, false, mona, 0",
        "mona, true, mona, 0",
        "leo, false, mona, 403030",
        "leo, true, mona, 401401",
        "bea, false, mona, 403030",
        "bea, true, mona, 0",
        "mona, false, '', 403030",
        "bea, true, '', 403030",
    })
    void unlocking(String who, boolean force, String owner, int expected) {
        if (!owner.isEmpty()) {
            lock(EntryWorld.caller(owner), BLUE);
        }
        assertThat(code(() -> unlock(EntryWorld.caller(who), force))).isEqualTo(expected);
        assertThat(world.lockTable.find(BLUE).isPresent()).isEqualTo(expected != 0 && !owner.isEmpty());
        if (expected == 0) {
            assertThat(lockTypes(BLUE).get(0)).isEqualTo("cancel");
            assertThat(world.hooks.last().action()).isEqualTo(ActionType.UNLOCK);
        }
    }

    @ParameterizedTest(name = "{0} may lock: {1}")
    @CsvSource({"mona, 0", "leo, 0", "vic, 401401", "bea, 401401", "omar, 401401"})
    void lockNeedsLockOrUpdate(String who, int expected) {
        assertThat(code(() -> lock(EntryWorld.caller(who), BLUE))).isEqualTo(expected);
    }

    @Test
    void refusals() {
        lock(MONA, BLUE);
        assertThat(code(() -> lock(LEO, BLUE))).isEqualTo(403_031);
        assertThat(code(() -> lock(LEO, Locator.of("shop", "pens", "none", CONTENT))))
                .isEqualTo(404_220);
        assertThat(code(() -> world.locks.unlock(MONA, BLUE.space(), BLUE.subpath(), new Shortname("none"), false)))
                .isEqualTo(404_220);
        assertThat(code(() -> world.locks.lock(MONA, BLUE, OptionalLong.of(3601))))
                .isEqualTo(422_424);
        assertThat(code(() -> world.locks.lock(MONA, BLUE, OptionalLong.of(0)))).isEqualTo(422_424);
    }

    @Test
    void aLockEndsByItselfAndThatIsTold() {
        lock(MONA, BLUE);
        world.time.pass(Duration.ofSeconds(299));
        assertThat(world.lockTable.find(BLUE)).isPresent();
        world.time.pass(Duration.ofSeconds(2));
        assertThat(world.lockTable.find(BLUE)).isEmpty();
        world.locks.keep();
        assertThat(lockTypes(BLUE)).containsExactly("expired", "lock");
        assertThat(world.hooks.last().attributes().string("lock_type")).contains("expired");
        assertThat(world.store.cursor("locks")).isEmpty();
        lock(LEO, BLUE);
        assertThat(world.lockTable.find(BLUE).orElseThrow().owner()).isEqualTo("leo");
    }

    @Test
    void aListenerThatFailsAtTheEndOfALockKeepsNoOtherFromBeingTold() {
        Locator other = Locator.of("shop", "pens", "red", CONTENT);
        world.put("shop", "pens", "red", CONTENT, "{}");
        lock(MONA, BLUE);
        lock(MONA, other);
        world.time.pass(Duration.ofSeconds(301));
        world.hooks.after.set(() -> {
            throw new IllegalStateException("made up");
        });
        world.locks.keep();
        assertThat(lockTypes(BLUE)).containsExactly("expired", "lock");
        assertThat(lockTypes(other)).containsExactly("expired", "lock");
    }

    @Test
    void aRestartFindsTheLocksAgainAndTheJournalKeepsThem() {
        lock(MONA, BLUE);
        assertThat(world.store.cursor("locks")).hasValue(world.store.lastSeq() - 1);
        LockTable again = new LockTable(world.store, world.time);
        assertThat(again.find(BLUE).orElseThrow().toJson())
                .isEqualTo(world.lockTable.find(BLUE).orElseThrow().toJson());
        world.store.forget("locks");
        assertThat(new LockTable(world.store, world.time).find(BLUE)).isPresent();
        unlock(MONA, false);
        assertThat(new LockTable(world.store, world.time).find(BLUE)).isEmpty();
    }

    @Test
    void onlyAWriteThatAsksIsRefused() {
        lock(LEO, BLUE);
        assertThat(EntryWorld.code(request(MONA, UPDATE, true, "{'tags':['a']}")))
                .isEqualTo(31);
        assertThat(EntryWorld.code(request(MONA, RequestType.PATCH, true, "{'tags':['a']}")))
                .isEqualTo(31);
        assertThat(EntryWorld.code(request(MONA, DELETE, true, "{}"))).isEqualTo(31);
        assertThat(EntryWorld.code(request(MONA, MOVE, true, "{'dest_subpath':'inks','dest_shortname':'blue'}")))
                .isEqualTo(31);
        assertThat(world.stored(CONTENT, "pens", "blue").entry().tags()).isEmpty();
        assertThat(EntryWorld.code(request(MONA, UPDATE, false, "{'tags':['a']}")))
                .isZero();
        assertThat(world.lockTable.find(BLUE)).isPresent();
    }

    @Test
    void anOwnLockGoesWithTheWriteThatAsks() {
        lock(MONA, BLUE);
        assertThat(EntryWorld.code(request(MONA, UPDATE, true, "{'tags':['a']}")))
                .isZero();
        assertThat(world.lockTable.find(BLUE)).isEmpty();
        assertThat(lockTypes(BLUE)).containsExactly("unlock", "-", "lock");
        assertThat(world.hooks.actions()).endsWith(ActionType.UPDATE, ActionType.UNLOCK);
    }

    @Test
    void aSpaceMayEnforceLocks() {
        assertThat(world.service
                        .apply(
                                EntryWorld.DMART,
                                EntryWorld.SHOP,
                                UPDATE,
                                List.of(EntryWorld.record(SPACE, "/", "shop", "{'enforce_locks':true}")))
                        .failed())
                .isEmpty();
        lock(LEO, BLUE);
        assertThat(EntryWorld.code(request(MONA, UPDATE, false, "{'tags':['a']}")))
                .isEqualTo(31);
        BatchResult folder = world.service.apply(
                EntryWorld.DMART, EntryWorld.SHOP, DELETE, List.of(EntryWorld.record(FOLDER, "/", "pens", "{}")));
        assertThat(EntryWorld.code(folder)).isEqualTo(31);
        unlock(LEO, false);
        lock(MONA, BLUE);
        assertThat(EntryWorld.code(request(MONA, UPDATE, false, "{'tags':['a']}")))
                .isZero();
        assertThat(world.lockTable.find(BLUE)).isPresent();
    }

    @Test
    void aLockGoesWithItsEntry() {
        lock(MONA, BLUE);
        assertThat(EntryWorld.code(request(MONA, MOVE, false, "{'dest_subpath':'inks','dest_shortname':'navy'}")))
                .isZero();
        Locator navy = Locator.of("shop", "inks", "navy", CONTENT);
        assertThat(world.lockTable.find(BLUE)).isEmpty();
        assertThat(world.lockTable.find(navy).orElseThrow().owner()).isEqualTo("mona");
        BatchResult moved = world.service.apply(
                EntryWorld.DMART,
                EntryWorld.SHOP,
                MOVE,
                List.of(EntryWorld.record(FOLDER, "/", "inks", "{'dest_subpath':'pens','dest_shortname':'dyes'}")));
        assertThat(moved.failed()).isEmpty();
        Locator deep = Locator.of("shop", "pens/dyes", "navy", CONTENT);
        assertThat(world.lockTable.find(deep).orElseThrow().at()).isEqualTo(deep);
        assertThat(new LockTable(world.store, world.time).find(deep)).isPresent();
        assertThat(world.service
                        .apply(
                                EntryWorld.DMART,
                                EntryWorld.SHOP,
                                DELETE,
                                List.of(EntryWorld.record(FOLDER, "/", "pens", "{}")))
                        .failed())
                .isEmpty();
        assertThat(world.lockTable.find(deep)).isEmpty();
    }

    @Test
    void whoLocksATicketProcessesIt() {
        world.put("shop", "pens", "t1", TICKET, "{'state':'open','workflow_shortname':'w','is_open':true}");
        Locator ticket = Locator.of("shop", "pens", "t1", TICKET);
        lock(LEO, ticket);
        JsonObject meta = world.store.find(ticket).orElseThrow().entry().meta();
        assertThat(meta.object("collaborators")).contains(EntryWorld.json("{'processed_by':'leo'}"));
        assertThat(world.hooks.actions()).containsExactly(ActionType.LOCK, ActionType.UPDATE);
        assertThat(world.hooks
                        .last()
                        .attributes()
                        .object("history_diff")
                        .orElseThrow()
                        .names())
                .containsExactly("collaborators.processed_by");
        lock(LEO, ticket);
        assertThat(world.hooks.actions()).containsExactly(ActionType.LOCK, ActionType.UPDATE, ActionType.LOCK);
    }

    @Test
    void ofTwoAtOnceOneGetsIt() throws InterruptedException {
        int[] codes = new int[2];
        Thread first = new Thread(() -> codes[0] = code(() -> lock(MONA, BLUE)));
        Thread second = new Thread(() -> codes[1] = code(() -> lock(LEO, BLUE)));
        first.start();
        second.start();
        first.join();
        second.join();
        assertThat(codes).containsExactlyInAnyOrder(0, 403_031);
    }

    @Test
    void aRecordThatCannotBeReadCostsNoOtherLock() {
        lock(MONA, BLUE);
        EntryEvent told = world.hooks.last();
        EntryEvent odd = new EntryEvent(
                told.eventId(),
                0,
                "no space",
                told.subpath(),
                told.shortname(),
                told.action(),
                told.resourceType(),
                told.schemaShortname(),
                told.attributes(),
                told.user(),
                told.timestamp(),
                told.requestId(),
                told.entryUuid(),
                told.causeId(),
                0);
        world.store.commit(new Change(List.of(), List.of(odd), false));
        assertThat(new LockTable(world.store, world.time).live()).hasSize(1);
    }

    /** The clock of the table is asked when the lock is on the disk. */
    @Test
    void whatFailsBehindACommitIsNoAnswer() {
        world.time.failFor(Thread.currentThread().getName());
        lock(MONA, BLUE);
        assertThat(world.lockTable.live()).isEmpty();
        assertThat(world.hooks.actions()).containsExactly(ActionType.LOCK);
        assertThat(new LockTable(world.store, world.time).find(BLUE)).isPresent();
    }

    @Test
    void aLockThatEndedIsToldToHaveBeforeItIsTakenAgain() {
        lock(MONA, BLUE);
        world.time.pass(Duration.ofSeconds(301));
        lock(LEO, BLUE);
        assertThat(lockTypes(BLUE)).containsExactly("lock", "expired", "lock");
        assertThat(world.hooks.actions()).containsExactly(ActionType.LOCK, ActionType.UNLOCK, ActionType.LOCK);
        EntryEvent end = List.copyOf(world.hooks.events).get(1);
        assertThat(end.user()).isEqualTo("mona");
        assertThat(end.attributes())
                .isEqualTo(EntryWorld.json("{'lock_type':'expired','lock_period':0,'owner_shortname':'mona'}"));
        assertThat(world.lockTable.find(BLUE).orElseThrow().owner()).isEqualTo("leo");
        world.locks.keep();
        assertThat(lockTypes(BLUE)).hasSize(3);
    }
}
