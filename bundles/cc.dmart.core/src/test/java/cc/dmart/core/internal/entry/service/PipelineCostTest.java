package cc.dmart.core.internal.entry.service;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.index.testing.InMemoryEntryIndex;
import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.Entry;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonRaw;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.RequestType;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.PasswordHashing;
import cc.dmart.api.service.SessionEvents;
import cc.dmart.api.service.ViewOptions;
import cc.dmart.api.storage.Change;
import cc.dmart.api.storage.ChangeOp;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.api.storage.PayloadChange;
import cc.dmart.api.storage.PayloadStore;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.CoreConfig;
import cc.dmart.core.internal.access.AccessPolicyImpl;
import cc.dmart.core.internal.entry.pipeline.ChangePipeline;
import cc.dmart.core.internal.entry.pipeline.Lookups;
import cc.dmart.core.internal.entry.rules.ChangeRules;
import cc.dmart.core.internal.quota.Quotas;
import cc.dmart.core.internal.schema.SchemaValidatorImpl;
import cc.dmart.core.internal.search.SearchParserImpl;
import cc.dmart.core.internal.unique.UniqueRules;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * CPU time of the core alone for changes and reads of an entry with 1 KB of JSON, over a store that is a map. The bounds are an
 * order of magnitude above what a quiet machine shows, so that only a mistake breaks them.
 */
class PipelineCostTest {
    private final Map<Locator, StoredEntry> entries = new ConcurrentHashMap<>();
    private final AtomicLong seq = new AtomicLong();
    private final EntryServiceImpl service;

    PipelineCostTest() {
        EntryStore store = (EntryStore) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {EntryStore.class, PayloadStore.class},
                (proxy, method, args) -> switch (method.getName()) {
                    case "find" -> Optional.ofNullable(entries.get((Locator) args[0]));
                    case "isTaken" ->
                        entries.containsKey(new Locator(
                                (SpaceName) args[0],
                                (cc.dmart.api.model.Subpath) args[1],
                                (cc.dmart.api.model.Shortname) args[2],
                                ResourceType.CONTENT));
                    case "commit" -> commit((Change) args[0]);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
        put("management", "users", "dmart", ResourceType.USER, "{'roles':['super_admin'],'is_active':true}");
        put(
                "management",
                "roles",
                "super_admin",
                ResourceType.ROLE,
                "{'permissions':['super_manager'],'is_active':true}");
        put(
                "management",
                "permissions",
                "super_manager",
                ResourceType.PERMISSION,
                "{'is_active':true,'subpaths':{'__all_spaces__':['__all_subpaths__']},'resource_types':['content'],"
                        + "'actions':['view','create','update'],'conditions':[]}");
        put("shop", "/", "shop", ResourceType.SPACE, "{'active_plugins':['action_log']}");
        CoreConfig config = EntryWorld.config(Map.of());
        InMemoryEntryIndex index = new InMemoryEntryIndex();
        AccessPolicyImpl access = new AccessPolicyImpl(store, index, new SearchParserImpl(config), config);
        Lookups lookups = new Lookups(store, new UniqueRules(store));
        ChangeRules rules = new ChangeRules(
                store,
                index,
                access,
                new SchemaValidatorImpl(store, config),
                nothing(PasswordHashing.class),
                nothing(SessionEvents.class),
                config);
        EntryWorld.Hooks hooks = new EntryWorld.Hooks() {
            @Override
            public Call before(Call call) {
                return call;
            }

            @Override
            public void afterInline(List<cc.dmart.api.model.EntryEvent> told) {}

            @Override
            public boolean wants(cc.dmart.api.model.ActionType action) {
                return false;
            }
        };
        ChangePipeline pipeline = new ChangePipeline(
                store,
                nothing(cc.dmart.core.internal.feed.IndexFeed.class),
                access,
                hooks,
                lookups,
                new cc.dmart.core.internal.lock.LockTable(new cc.dmart.api.storage.testing.InMemoryEntryStore()),
                new Quotas(store, (PayloadStore) store, new InMemoryEntryIndex(), config));
        service = new EntryServiceImpl(store, (PayloadStore) store, access, hooks, pipeline, lookups, rules);
    }

    private static <T> T nothing(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                PipelineCostTest.class.getClassLoader(), new Class<?>[] {type}, (p, m, a) -> null));
    }

    private void put(String space, String folder, String name, ResourceType type, String meta) {
        Locator at = Locator.of(space, folder, name, type);
        entries.put(at, new StoredEntry(new Entry(at, EntryWorld.json(meta)), Optional.empty(), Optional.empty(), "1"));
    }

    private long commit(Change change) {
        for (ChangeOp op : change.ops()) {
            if (op instanceof ChangeOp.PutEntry put) {
                Optional<JsonRaw> raw = put.payload() instanceof PayloadChange.Bytes b
                        ? Optional.of(new JsonRaw(b.bytes()))
                        : Optional.ofNullable(entries.get(put.at())).flatMap(StoredEntry::jsonBody);
                entries.put(
                        put.at(),
                        new StoredEntry(
                                new Entry(put.at(), put.meta()),
                                raw,
                                raw.map(r -> put.at().shortname() + ".json"),
                                Long.toString(seq.get())));
            }
        }
        return seq.incrementAndGet();
    }

    private static JsonObject kilobyte(int n) {
        JsonObject.Builder body = JsonObject.builder().put("price", n);
        for (int i = 0; i < 20; i++) {
            body.put("field" + i, "some text of a middling length, number " + i);
        }
        return body.build();
    }

    private static WireRecord record(int n) {
        JsonObject attributes = EntryWorld.json("{'displayname':{'en':'Pen'},'tags':['a','b']}")
                .with(
                        "payload",
                        JsonObject.builder()
                                .put("content_type", "json")
                                .put("body", kilobyte(n))
                                .build());
        return WireRecord.of(ResourceType.CONTENT, "n" + n, "pens", attributes);
    }

    private double microseconds(int rounds, java.util.function.IntConsumer work) {
        for (int i = 0; i < rounds; i++) {
            work.accept(i);
        }
        var threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        for (int i = rounds; i < 2 * rounds; i++) {
            work.accept(i);
        }
        return (threads.getCurrentThreadCpuTime() - start) / 1000.0 / rounds;
    }

    @Test
    void changesAndReadsAreCheap() {
        int rounds = Integer.getInteger("dmart.rounds", 3000);
        WireRecord[] records = new WireRecord[2 * rounds];
        for (int i = 0; i < records.length; i++) {
            records[i] = record(i);
        }
        double create = microseconds(
                rounds,
                i -> requireDone(
                        service.apply(EntryWorld.DMART, EntryWorld.SHOP, RequestType.CREATE, List.of(records[i]))));
        double update = microseconds(
                rounds,
                i -> requireDone(service.apply(
                        EntryWorld.DMART,
                        EntryWorld.SHOP,
                        RequestType.UPDATE,
                        List.of(EntryWorld.record(
                                ResourceType.CONTENT, "pens", "n" + i, "{'payload':{'body':{'price':-1}}}")))));
        double view = microseconds(
                rounds,
                i -> service.view(
                        EntryWorld.DMART,
                        Locator.of("shop", "pens", "n" + i, ResourceType.CONTENT),
                        new ViewOptions(true, false, java.util.Set.of())));
        System.getLogger("cost").log(System.Logger.Level.INFO, "create {0} update {1} view {2}", create, update, view);
        assertThat(JsonCodec.write(kilobyte(1)).length).isGreaterThan(1000);
        assertThat(create).isLessThan(1500);
        assertThat(update).isLessThan(1500);
        assertThat(view).isLessThan(300);
    }

    private static void requireDone(cc.dmart.api.service.BatchResult result) {
        if (!result.failed().isEmpty()) {
            throw result.failed().get(0).error();
        }
    }
}
