package cc.dmart.core.internal.account;

import cc.dmart.api.index.EntryIndex;
import cc.dmart.api.index.testing.InMemoryEntryIndex;
import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.service.PasswordHashing;
import cc.dmart.api.service.SessionEvents;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.api.storage.testing.InMemoryEntryStore;
import cc.dmart.core.internal.CoreConfig;
import cc.dmart.core.internal.access.AccessPolicyImpl;
import cc.dmart.core.internal.entry.pipeline.ChangePipeline;
import cc.dmart.core.internal.entry.pipeline.Lookups;
import cc.dmart.core.internal.entry.rules.ChangeRules;
import cc.dmart.core.internal.entry.service.AccountEditor;
import cc.dmart.core.internal.entry.service.EntryEditorImpl;
import cc.dmart.core.internal.entry.service.EntryServiceImpl;
import cc.dmart.core.internal.entry.service.ViewEvents;
import cc.dmart.core.internal.event.HookDispatcher;
import cc.dmart.core.internal.feed.IndexFeedImpl;
import cc.dmart.core.internal.lock.LockTable;
import cc.dmart.core.internal.query.Defaults;
import cc.dmart.core.internal.quota.Quotas;
import cc.dmart.core.internal.schema.SchemaValidatorImpl;
import cc.dmart.core.internal.search.SearchParserImpl;
import cc.dmart.core.internal.unique.UniqueRules;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Everything in {@code core} that writes an account, over the stores in memory. */
final class AccountWorld implements AutoCloseable {
    static final SpaceName MANAGEMENT = new SpaceName("management");

    final InMemoryEntryStore store = new InMemoryEntryStore();
    /** How many hashes were made. */
    final AtomicInteger hashes = new AtomicInteger();

    final EntryServiceImpl entries;
    final AccountServiceImpl accounts;
    final AccountChangesImpl changes;
    final OwnerlessEntries ownerless;
    final EntryEditorImpl editor;
    private final InMemoryEntryIndex index = new InMemoryEntryIndex();
    private final AccessPolicyImpl access;
    private final ViewEvents views;
    private final IndexFeedImpl feed;

    AccountWorld() {
        CoreConfig config = Defaults.with(Map.of());
        access = new AccessPolicyImpl(store, index, new SearchParserImpl(config), config);
        ChangeRules rules = new ChangeRules(
                store,
                index,
                access,
                new SchemaValidatorImpl(store, config),
                new PlainHashes(hashes),
                new NoSessions(),
                config);
        UniqueRules unique = new UniqueRules(store);
        Lookups lookups = new Lookups(store, unique);
        NoHooks hooks = new NoHooks();
        feed = new IndexFeedImpl(store, store, store, index, unique, config);
        ChangePipeline pipeline = new ChangePipeline(
                store, feed, access, hooks, lookups, new LockTable(store), new Quotas(store, store, index, config));
        entries = new EntryServiceImpl(store, store, access, hooks, pipeline, lookups, rules);
        editor = new EntryEditorImpl(store, pipeline, lookups, rules);
        views = new ViewEvents(hooks, rules);
        accounts = new AccountServiceImpl(store, index, editor, access, views, config);
        AccountEditor accountEditor = new AccountEditor(store, pipeline, lookups, rules);
        changes = new AccountChangesImpl(store, index, accountEditor, access, config);
        ownerless = new OwnerlessEntries(store, index, editor, config);
    }

    /** The accounts over the same stores; the names of the methods they call are noted. */
    AccountServiceImpl noting(List<String> calls) {
        return new AccountServiceImpl(
                noting(EntryStore.class, store, calls),
                noting(EntryIndex.class, index, calls),
                editor,
                access,
                views,
                Defaults.with(Map.of()));
    }

    private static <T> T noting(Class<T> type, T behind, List<String> calls) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            calls.add(method.getName());
            return method.invoke(behind, args);
        }));
    }

    /** A start of the server with pairs of setting and value. */
    void start(Map<String, Object> settings) {
        FirstPassword passwords = new FirstPassword(new PlainHashes(hashes), Defaults.with(settings));
        new FirstStart(entries, store, editor, passwords, MANAGEMENT).run().ifPresent(Runnable::run);
    }

    JsonObject user(String shortname) {
        return store.find(Locator.of("management", "users", shortname, ResourceType.USER))
                .orElseThrow()
                .entry()
                .meta();
    }

    /** The stored JSON body of an account. */
    JsonObject body(String shortname) {
        return store.find(Locator.of("management", "users", shortname, ResourceType.USER))
                .flatMap(StoredEntry::jsonBody)
                .flatMap(raw -> JsonCodec.parse(raw.utf8()).asObject())
                .orElseThrow();
    }

    @Override
    public void close() {
        feed.stop();
    }

    /** Hashes that can be read; passwords shorter than eight break the rules. */
    static final class PlainHashes implements PasswordHashing {
        private final AtomicInteger made;

        PlainHashes() {
            this(new AtomicInteger());
        }

        PlainHashes(AtomicInteger made) {
            this.made = made;
        }

        @Override
        public String hash(String password, Collection<String> names) {
            if (!isAcceptable(password, names)) {
                throw new DmartException.Invalid(400, "jwtauth", 17, "too short", List.of());
            }
            made.incrementAndGet();
            return "hash:" + password;
        }

        @Override
        public boolean isAcceptable(String password, Collection<String> names) {
            return password.length() >= 8 && !names.contains(password);
        }

        @Override
        public boolean isUsable(String stored) {
            return stored.startsWith("hash:");
        }
    }

    private static final class NoSessions implements SessionEvents {
        @Override
        public void accountDisabled(String shortname) {}

        @Override
        public void passwordChanged(String shortname) {}

        @Override
        public void accountEnabled(String shortname) {}
    }

    private static final class NoHooks implements HookDispatcher {
        @Override
        public Call before(Call call) {
            return call;
        }

        @Override
        public void afterInline(List<EntryEvent> events) {}
    }
}
