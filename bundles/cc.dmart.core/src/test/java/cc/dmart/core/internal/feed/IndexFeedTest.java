package cc.dmart.core.internal.feed;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.index.DocumentKind;
import cc.dmart.api.index.EntryIndex;
import cc.dmart.api.index.IndexBatch;
import cc.dmart.api.index.IndexDocument;
import cc.dmart.api.index.testing.InMemoryEntryIndex;
import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.service.HealthIndicator.State;
import cc.dmart.api.storage.Change;
import cc.dmart.api.storage.ChangeOp;
import cc.dmart.api.storage.PayloadChange;
import cc.dmart.api.storage.testing.InMemoryEntryStore;
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
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Live feed, replay after a crash or a failure, and rebuild: all lead to the same documents. */
class IndexFeedTest {
    private static final SpaceName SHOP = new SpaceName("shop");
    private static final Duration WAIT = Duration.ofSeconds(20);

    private final InMemoryEntryStore store = new InMemoryEntryStore();
    private final List<IndexFeedImpl> feeds = new ArrayList<>();

    private FeedDocuments documents() {
        return new FeedDocuments(store, store, ZoneId.of("UTC"), true);
    }

    private IndexFeedImpl feed(EntryIndex index) {
        IndexFeedImpl out = new IndexFeedImpl(documents(), store, index, WAIT);
        feeds.add(out);
        return out;
    }

    @BeforeEach
    void space() {
        space(true);
    }

    private static JsonObject spaceMeta(boolean indexed) {
        return JsonObject.builder()
                .put("shortname", "shop")
                .put("indexing_enabled", indexed)
                .build();
    }

    private void space(boolean indexed) {
        store.put(Locator.ofSpace(SHOP), spaceMeta(indexed));
    }

    @AfterEach
    void stop() {
        feeds.forEach(IndexFeedImpl::stop);
    }

    private static Locator at(String subpath, String name, ResourceType type) {
        return Locator.of("shop", subpath, name, type);
    }

    private static JsonObject meta(Locator at, String tag) {
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

    private static ChangeOp put(Locator at, String tag, boolean created) {
        return new ChangeOp.PutEntry(at, meta(at, tag), new PayloadChange.Keep(), created);
    }

    private static ChangeOp putJson(Locator at, String body, boolean created) {
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

    private long commit(ChangeOp... ops) {
        return store.commit(change(ops));
    }

    private static Change change(ChangeOp... ops) {
        return new Change(Arrays.asList(ops), List.of(), true);
    }

    private void change(IndexFeedImpl feed, ChangeOp... ops) {
        Change change = change(ops);
        feed.applied(store.commit(change), change);
    }

    /** Documents with everything in a comparable form. */
    private static Map<String, Object> content(Collection<IndexDocument> documents) {
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

    private Map<String, Object> rebuilt() {
        FragileIndex fresh = new FragileIndex();
        fresh.usable = false;
        assertThat(feed(fresh).state()).isEqualTo(State.OK);
        return content(fresh.inner.documents());
    }

    private static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + WAIT.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Test
    void liveFeedKeepsEntriesAttachmentsAndTrees() {
        InMemoryEntryIndex index = new InMemoryEntryIndex();
        IndexFeedImpl feed = feed(index);
        Locator folder = at("/", "docs", ResourceType.FOLDER);
        Locator entry = at("/docs", "one", ResourceType.CONTENT);
        Locator comment = entry.attachment(ResourceType.COMMENT, new Shortname("c1"));
        change(feed, put(folder, "f", true));
        change(feed, putJson(entry, "{\"name\":\"hello\",\"n\":5}", true));
        change(feed, put(comment, "remark", true));
        assertThat(document(index, entry).text()).contains("hello", "5", "c1", "remark");
        assertThat(document(index, comment).kind()).isEqualTo(DocumentKind.ATTACHMENT);

        change(feed, putJson(entry, "{\"name\":\"bye\"}", false));
        assertThat(document(index, entry).text()).contains("bye", "remark").doesNotContain("hello");

        change(feed, new ChangeOp.RemoveEntry(comment, Optional.empty()));
        assertThat(document(index, entry).text()).contains("bye").doesNotContain("remark");
        assertThat(find(index, comment)).isEmpty();

        change(feed, put(comment, "again", true));
        Locator moved = at("/", "papers", ResourceType.FOLDER);
        change(feed, new ChangeOp.MoveEntry(folder, moved, meta(moved, "f"), Optional.empty(), Optional.empty()));
        Locator inside = at("/papers", "one", ResourceType.CONTENT);
        assertThat(document(index, inside).text()).contains("bye", "again");
        assertThat(find(index, entry)).isEmpty();
        assertThat(find(index, folder)).isEmpty();
        assertThat(find(index, inside.attachment(ResourceType.COMMENT, new Shortname("c1"))))
                .isPresent();
        assertThat(content(index.documents())).isEqualTo(rebuilt());

        change(feed, new ChangeOp.RemoveEntry(moved, Optional.empty()));
        assertThat(index.documents()).isEmpty();
        assertThat(index.watermark()).isEqualTo(store.lastSeq());
    }

    private static Optional<IndexDocument> find(InMemoryEntryIndex index, Locator at) {
        return index.documents().stream().filter(d -> d.at().equals(at)).findFirst();
    }

    private static IndexDocument document(InMemoryEntryIndex index, Locator at) {
        return find(index, at).orElseThrow();
    }

    @Test
    void textFilesAreFreeText() {
        InMemoryEntryIndex index = new InMemoryEntryIndex();
        IndexFeedImpl feed = feed(index);
        Locator at = at("/", "readme", ResourceType.CONTENT);
        JsonObject payload = JsonObject.builder()
                .put("content_type", "markdown")
                .put("body", "readme.md")
                .build();
        byte[] bytes = "# Title of the file".getBytes(StandardCharsets.UTF_8);
        change(
                feed,
                new ChangeOp.PutEntry(
                        at,
                        meta(at, "t").with("payload", payload),
                        new PayloadChange.Bytes("readme.md", bytes, Optional.empty()),
                        true));
        assertThat(document(index, at).text()).contains("# Title of the file");
        assertThat(content(index.documents())).isEqualTo(rebuilt());
    }

    @Test
    void hitWithoutAnEntryIsTakenOut() {
        InMemoryEntryIndex index = new InMemoryEntryIndex();
        IndexFeedImpl feed = feed(index);
        Locator gone = at("/", "gone", ResourceType.CONTENT);
        Locator there = at("/", "there", ResourceType.CONTENT);
        change(feed, put(there, "x", true));
        IndexDocument left = new IndexDocument(gone, DocumentKind.ENTRY, Map.of(), List.of(), Set.of(), List.of());
        index.apply(new IndexBatch(0, List.of(), List.of(), List.of(left)));
        feed.missing(gone);
        feed.missing(there);
        until(() -> find(index, gone).isEmpty());
        assertThat(find(index, there)).isPresent();
    }

    @Test
    void largeFolderIsMovedInParts() {
        InMemoryEntryIndex index = new InMemoryEntryIndex();
        IndexFeedImpl feed = feed(index);
        Locator folder = at("/", "big", ResourceType.FOLDER);
        change(feed, put(folder, "f", true));
        for (int i = 0; i < 1200; i++) {
            change(feed, put(at("/big", "e" + i, ResourceType.CONTENT), "t", true));
        }
        Locator to = at("/", "huge", ResourceType.FOLDER);
        change(feed, new ChangeOp.MoveEntry(folder, to, meta(to, "f"), Optional.empty(), Optional.empty()));
        assertThat(index.documents()).hasSize(1201);
        assertThat(content(index.documents())).isEqualTo(rebuilt());
        assertThat(index.watermark()).isEqualTo(store.lastSeq());
    }

    @Test
    void secretsNeverGetIn() {
        Locator user = at("/users", "u1", ResourceType.USER);
        JsonObject meta = meta(user, "t")
                .with("password", JsonCodec.parse("\"$argon2id$hidden\""))
                .with("device_id", JsonCodec.parse("\"hidden\""))
                .with("last_login", JsonCodec.parse("{\"headers\":{\"x\":\"hidden\"}}"))
                .with("notes", JsonCodec.parse("\"hidden\""))
                .with("google_id", JsonCodec.parse("\"hidden\""))
                .with("firebase_token", JsonCodec.parse("\"hidden\""))
                .with("acl", JsonCodec.parse("[{\"user_shortname\":\"hidden\",\"allowed_actions\":[\"view\"]}]"))
                .with("email", JsonCodec.parse("\"U1@x.org\""));
        InMemoryEntryIndex index = new InMemoryEntryIndex();
        change(feed(index), new ChangeOp.PutEntry(user, meta, new PayloadChange.Keep(), true));
        IndexDocument document = document(index, user);
        assertThat(document.toString())
                .doesNotContain("hidden")
                .doesNotContain("password")
                .contains("u1@x.org");
        assertThat(document.present()).contains("roles", "groups", "tags").doesNotContain("notes");
    }

    @Test
    void startCatchesUpAfterACrash() {
        InMemoryEntryIndex index = new InMemoryEntryIndex();
        IndexFeedImpl before = feed(index);
        change(before, put(at("/", "a", ResourceType.CONTENT), "x", true));
        before.stop();
        commit(put(at("/", "b", ResourceType.CONTENT), "x", true));
        commit(new ChangeOp.RemoveEntry(at("/", "a", ResourceType.CONTENT), Optional.empty()));
        feed(index);
        assertThat(content(index.documents())).isEqualTo(rebuilt());
        assertThat(index.watermark()).isEqualTo(4);
    }

    @Test
    void changeReadTwiceIsTheSameAsOnce() {
        InMemoryEntryIndex index = new InMemoryEntryIndex();
        IndexFeedImpl feed = feed(index);
        Change create = change(putJson(at("/", "a", ResourceType.CONTENT), "{\"v\":1}", true));
        long first = store.commit(create);
        feed.applied(first, create);
        Map<String, Object> once = content(index.documents());
        feed.applied(first, create);
        assertThat(content(index.documents())).isEqualTo(once);
    }

    @Test
    void failedChangesAreCaughtUp() {
        FragileIndex index = new FragileIndex();
        IndexFeedImpl feed = feed(index);
        Locator a = at("/", "a", ResourceType.CONTENT);
        change(feed, putJson(a, "{\"v\":1}", true));
        index.failing = true;
        change(feed, putJson(a, "{\"v\":2}", false));
        assertThat(feed.state()).isEqualTo(State.WARN);
        index.failing = false;
        change(feed, put(at("/", "b", ResourceType.CONTENT), "x", true));
        until(() -> feed.state() == State.OK);
        assertThat(document(index.inner, a).text()).contains("2").doesNotContain("1");
        assertThat(index.watermark()).isEqualTo(4);
    }

    @Test
    void changesPastThePipelineAreFound() {
        InMemoryEntryIndex index = new InMemoryEntryIndex();
        feed(index);
        commit(put(at("/", "a", ResourceType.CONTENT), "x", true));
        until(() -> !index.documents().isEmpty());
        assertThat(index.watermark()).isEqualTo(2);
    }

    @Test
    void rebuildBesideWritersLosesNothing() throws InterruptedException {
        for (int i = 0; i < 2000; i++) {
            commit(putJson(at("/seed", "s" + i, ResourceType.CONTENT), "{\"v\":" + i + "}", true));
        }
        FragileIndex index = new FragileIndex();
        index.usable = false;
        IndexFeedImpl feed = new IndexFeedImpl(documents(), store, index, Duration.ZERO);
        feeds.add(feed);
        List<Thread> writers = new ArrayList<>();
        for (int w = 0; w < 4; w++) {
            int id = w;
            Thread writer = new Thread(() -> write(feed, id));
            writer.start();
            writers.add(writer);
        }
        for (Thread writer : writers) {
            writer.join();
        }
        until(() -> feed.state() == State.OK);
        assertThat(content(index.inner.documents())).isEqualTo(rebuilt());
        assertThat(index.watermark()).isEqualTo(store.lastSeq());
    }

    @Test
    void aBuildThatWasInterruptedGoesOn() {
        for (int i = 0; i < 1800; i++) {
            commit(putJson(at("/seed", "s" + i, ResourceType.CONTENT), "{\"v\":" + i + "}", true));
        }
        Locator removed = at("/seed", "s1", ResourceType.CONTENT);
        Locator changed = at("/seed", "s2", ResourceType.CONTENT);
        FragileIndex index = new FragileIndex();
        index.usable = false;
        index.addable = 1000;
        IndexFeedImpl first = new IndexFeedImpl(documents(), store, index, Duration.ZERO);
        until(() -> index.added.get() >= 1000);
        first.stop();
        assertThat(index.usable).isFalse();
        commit(new ChangeOp.RemoveEntry(removed, Optional.empty()));
        commit(putJson(changed, "{\"v\":\"other\"}", false));

        index.addable = Integer.MAX_VALUE;
        feed(index);
        assertThat(index.usable).isTrue();
        assertThat(index.added.get()).as("documents that were made, each once").isBetween(1799, 1800);
        assertThat(content(index.inner.documents())).isEqualTo(rebuilt());
        assertThat(index.watermark()).isEqualTo(store.lastSeq());
    }

    @Test
    void aWantedRebuildThatWasInterruptedIsFinished() {
        for (int i = 0; i < 700; i++) {
            commit(putJson(at("/seed", "s" + i, ResourceType.CONTENT), "{\"v\":" + i + "}", true));
        }
        FragileIndex index = new FragileIndex();
        index.usable = false;
        IndexFeedImpl first = feed(index);
        int once = index.added.get();
        index.inner.apply(new IndexBatch(0, List.of(at("/seed", "s1", ResourceType.CONTENT)), List.of(), List.of()));
        index.addable = once + 500;
        assertThat(first.begin(Optional.empty(), false)).isTrue();
        until(() -> index.added.get() >= once + 500);
        first.stop();
        index.addable = Integer.MAX_VALUE;
        feed(index);
        until(() -> content(index.inner.documents()).equals(rebuilt()));
        assertThat(index.added.get()).isEqualTo(2 * once);
    }

    private void write(IndexFeedImpl feed, int id) {
        Random random = new Random(id);
        for (int i = 0; i < 400; i++) {
            Locator at = at("/w" + id, "e" + random.nextInt(50), ResourceType.CONTENT);
            boolean exists = store.find(at).isPresent();
            if (exists && random.nextInt(3) == 0) {
                change(feed, new ChangeOp.RemoveEntry(at, Optional.of(at.shortname() + ".json")));
            } else {
                change(feed, putJson(at, "{\"v\":" + i + "}", !exists));
            }
        }
    }

    @Test
    void spaceWithoutIndexingHasMetaOnly() {
        space(false);
        InMemoryEntryIndex index = new InMemoryEntryIndex();
        IndexFeedImpl feed = feed(index);
        Locator a = at("/", "a", ResourceType.CONTENT);
        change(feed, putJson(a, "{\"v\":\"word\"}", true));
        assertThat(document(index, a).text()).isEmpty();
        assertThat(document(index, a).leaves()).noneMatch(l -> l.path().startsWith("payload.body"));
        assertThat(document(index, a).leaves()).anyMatch(l -> l.path().equals("tags"));

        change(feed, new ChangeOp.PutEntry(Locator.ofSpace(SHOP), spaceMeta(true), new PayloadChange.Keep(), false));
        until(() -> document(index, a).text().contains("word"));
    }
}
