package cc.dmart.core.internal.entry.service;

import cc.dmart.api.index.testing.InMemoryEntryIndex;
import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.ErrorType;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.RequestType;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.BatchResult;
import cc.dmart.api.service.PasswordHashing;
import cc.dmart.api.service.SessionEvents;
import cc.dmart.api.service.Upload;
import cc.dmart.api.storage.Change;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.api.storage.testing.InMemoryEntryStore;
import cc.dmart.core.internal.CoreConfig;
import cc.dmart.core.internal.TestClock;
import cc.dmart.core.internal.access.AccessPolicyImpl;
import cc.dmart.core.internal.entry.form.Checksums;
import cc.dmart.core.internal.entry.imports.EntryImporterImpl;
import cc.dmart.core.internal.entry.lock.LockServiceImpl;
import cc.dmart.core.internal.entry.pipeline.ChangePipeline;
import cc.dmart.core.internal.entry.pipeline.Lookups;
import cc.dmart.core.internal.entry.rules.ChangeRules;
import cc.dmart.core.internal.entry.rules.CommandContext;
import cc.dmart.core.internal.entry.ticket.TicketServiceImpl;
import cc.dmart.core.internal.event.HookDispatcher;
import cc.dmart.core.internal.feed.IndexFeedImpl;
import cc.dmart.core.internal.lock.LockTable;
import cc.dmart.core.internal.quota.Quotas;
import cc.dmart.core.internal.schema.SchemaValidatorImpl;
import cc.dmart.core.internal.search.SearchParserImpl;
import cc.dmart.core.internal.unique.UniqueRules;
import java.io.ByteArrayInputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Spaces in memory with the real access policy, schema validator, feed and pipeline. Accounts: {@code dmart} may everything,
 * {@code sara} may all in {@code shop}, {@code omar} nothing. JSON is written with single quotes.
 */
public final class EntryWorld implements AutoCloseable {
    public static final SpaceName SHOP = new SpaceName("shop");
    static final SpaceName MGMT = new SpaceName("management");
    public static final Caller DMART = caller("dmart");
    public static final Caller SARA = caller("sara");
    public static final Caller OMAR = caller("omar");
    private static final String TYPES =
            "['user','group','folder','schema','content','log','comment','media','json','ticket',"
                    + "'space','permission','role','post','reaction','csv','jsonl','sqlite','duckdb','parquet','alteration','notification']";

    public final InMemoryEntryStore store = new InMemoryEntryStore();
    public final InMemoryEntryIndex index = new InMemoryEntryIndex();
    private final UniqueRules unique = new UniqueRules(store);
    public final Hooks hooks = new Hooks();
    public final ConcurrentLinkedQueue<String> sessions = new ConcurrentLinkedQueue<>();
    public final IndexFeedImpl feed;
    final ChangePipeline pipeline;
    public final CommandContext context;
    public final EntryServiceImpl service;
    public final AccessPolicyImpl access;
    public final SchemaValidatorImpl schemas;
    public final EntryEditorImpl editor;
    public final TestClock time = new TestClock();
    public final LockTable lockTable;
    public final LockServiceImpl locks;
    public final TicketServiceImpl tickets;
    public final EntryImporterImpl importer;

    public EntryWorld() {
        this(Map.of());
    }

    public EntryWorld(Map<String, Object> settings) {
        populate();
        CoreConfig config = config(settings);
        feed = new IndexFeedImpl(store, store, store, index, unique, config);
        access = new AccessPolicyImpl(store, index, new SearchParserImpl(config), config);
        schemas = new SchemaValidatorImpl(store, config);
        Lookups lookups = new Lookups(store, unique);
        ChangeRules rules = new ChangeRules(store, index, access, schemas, new Hashing(), new Sessions(), config);
        lockTable = new LockTable(store, time);
        pipeline = new ChangePipeline(
                store, feed, access, hooks, lookups, lockTable, new Quotas(store, store, index, config));
        context = new CommandContext(store, lookups, rules);
        service = new EntryServiceImpl(store, store, access, hooks, pipeline, lookups, rules);
        editor = new EntryEditorImpl(store, pipeline, lookups, rules);
        tickets = new TicketServiceImpl(store, pipeline, lookups, rules);
        importer = new EntryImporterImpl(store, store, pipeline, lookups, rules);
        locks = new LockServiceImpl(store, pipeline, lookups, rules, lockTable, config);
    }

    private void populate() {
        put("management", "/", "management", ResourceType.SPACE, "{'indexing_enabled':true}");
        put("shop", "/", "shop", ResourceType.SPACE, "{'indexing_enabled':true,'active_plugins':['action_log']}");
        put("quiet", "/", "quiet", ResourceType.SPACE, "{'indexing_enabled':true}");
        for (String folder : List.of("users", "roles", "groups", "permissions", "schema")) {
            put("management", "/", folder, ResourceType.FOLDER, "{}");
        }
        String all = "{'subpaths':{'__all_spaces__':['__all_subpaths__']},'resource_types':" + TYPES
                + ",'actions':['query','view','create','update','delete','assign','move'],'conditions':[]}";
        put("management", "permissions", "super_manager", ResourceType.PERMISSION, all);
        put(
                "management",
                "permissions",
                "shop_all",
                ResourceType.PERMISSION,
                "{'subpaths':{'shop':['__all_subpaths__']},'resource_types':" + TYPES
                        + ",'actions':['query','view','create','update','delete','assign'],'conditions':[]}");
        put("management", "roles", "super_admin", ResourceType.ROLE, "{'permissions':['super_manager']}");
        put("management", "roles", "keeper", ResourceType.ROLE, "{'permissions':['shop_all']}");
        put("management", "roles", "spare", ResourceType.ROLE, "{'permissions':[]}");
        put(
                "management",
                "permissions",
                "own_only",
                ResourceType.PERMISSION,
                "{'subpaths':{'__all_spaces__':['__all_subpaths__']},'resource_types':['content'],'actions':['view'],"
                        + "'conditions':['own']}");
        put("management", "roles", "narrow", ResourceType.ROLE, "{'permissions':['own_only']}");
        put("management", "users", "dmart", ResourceType.USER, "{'roles':['super_admin'],'password':'#dmart'}");
        put("management", "users", "sara", ResourceType.USER, "{'roles':['keeper'],'email':'sara@x.io'}");
        put("management", "users", "omar", ResourceType.USER, "{'roles':[]}");
        put("management", "users", "anonymous", ResourceType.USER, "{'roles':[]}");
        put("shop", "/", "pens", ResourceType.FOLDER, "{}");
        put("shop", "/", "inks", ResourceType.FOLDER, "{}");
        put("shop", "/", "schema", ResourceType.FOLDER, "{}");
        putJson("management", "schema", "meta_schema", ResourceType.SCHEMA, "{'type':'object'}", "");
        putJson(
                "shop",
                "schema",
                "item",
                ResourceType.SCHEMA,
                "{'title':'item','type':'object','properties':{'price':{'type':'integer'}}}",
                "meta_schema");
        putJson("shop", "pens", "blue", ResourceType.CONTENT, "{'price':3,'code':'b','sub':{'a':1,'b':2}}", "item");
    }

    /** Settings with their defaults, some replaced. */
    public static CoreConfig config(Map<String, Object> settings) {
        return (CoreConfig) Proxy.newProxyInstance(
                EntryWorld.class.getClassLoader(),
                new Class<?>[] {CoreConfig.class},
                (proxy, method, args) -> settings.getOrDefault(method.getName(), method.getDefaultValue()));
    }

    public static Caller caller(String user) {
        return Caller.of(user, "r1", Map.of("user-agent", "test", "cookie", "secret"));
    }

    public static JsonObject json(String text) {
        return (JsonObject) JsonCodec.parse(text.replace('\'', '"'));
    }

    public static JsonObject meta(String shortname, String fields) {
        return json("{'uuid':'7c4a1f0e-52b6-4d0b-9f0e-0c9f3a3f6d11','shortname':'" + shortname
                        + "','is_active':true,'tags':[],'created_at':'2024-05-01T10:11:12.000013',"
                        + "'updated_at':'2024-05-01T10:11:12.000015','owner_shortname':'dmart'}")
                .toBuilder()
                .putAll(json(fields))
                .build();
    }

    public void put(String space, String subpath, String name, ResourceType type, String fields) {
        store.put(Locator.of(space, subpath, name, type), meta(name, fields));
        unique.forgetAll(); // nobody waits until a change by another program is seen
    }

    /** An account that may not write some fields of a few types, and but two values of {@code payload.body.stage}. */
    void restricted(String user, String types, String fields) {
        put(
                "management",
                "permissions",
                "strict",
                ResourceType.PERMISSION,
                "{'subpaths':{'shop':['__all_subpaths__']},'resource_types':[" + types + "],"
                        + "'actions':['view','create','update'],'conditions':[],'restricted_fields':[" + fields + "],"
                        + "'allowed_fields_values':{'payload.body.stage':['draft','ready']}}");
        put("management", "roles", "strict", ResourceType.ROLE, "{'permissions':['strict']}");
        put("management", "users", user, ResourceType.USER, "{'roles':['strict']}");
    }

    public void putJson(String space, String subpath, String name, ResourceType type, String body, String schema) {
        String text = body.replace('\'', '"');
        JsonObject payload = JsonObject.builder()
                .put("content_type", "json")
                .put("schema_shortname", schema)
                .put("checksum", Checksums.of(text))
                .put("body", name + ".json")
                .build();
        store.put(Locator.of(space, subpath, name, type), meta(name, "{}").with("payload", payload), text);
        unique.forgetAll();
    }

    public static WireRecord record(ResourceType type, String subpath, String name, String attributes) {
        return WireRecord.of(type, name, subpath, json(attributes));
    }

    /** One record in the space {@code shop}, as {@code sara}. */
    public BatchResult run(RequestType request, ResourceType type, String subpath, String name, String attributes) {
        return service.apply(SARA, SHOP, request, List.of(record(type, subpath, name, attributes)));
    }

    /** The same, which must go well. */
    public WireRecord done(RequestType request, ResourceType type, String subpath, String name, String attributes) {
        BatchResult result = run(request, type, subpath, name, attributes);
        if (!result.failed().isEmpty()) {
            throw result.failed().get(0).error();
        }
        return result.done().get(0);
    }

    /** Code of the one failure; 0 if it went well. */
    public static int code(BatchResult result) {
        return result.failed().isEmpty() ? 0 : result.failed().get(0).error().code();
    }

    public StoredEntry stored(ResourceType type, String subpath, String name) {
        return store.find(Locator.of("shop", subpath, name, type)).orElseThrow();
    }

    public Optional<StoredEntry> find(ResourceType type, String subpath, String name) {
        return store.find(Locator.of("shop", subpath, name, type));
    }

    /** The stored JSON body. */
    public JsonObject body(ResourceType type, String subpath, String name) {
        return (JsonObject) JsonCodec.parse(
                stored(type, subpath, name).jsonBody().orElseThrow().utf8());
    }

    public static Upload upload(String fileName, String mediaType, byte[] bytes, String sha) {
        return new Upload(
                fileName,
                Optional.of(mediaType).filter(m -> !m.isEmpty()),
                new ByteArrayInputStream(bytes),
                Optional.of(sha).filter(s -> !s.isEmpty()),
                1 << 20);
    }

    public static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        locks.stop();
        pipeline.stop();
        feed.stop();
    }

    /** Keeps what hooks and listeners are called with; alters or refuses when told so. */
    public static class Hooks implements HookDispatcher {
        public final ConcurrentLinkedQueue<Call> calls = new ConcurrentLinkedQueue<>();
        public final ConcurrentLinkedQueue<EntryEvent> events = new ConcurrentLinkedQueue<>();
        volatile JsonObject noted = JsonObject.EMPTY;
        public final AtomicReference<UnaryOperator<WireRecord>> change =
                new AtomicReference<>(UnaryOperator.identity());
        public final AtomicReference<Consumer<Call>> first = new AtomicReference<>(call -> {});
        public final AtomicReference<Runnable> after = new AtomicReference<>(() -> {});
        final AtomicInteger passages = new AtomicInteger();

        @Override
        public Call before(Call call) {
            calls.add(call);
            first.get().accept(call);
            Optional<WireRecord> left = call.proposed().map(change.get());
            return new Call(call.caller(), call.action(), call.at(), call.current(), left, noted, call.query());
        }

        @Override
        public Passage passage(Change change) {
            passages.incrementAndGet();
            return passages::decrementAndGet;
        }

        @Override
        public void told(List<EntryEvent> read) {
            events.addAll(read);
        }

        @Override
        public void afterInline(List<EntryEvent> told) {
            events.addAll(told);
            after.get().run();
        }

        public EntryEvent last() {
            return List.copyOf(events).get(events.size() - 1);
        }

        public List<ActionType> actions() {
            return new ArrayList<>(events).stream().map(EntryEvent::action).toList();
        }
    }

    private static final class Hashing implements PasswordHashing {
        @Override
        public String hash(String password, Collection<String> names) {
            if (!isAcceptable(password, names)) {
                throw new DmartException.Invalid(
                        400, ErrorType.JWTAUTH, ErrorCode.INVALID_PASSWORD_RULES, "rules", List.of());
            }
            return "#" + new JsonString(password).value().hashCode();
        }

        @Override
        public boolean isAcceptable(String password, Collection<String> names) {
            return password.length() >= 8 && !names.contains(password);
        }

        @Override
        public boolean isUsable(String stored) {
            return stored.startsWith("#");
        }
    }

    private final class Sessions implements SessionEvents {
        @Override
        public void accountDisabled(String shortname) {
            sessions.add("disabled " + shortname);
        }

        @Override
        public void passwordChanged(String shortname) {
            sessions.add("password " + shortname);
        }

        @Override
        public void accountEnabled(String shortname) {
            sessions.add("enabled " + shortname);
        }
    }

    /** The activity lines of the shop, newest first. */
    public List<JsonObject> activity() {
        List<JsonObject> lines = new ArrayList<>();
        store.activity(SHOP, lines::add);
        return lines;
    }
}
