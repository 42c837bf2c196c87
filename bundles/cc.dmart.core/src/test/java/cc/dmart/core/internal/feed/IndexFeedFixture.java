package cc.dmart.core.internal.feed;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.index.EntryIndex;
import cc.dmart.api.index.IndexDocument;
import cc.dmart.api.index.testing.InMemoryEntryIndex;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.service.HealthIndicator.State;
import cc.dmart.api.storage.Change;
import cc.dmart.api.storage.ChangeOp;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.api.storage.PayloadChange;
import cc.dmart.api.storage.testing.InMemoryEntryStore;
import cc.dmart.core.internal.unique.UniqueRules;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A store in memory and feeds of indexes over it, all stopped at the end. */
abstract class IndexFeedFixture {
    static final SpaceName SHOP = new SpaceName("shop");
    static final Duration WAIT = Duration.ofSeconds(20);

    final InMemoryEntryStore store = new InMemoryEntryStore();
    final List<IndexFeedImpl> feeds = new ArrayList<>();
    private final AtomicLong ahead = new AtomicLong();

    FeedDocuments documents() {
        return documents(store);
    }

    FeedDocuments documents(EntryStore entries) {
        return new FeedDocuments(entries, store, new UniqueRules(store), ZoneId.of("UTC"), LeafCaps.DEFAULT, true);
    }

    IndexFeedImpl feed(EntryIndex index) {
        return feed(index, WAIT);
    }

    /** @param firstBuild how long the start waits for it */
    IndexFeedImpl feed(EntryIndex index, Duration firstBuild) {
        IndexFeedImpl out =
                new IndexFeedImpl(documents(), store, index, firstBuild, () -> System.nanoTime() + ahead.get());
        feeds.add(out);
        return out;
    }

    /** The pause after a failure is over. */
    void afterPause() {
        ahead.addAndGet(TimeUnit.SECONDS.toNanos(300));
    }

    @BeforeEach
    void space() {
        space(true);
    }

    static JsonObject spaceMeta(boolean indexed) {
        return JsonObject.builder()
                .put("shortname", "shop")
                .put("indexing_enabled", indexed)
                .build();
    }

    void space(boolean indexed) {
        store.put(Locator.ofSpace(SHOP), spaceMeta(indexed));
    }

    @AfterEach
    void stop() {
        feeds.forEach(IndexFeedImpl::stop);
    }

    static Locator at(String subpath, String name, ResourceType type) {
        return Locator.of("shop", subpath, name, type);
    }

    static JsonObject meta(Locator at, String tag) {
        return JsonObject.builder()
                .put("uuid", at.toString())
                .put("shortname", at.shortname().value())
                .put("is_active", true)
                .put("owner_shortname", "alice")
                .put("tags", JsonArray.ofStrings(List.of(tag)))
                .put("created_at", "2025-01-01T00:00:00.000000")
                .put("updated_at", "2025-01-01T00:00:00.000000")
                .build();
    }

    static ChangeOp put(Locator at, String tag, boolean created) {
        return new ChangeOp.PutEntry(at, meta(at, tag), new PayloadChange.Keep(), created);
    }

    static ChangeOp putJson(Locator at, String body, boolean created) {
        String file = at.shortname() + ".json";
        JsonObject payload = JsonObject.builder()
                .put("content_type", "json")
                .put("schema_shortname", "s")
                .put("body", file)
                .build();
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return new ChangeOp.PutEntry(
                at,
                meta(at, "t").with("payload", payload),
                new PayloadChange.Bytes(file, bytes, Optional.empty()),
                created);
    }

    long commit(ChangeOp... ops) {
        return store.commit(change(ops));
    }

    static Change change(ChangeOp... ops) {
        return new Change(Arrays.asList(ops), List.of(), true);
    }

    void change(IndexFeedImpl feed, ChangeOp... ops) {
        Change change = change(ops);
        feed.applied(store.commit(change), change);
    }

    /** Documents with everything in a comparable form. */
    static Map<String, Object> content(Collection<IndexDocument> documents) {
        Map<String, Object> out = new TreeMap<>();
        for (IndexDocument d : documents) {
            Map<Object, Object> exact = new TreeMap<>();
            d.exact().forEach((k, v) -> exact.put(k, new HashSet<>(v)));
            out.put(
                    d.at().toString(),
                    List.of(d.kind(), exact, Set.copyOf(d.leaves()), Set.copyOf(d.present()), List.copyOf(d.text())));
        }
        return out;
    }

    Map<String, Object> rebuilt() {
        FragileIndex fresh = new FragileIndex();
        fresh.usable = false;
        assertThat(feed(fresh).state()).isEqualTo(State.OK);
        return content(fresh.inner.documents());
    }

    static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + WAIT.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    static Optional<IndexDocument> find(InMemoryEntryIndex index, Locator at) {
        return index.documents().stream().filter(d -> d.at().equals(at)).findFirst();
    }

    static IndexDocument document(InMemoryEntryIndex index, Locator at) {
        return find(index, at).orElseThrow();
    }
}
