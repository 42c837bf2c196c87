package cc.dmart.core.internal.feed;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.index.ExactField;
import cc.dmart.api.index.IndexBatch;
import cc.dmart.api.index.IndexDocument;
import cc.dmart.api.index.testing.InMemoryEntryIndex;
import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.storage.Change;
import cc.dmart.api.storage.ChangeOp;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.core.internal.unique.UniqueRules;
import cc.dmart.core.internal.unique.UniqueValues;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Entries that were there before other fields became unique are found by them afterwards. */
class UniqueRefreshTest extends IndexFeedFixture {
    private static final String RULES = "{\"unique_fields\":[[\"payload.body.serial\"]]}";
    private final InMemoryEntryIndex index = new InMemoryEntryIndex();
    private final Locator folder = at("/", "pens", ResourceType.FOLDER);
    private final Locator inks = at("/", "inks", ResourceType.FOLDER);
    private final Locator red = at("pens", "red", ResourceType.CONTENT);
    private final Locator deeper = at("pens/red", "in", ResourceType.CONTENT);

    @BeforeEach
    void plain() {
        space(false);
        commit(putJson(folder, "{}", true), putJson(red, "{\"serial\":\"a\"}", true));
        commit(put(deeper, "t", true));
    }

    private Set<String> expected() {
        return UniqueValues.terms(
                List.of(List.of("payload.body.serial")), store.find(red).orElseThrow());
    }

    private boolean has(Locator at, String term) {
        return find(index, at).map(d -> d.exact().getOrDefault(ExactField.VALUE, List.of())).stream()
                .anyMatch(terms -> terms.contains(term));
    }

    private boolean isDone() {
        return expected().stream().allMatch(term -> has(red, term)) && !has(folder, UniqueFolders.CHANGED);
    }

    @Test
    void aChangeOfTheRulesReachesWhatIsThere() {
        IndexFeedImpl feed = feed(index);
        assertThat(expected()).hasSize(1).noneMatch(term -> has(red, term));
        change(feed, putJson(folder, RULES, false));
        until(this::isDone);
        assertThat(content(index.documents())).isEqualTo(rebuilt());
    }

    @Test
    void whatAStopLeftIsDoneAtTheNextStart() {
        feed(index).stop();
        long seq = commit(putJson(folder, RULES, false));
        FeedDocuments before = documents();
        before.unique().mark(folder);
        IndexDocument told = before.entry(store.find(folder).orElseThrow());
        index.apply(new IndexBatch(seq, List.of(), List.of(), List.of(told)));
        assertThat(isDone()).isFalse();
        feed(index);
        until(this::isDone);
    }

    @Test
    void newEntriesHaveTheTermsAtOnce() {
        IndexFeedImpl feed = feed(index);
        Locator at = at("inks", "blue", ResourceType.CONTENT);
        ChangeOp blue = putJson(at, "{\"serial\":\"a\"}", true);
        change(feed, putJson(inks, RULES, true));
        change(feed, blue);
        assertThat(expected()).allMatch(term -> has(at, term));
    }

    /** A document that was made before the rules were others may get into the index after they are. */
    @Test
    void anEntryThatIsOnItsWayHasTheTermsInTheEnd() throws InterruptedException {
        FragileIndex fragile = new FragileIndex();
        IndexFeedImpl feed = feed(fragile);
        Locator blue = at("pens", "blue", ResourceType.CONTENT);
        CountDownLatch made = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        fragile.onApply = batch -> {
            if (batch.puts().stream().anyMatch(d -> d.at().equals(blue)) && made.getCount() > 0) {
                made.countDown();
                awaitQuietly(goOn);
            }
        };
        Thread writer = new Thread(() -> change(feed, putJson(blue, "{\"serial\":\"a\"}", true)));
        writer.start();
        assertThat(made.await(20, TimeUnit.SECONDS)).isTrue();
        change(feed, putJson(folder, RULES, false));
        until(() -> isSettling() || !isMarked(fragile.inner));
        goOn.countDown();
        writer.join();
        until(() -> find(fragile.inner, blue).map(d -> d.exact().getOrDefault(ExactField.VALUE, List.of())).stream()
                .anyMatch(terms -> terms.containsAll(expected())));
        until(() -> !isMarked(fragile.inner));
        assertThat(content(fragile.inner.documents())).isEqualTo(rebuilt());
    }

    private boolean isMarked(InMemoryEntryIndex one) {
        return document(one, folder)
                .exact()
                .getOrDefault(ExactField.VALUE, List.of())
                .contains(UniqueFolders.CHANGED);
    }

    private static boolean isSettling() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getState() == Thread.State.WAITING)
                .flatMap(thread -> Stream.of(thread.getValue()))
                .anyMatch(frame -> frame.getMethodName().equals("settledRules"));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Its body is in the change; the folder itself need not be read again for it. */
    @Test
    void theRulesOfANewFolderCountAtOnce() {
        EntryStore unread = over((method, args) -> assertThat(args).doesNotContain(inks));
        FeedDocuments documents =
                new FeedDocuments(unread, store, new UniqueRules(unread), ZoneId.of("UTC"), LeafCaps.DEFAULT, true);
        ChangeOp made = putJson(inks, RULES, true);
        commit(made);
        assertThat(new ChangeReader(documents, change(made), true).hasNewRules())
                .isTrue();
        Locator at = at("inks", "blue", ResourceType.CONTENT);
        commit(putJson(at, "{\"serial\":\"a\"}", true));
        assertThat(documents.unique().terms(store.find(at).orElseThrow())).isEqualTo(expected());
    }

    /** What a refresh does, step by step, over a store whose trees nobody walks. */
    private final class Steps {
        final FeedDocuments documents =
                new FeedDocuments(unwalked(), store, new UniqueRules(store), ZoneId.of("UTC"), LeafCaps.DEFAULT, true);
        final List<Locator> touched = new ArrayList<>();
        boolean failing;
        boolean failingAtFolder;
        int tries;
        int asked;
        int stoppedAt = Integer.MAX_VALUE;
        long now;
        final UniqueRefresh refresh = new UniqueRefresh(
                index, documents, documents.unique()::changed, this::touch, () -> ++asked >= stoppedAt, () -> now);

        Steps() {
            feed(index).stop();
            documents.unique().mark(folder);
        }

        private void touch(List<Locator> some) {
            tries++;
            if (failing || (failingAtFolder && some.contains(folder))) {
                throw new IllegalStateException("made up");
            }
            touched.addAll(some);
        }

        int triesAfter(long seconds) {
            now += TimeUnit.SECONDS.toNanos(seconds);
            refresh.run();
            return tries;
        }
    }

    private EntryStore unwalked() {
        return over((method, args) -> assertThat(method.getName()).isNotEqualTo("scan"));
    }

    private EntryStore over(BiConsumer<Method, Object[]> check) {
        return (EntryStore) Proxy.newProxyInstance(
                EntryStore.class.getClassLoader(), new Class<?>[] {EntryStore.class}, (proxy, method, args) -> {
                    check.accept(method, args);
                    return method.invoke(store, args);
                });
    }

    @Test
    void onlyWhatLiesInTheFolderItselfIsLookedAt() {
        Steps steps = new Steps();
        steps.refresh.run();
        assertThat(steps.touched).containsExactly(red, folder);
        assertThat(steps.documents.unique().changed()).isEmpty();
    }

    /** It is asked before each member. */
    @Test
    void aStopLeavesItForTheNextStart() {
        Steps steps = new Steps();
        steps.stoppedAt = 3; // after what is left, and the folder
        steps.refresh.run();
        assertThat(steps.asked).isEqualTo(3);
        assertThat(steps.touched).isEmpty();
        assertThat(steps.documents.unique().changed()).containsKey(folder);
    }

    @Test
    void whatFailsIsTriedLessAndLessOften() {
        Steps steps = new Steps();
        steps.failing = true;
        assertThat(steps.triesAfter(0)).isEqualTo(1);
        assertThat(steps.triesAfter(4)).isEqualTo(1);
        assertThat(steps.triesAfter(1)).isEqualTo(2);
        assertThat(steps.triesAfter(9)).isEqualTo(2);
        assertThat(steps.triesAfter(1)).isEqualTo(3);
        for (int i = 0; i < 10; i++) {
            steps.triesAfter(300);
        }
        steps.failing = false;
        steps.triesAfter(300);
        assertThat(steps.touched).containsExactly(red, folder);
        assertThat(steps.documents.unique().changed()).isEmpty();
    }

    /** Else its document would say so until the next start. */
    @Test
    void aFolderWhoseOwnDocumentFailsIsTriedAgain() {
        Steps steps = new Steps();
        steps.failingAtFolder = true;
        steps.refresh.run();
        assertThat(steps.touched).containsExactly(red);
        steps.failingAtFolder = false;
        steps.triesAfter(5);
        assertThat(steps.touched).containsExactly(red, red, folder);
        assertThat(steps.documents.unique().changed()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "payload.body.unique_fields, true",
        "payload.body.unique_fields.0, true",
        "payload.body, true",
        "payload, true",
        "payload.content_type, true",
        "payload.body.index_attributes, false",
        "displayname, false",
        "displayname.en, false"
    })
    void onlyOtherRulesReachWhatIsInTheFolder(String field, boolean reaches) {
        JsonObject diff = JsonObject.builder().put(field, JsonObject.EMPTY).build();
        assertThat(changed(RULES, List.of(diff))).isEqualTo(reaches);
    }

    /** What tells nothing may be about the rules. */
    @Test
    void anEventWithoutADifferenceTellsNothing() {
        assertThat(changed(RULES, List.of())).isTrue();
        assertThat(changed(RULES, List.of(JsonObject.EMPTY))).isFalse();
        assertThat(changed("{}", List.of())).isFalse();
    }

    private boolean changed(String body, List<JsonObject> diffs) {
        commit(putJson(folder, body, false));
        FeedDocuments documents = documents();
        Change change = new Change(
                List.of(putJson(folder, body, false)),
                diffs.stream().map(this::updated).toList(),
                true);
        ChangeReader reader = new ChangeReader(documents, change, true);
        assertThat(documents.unique().changed().containsKey(folder)).isEqualTo(reader.hasNewRules());
        return reader.hasNewRules();
    }

    private EntryEvent updated(JsonObject diff) {
        return new EntryEvent(
                "e",
                0,
                folder.space().value(),
                folder.subpath().slashed(),
                Optional.of(folder.shortname().value()),
                ActionType.UPDATE,
                Optional.of(folder.type()),
                Optional.empty(),
                JsonObject.builder().put(EntryEvent.DIFF, diff).build(),
                "alice",
                "2025-01-01T00:00:00.000000",
                "r",
                Optional.empty(),
                Optional.empty(),
                0);
    }
}
