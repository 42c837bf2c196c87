package cc.dmart.core.internal.entry.service;

import static cc.dmart.core.internal.entry.service.EntryWorld.DMART;
import static cc.dmart.core.internal.entry.service.EntryWorld.SARA;
import static cc.dmart.core.internal.entry.service.EntryWorld.SHOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import cc.dmart.api.index.EntryIndex;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.RequestType;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.storage.Change;
import cc.dmart.api.storage.ChangeOp;
import cc.dmart.api.storage.PayloadChange;
import cc.dmart.core.internal.quota.Quotas;
import cc.dmart.core.internal.quota.Room;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Quotas of files by owner and of bytes by space: security.md 5.10, U7. */
class QuotasTest {
    private EntryWorld world = new EntryWorld();

    @AfterEach
    void close() {
        world.close();
    }

    private void limit(String setting, Object value) {
        world.close();
        world = new EntryWorld(Map.of(setting, value));
    }

    private void upload(Caller caller, String name, int bytes) {
        world.service.upload(
                caller,
                SHOP,
                EntryWorld.record(ResourceType.MEDIA, "pens/blue", name, "{}"),
                EntryWorld.upload("a.csv", "text/csv", EntryWorld.utf8("a".repeat(bytes)), ""),
                false);
    }

    private void refused(Runnable call) {
        long before = world.store.lastSeq();
        DmartException error = catchThrowableOfType(DmartException.class, call::run);
        assertThat(error).isNotNull();
        assertThat(error.status()).isEqualTo(413);
        assertThat(error.type()).isEqualTo("request");
        assertThat(error.code()).isEqualTo(402);
        assertThat(world.store.lastSeq()).isEqualTo(before);
    }

    private int created(String name, int bytes) {
        return EntryWorld.code(world.run(
                RequestType.CREATE,
                ResourceType.CONTENT,
                "pens",
                name,
                "{'payload':{'content_type':'json','body':{'t':'" + "a".repeat(bytes - 8) + "'}}}"));
    }

    private void delete(ResourceType type, String subpath, String name) {
        world.done(RequestType.DELETE, type, subpath, name, "{}");
    }

    @Test
    void s5_10_u7_anOwnerHasSoManyFiles() {
        limit("max_files_per_user", 2);
        upload(SARA, "one", 5);
        upload(SARA, "two", 5);
        refused(() -> upload(SARA, "three", 5));
        upload(SARA, "two", 9); // another version is no other file
        upload(DMART, "his", 5);
        assertThat(created("json", 100)).as("a body is no file").isZero();
        delete(ResourceType.MEDIA, "pens/blue", "one");
        upload(SARA, "three", 5);
        refused(() -> upload(SARA, "four", 5));
        WireRecord given = EntryWorld.record(ResourceType.MEDIA, "pens/blue", "three", "{'owner_shortname':'dmart'}");
        assertThat(world.service
                        .apply(DMART, SHOP, RequestType.ASSIGN, List.of(given))
                        .failed())
                .isEmpty();
        upload(SARA, "four", 5);
        delete(ResourceType.CONTENT, "pens", "blue");
        assertThat(world.done(RequestType.CREATE, ResourceType.CONTENT, "pens", "blue", "{}"))
                .isNotNull();
        upload(SARA, "one", 5);
        upload(SARA, "two", 5);
        refused(() -> upload(SARA, "three", 5));
    }

    /** The space begins with the bodies of one schema and one entry. */
    @Test
    void s5_10_u7_aSpaceHoldsSoManyBytes() {
        int begin = bytes("schema", "item", ResourceType.SCHEMA) + bytes("pens", "blue", ResourceType.CONTENT);
        limit("max_bytes_per_space", begin + 1000L);
        upload(SARA, "one", 400);
        assertThat(created("two", 500)).isZero();
        assertThat(created("three", 101)).isEqualTo(402);
        refused(() -> upload(DMART, "three", 101));
        upload(SARA, "three", 100);
        refused(() -> upload(SARA, "one", 401));
        upload(SARA, "one", 300);
        upload(SARA, "four", 100);
        assertThat(created("five", 20)).isEqualTo(402);
        assertThat(EntryWorld.code(world.run(
                        RequestType.UPDATE, ResourceType.CONTENT, "pens", "two", "{'payload':{'body':{'more':1}}}")))
                .isEqualTo(402);
        delete(ResourceType.CONTENT, "pens", "two");
        assertThat(text("five", 500)).isZero();
        assertThat(text("six", 1)).isEqualTo(402);
        assertThat(world.done(
                        RequestType.UPDATE,
                        ResourceType.CONTENT,
                        "pens",
                        "five",
                        "{'payload':{'content_type':'text','body':'short'}}"))
                .isNotNull();
        assertThat(text("six", 495)).isZero();
        assertThat(text("seven", 1)).isEqualTo(402);
    }

    private int bytes(String subpath, String name, ResourceType type) {
        return world.stored(type, subpath, name).jsonBody().orElseThrow().utf8().length;
    }

    private int text(String name, int bytes) {
        return EntryWorld.code(world.run(
                RequestType.CREATE,
                ResourceType.CONTENT,
                "pens",
                name,
                "{'payload':{'content_type':'text','body':'" + "a".repeat(bytes) + "'}}"));
    }

    @Test
    void s5_10_u7_whatWasNotStoredTakesNothing() {
        int begin = bytes("schema", "item", ResourceType.SCHEMA) + bytes("pens", "blue", ResourceType.CONTENT);
        limit("max_bytes_per_space", begin + 500L);
        world.store.failCommits(true);
        assertThat(catchThrowableOfType(DmartException.class, () -> upload(SARA, "one", 400))
                        .status())
                .isEqualTo(500);
        world.store.failCommits(false);
        upload(SARA, "one", 400);
        refused(() -> upload(SARA, "two", 101));
        upload(SARA, "two", 100);
    }

    @Test
    void s5_10_u7_whatComesFromAnotherSpaceCounts() {
        limit("max_bytes_per_space", 1000L);
        upload(SARA, "pic", 300);
        WireRecord move = EntryWorld.record(
                ResourceType.CONTENT,
                "pens",
                "blue",
                "{'src_space_name':'shop','src_subpath':'pens','src_shortname':'blue','dest_space_name':'quiet',"
                        + "'dest_subpath':'/','dest_shortname':'blue'}");
        world.put("quiet", "/", "more", ResourceType.FOLDER, "{}");
        filled("quiet", 800);
        assertThat(EntryWorld.code(world.service.apply(DMART, SHOP, RequestType.MOVE, List.of(move))))
                .isEqualTo(402);
        delete(DMART, new SpaceName("quiet"), "fill");
        assertThat(EntryWorld.code(world.service.apply(DMART, SHOP, RequestType.MOVE, List.of(move))))
                .isZero();
        filled("shop", 900);
        assertThat(world.find(ResourceType.CONTENT, "pens", "fill")).isPresent();
    }

    private void filled(String space, int bytes) {
        String body = "{'payload':{'content_type':'text','body':'" + "a".repeat(bytes) + "'}}";
        String subpath = space.equals("shop") ? "pens" : "more";
        assertThat(EntryWorld.code(world.service.apply(
                        DMART,
                        new SpaceName(space),
                        RequestType.CREATE,
                        List.of(EntryWorld.record(ResourceType.CONTENT, subpath, "fill", body)))))
                .isZero();
    }

    private void delete(Caller caller, SpaceName space, String name) {
        WireRecord record = EntryWorld.record(ResourceType.CONTENT, "more", name, "{}");
        assertThat(world.service
                        .apply(caller, space, RequestType.DELETE, List.of(record))
                        .failed())
                .isEmpty();
    }

    @Test
    void s5_10_u7_ofManyAtATimeSoManySucceedAsThereIsRoom() throws Exception {
        limit("max_files_per_user", 10);
        assertThat(together("f")).isEqualTo(10);
        int begin = bytes("schema", "item", ResourceType.SCHEMA) + bytes("pens", "blue", ResourceType.CONTENT);
        limit("max_bytes_per_space", begin + 105L);
        assertThat(together("b")).isEqualTo(10);
    }

    /** Uploads of ten bytes each. @return how many were stored */
    private long together(String prefix) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try {
            List<Future<Boolean>> all = IntStream.range(0, 40)
                    .mapToObj(i -> pool.submit(() -> {
                        try {
                            upload(SARA, prefix + i, 10);
                            return true;
                        } catch (DmartException.Invalid e) {
                            return false;
                        }
                    }))
                    .toList();
            long stored = 0;
            for (Future<Boolean> one : all) {
                stored += one.get() ? 1 : 0;
            }
            assertThat(world.store.attachments(
                            Locator.of("shop", "pens", "blue", ResourceType.CONTENT), java.util.Set.of()))
                    .hasSize((int) stored);
            return stored;
        } finally {
            pool.shutdown();
        }
    }

    /** The index is asked once; what is written, replaced and removed afterwards is added up. */
    @Test
    void s5_10_u7_aFullSpaceIsNotCountedAgain() {
        upload(SARA, "one", 400);
        AtomicInteger asked = new AtomicInteger();
        EntryIndex noting = (EntryIndex) Proxy.newProxyInstance(
                EntryIndex.class.getClassLoader(), new Class<?>[] {EntryIndex.class}, (proxy, method, args) -> {
                    asked.addAndGet(method.getName().equals("count") ? 1 : 0);
                    return method.invoke(world.index, args);
                });
        Quotas quotas =
                new Quotas(world.store, world.store, noting, EntryWorld.config(Map.of("max_bytes_per_space", 1000L)));
        try (Room room = quotas.reserve(SARA, putting("sara", "text"))) {
            happens(room);
        }
        int once = asked.get();
        assertThat(once).isPositive();
        refused(() -> quotas.reserve(SARA, putting("sara", "text")));
        Locator one = Locator.of("shop", "pens/blue", "one", ResourceType.MEDIA);
        Change removal = new Change(List.of(new ChangeOp.RemoveEntry(one, Optional.of("one.csv"))), List.of(), false);
        try (Room room = quotas.reserve(SARA, removal)) {
            refused(() -> quotas.reserve(SARA, putting("sara", "text")));
            happens(room);
        }
        try (Room room = quotas.reserve(SARA, putting("sara", "text"))) {
            happens(room);
        }
        refused(() -> quotas.reserve(SARA, putting("sara", "text")));
        assertThat(asked.get()).as("nothing was given back since").isEqualTo(once);
        Quotas busy =
                new Quotas(world.store, world.store, noting, EntryWorld.config(Map.of("max_bytes_per_space", 1000L)));
        try (Room room = busy.reserve(SARA, putting("sara", "text"))) {
            assertThat(room).isNotNull();
            for (int i = 0; i < 5; i++) {
                refused(() -> busy.reserve(SARA, putting("sara", "text")));
            }
        }
        for (int i = 0; i < 5; i++) {
            try (Room room = busy.reserve(SARA, putting("sara", "text"))) {
                assertThat(room).as("what never begins takes nothing").isNotNull();
            }
        }
        assertThat(asked.get()).as("one count more").isEqualTo(2 * once);
    }

    private static void happens(Room room) {
        room.begin();
        room.used();
    }

    /** What a crash leaves is what the index says; nothing is kept beside it. */
    @Test
    void s5_10_u7_afterARestartWhatIsThereCounts() {
        upload(SARA, "one", 400);
        Quotas later = new Quotas(
                world.store,
                world.store,
                world.index,
                EntryWorld.config(Map.of("max_files_per_user", 1, "max_bytes_per_space", 600L)));
        refused(() -> later.reserve(SARA, putting("sara", "text")));
        refused(() -> later.reserve(SARA, putting("omar", "text")));
        try (Room room = later.reserve(Caller.system("x"), putting("sara", "text"))) {
            happens(room);
        }
        delete(ResourceType.MEDIA, "pens/blue", "one");
        Quotas last = new Quotas(
                world.store, world.store, world.index, EntryWorld.config(Map.of("max_bytes_per_space", 600L)));
        try (Room first = last.reserve(SARA, putting("sara", "text"))) {
            refused(() -> last.reserve(SARA, putting("omar", "text")));
            assertThat(first).isNotNull();
        }
        try (Room again = last.reserve(SARA, putting("omar", "text"))) {
            assertThat(again).as("what did not happen takes nothing").isNotNull();
        }
    }

    private static Change putting(String owner, String type) {
        JsonObject meta = EntryWorld.json(
                "{'owner_shortname':'" + owner + "','payload':{'content_type':'" + type + "','body':'m.txt'}}");
        Locator at = Locator.of("shop", "pens/blue", "m", ResourceType.MEDIA);
        PayloadChange file = new PayloadChange.Bytes("m.txt", new byte[300], Optional.empty());
        return new Change(List.of(new ChangeOp.PutEntry(at, meta, file, true)), List.of(), false);
    }
}
