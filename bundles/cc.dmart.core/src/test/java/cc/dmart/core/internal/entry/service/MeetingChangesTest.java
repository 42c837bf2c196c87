package cc.dmart.core.internal.entry.service;

import static cc.dmart.api.model.RequestType.ASSIGN;
import static cc.dmart.api.model.RequestType.CREATE;
import static cc.dmart.api.model.RequestType.DELETE;
import static cc.dmart.api.model.RequestType.UPDATE;
import static cc.dmart.api.model.ResourceType.CONTENT;
import static cc.dmart.api.model.ResourceType.FOLDER;
import static cc.dmart.api.model.ResourceType.PERMISSION;
import static cc.dmart.api.model.ResourceType.ROLE;
import static cc.dmart.api.model.ResourceType.TICKET;
import static cc.dmart.api.model.ResourceType.USER;
import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.RequestType;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.User;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.BatchResult;
import cc.dmart.api.service.TicketService;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.core.internal.entry.lock.LockServiceImpl;
import cc.dmart.core.internal.entry.pipeline.ChangePipeline;
import cc.dmart.core.internal.entry.ticket.TicketServiceImpl;
import cc.dmart.core.internal.quota.Quotas;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A change that comes while another one, which it has to do with, is on its way into the files. */
class MeetingChangesTest {
    private final EntryWorld world = new EntryWorld();
    private final CountDownLatch inside = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final ChangePipeline pipeline = new ChangePipeline(
            slow(),
            world.feed,
            world.access,
            world.hooks,
            world.context.lookups(),
            world.lockTable,
            new Quotas(world.store, world.store, world.index, EntryWorld.config(Map.of())));
    private final EntryServiceImpl service = new EntryServiceImpl(
            world.store,
            world.store,
            world.access,
            world.hooks,
            pipeline,
            world.context.lookups(),
            world.context.rules());

    @AfterEach
    void close() {
        pipeline.stop();
        world.close();
    }

    /** The store, in which the first change takes until it may go on. */
    private EntryStore slow() {
        return (EntryStore) Proxy.newProxyInstance(
                EntryStore.class.getClassLoader(), new Class<?>[] {EntryStore.class}, (proxy, method, args) -> {
                    if (method.getName().equals("commit") && inside.getCount() > 0) {
                        inside.countDown();
                        assertThat(goOn.await(30, TimeUnit.SECONDS)).isTrue();
                    }
                    return method.invoke(world.store, args);
                });
    }

    /** Runs one change, and another one that begins while it is on its way. @return the code of the second */
    private int meet(Runnable first, FutureTask<Integer> second)
            throws InterruptedException, ExecutionException, TimeoutException {
        Thread one = new Thread(first);
        one.start();
        assertThat(inside.await(30, TimeUnit.SECONDS)).isTrue();
        Thread two = new Thread(second);
        two.start();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!second.isDone() && two.getState() != Thread.State.TIMED_WAITING) { // for the locks of the first
            assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
            Thread.onSpinWait();
        }
        goOn.countDown();
        one.join();
        return second.get(30, TimeUnit.SECONDS);
    }

    private int request(
            RequestType request, ResourceType type, String subpath, String name, String attributes, boolean checkLock) {
        WireRecord record = new WireRecord(
                type, name, subpath, Optional.empty(), EntryWorld.json(attributes), Optional.empty(), checkLock);
        BatchResult result = service.apply(EntryWorld.SARA, EntryWorld.SHOP, request, List.of(record));
        return EntryWorld.code(result);
    }

    private int pen(String name) {
        return request(
                CREATE,
                CONTENT,
                "pens",
                name,
                "{'payload':{'content_type':'json','schema_shortname':'item','body':{'code':'same'}}}",
                false);
    }

    private void omarGoes() {
        WireRecord omar = EntryWorld.record(USER, "users", "omar", "{}");
        assertThat(EntryWorld.code(service.apply(EntryWorld.DMART, EntryWorld.MGMT, DELETE, List.of(omar))))
                .isZero();
    }

    /** What a deleted account owns is given away when it goes, and not looked for again. */
    @Test
    void nothingIsGivenToAnAccountThatGoes() throws Exception {
        int second = meet(
                this::omarGoes,
                new FutureTask<>(() -> request(ASSIGN, CONTENT, "pens", "blue", "{'owner_shortname':'omar'}", false)));
        assertThat(second).isEqualTo(220);
        assertThat(world.stored(CONTENT, "pens", "blue").entry().owner()).isEqualTo("dmart");
    }

    @Test
    void noTicketIsAssignedToAnAccountThatGoes() throws Exception {
        world.put(
                "management",
                "permissions",
                "progress",
                PERMISSION,
                "{'subpaths':{'shop':['__all_subpaths__']},'resource_types':['ticket'],'actions':['view','progress_ticket'],"
                        + "'conditions':[]}");
        world.put("management", "roles", "mover", ROLE, "{'permissions':['progress']}");
        world.put("management", "users", "max", USER, "{'roles':['mover']}");
        String workflow = "{'initial_state':'a','states':[{'state':'a','next':[{'action':'go','to':'b',"
                + "'role':'mover','assign_to':'omar'}]},{'state':'b'}]}";
        world.putJson("shop", "workflows", "short", CONTENT, workflow, "");
        world.put("shop", "pens", "t1", TICKET, "{'state':'a','is_open':true,'workflow_shortname':'short'}");
        TicketServiceImpl tickets =
                new TicketServiceImpl(world.store, pipeline, world.context.lookups(), world.context.rules());
        TicketService.Step step = new TicketService.Step("go", Optional.empty(), Optional.empty(), false);
        Locator ticket = Locator.of("shop", "pens", "t1", TICKET);
        int second = meet(
                this::omarGoes,
                new FutureTask<>(() -> code(() -> tickets.progress(EntryWorld.caller("max"), ticket, step))));
        assertThat(second).isEqualTo(ErrorCode.INVALID_TICKET_STATUS);
        assertThat(world.stored(TICKET, "pens", "t1").entry().owner()).isEqualTo("dmart");
    }

    private static int code(Runnable change) {
        try {
            change.run();
            return 0;
        } catch (DmartException e) {
            return e.code();
        }
    }

    /** Whoever links asked before whether it is free, and both were told that it is ({@code security.md} 5.6). */
    @Test
    void anIdentityIsLinkedToOneAccount() throws Exception {
        EntryEditorImpl editor =
                new EntryEditorImpl(world.store, pipeline, world.context.lookups(), world.context.rules());
        int second = meet(
                () -> assertThat(code(() -> link(editor, "sara"))).isZero(),
                new FutureTask<>(() -> code(() -> link(editor, "omar"))));
        assertThat(second).isEqualTo(415);
        assertThat(linked("sara")).contains("42");
        assertThat(linked("omar")).isEmpty();
    }

    private static Locator account(String name) {
        return Locator.of("management", "users", name, USER);
    }

    private static void link(EntryEditorImpl editor, String name) {
        var unused = editor.edit(
                EntryWorld.caller(name),
                account(name),
                "identity",
                meta -> meta.with(User.LINKED, EntryWorld.json("{'google':'42'}")));
    }

    private Optional<String> linked(String name) {
        return new User(world.store.find(account(name)).orElseThrow().entry()).linkedIdentity("google");
    }

    /** Rules count from the reply on: what is not in the index by then nobody would find. */
    @Test
    void newRulesOfAFolderWaitForWhatIsOnItsWayIntoIt() throws Exception {
        String rules = "{'payload':{'content_type':'json','body':{'unique_fields':[['payload.body.code']]}}}";
        int second = meet(() -> assertThat(pen("one")).isZero(), new FutureTask<>(() -> {
            assertThat(request(UPDATE, FOLDER, "/", "pens", rules, false)).isZero();
            return pen("two");
        }));
        assertThat(second).isEqualTo(415);
        assertThat(world.find(CONTENT, "pens", "one")).isPresent();
    }

    /** A lock that is acknowledged before a folder goes is minded by whoever asked for that. */
    @Test
    void aFolderMindsALockThatIsOnItsWay() throws Exception {
        Locator blue = Locator.of("shop", "pens", "blue", CONTENT);
        LockServiceImpl locks = new LockServiceImpl(
                world.store,
                pipeline,
                world.context.lookups(),
                world.context.rules(),
                world.lockTable,
                EntryWorld.config(Map.of()));
        try {
            int second = meet(
                    () -> locks.lock(EntryWorld.DMART, blue, OptionalLong.empty()),
                    new FutureTask<>(() -> request(DELETE, FOLDER, "/", "pens", "{}", true)));
            assertThat(second).isEqualTo(31);
            assertThat(world.lockTable.find(blue)).isPresent();
            assertThat(world.find(CONTENT, "pens", "blue")).isPresent();
        } finally {
            locks.stop();
        }
    }
}
