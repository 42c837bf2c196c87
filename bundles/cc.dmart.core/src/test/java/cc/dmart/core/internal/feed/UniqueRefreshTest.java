package cc.dmart.core.internal.feed;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.index.ExactField;
import cc.dmart.api.index.IndexBatch;
import cc.dmart.api.index.IndexDocument;
import cc.dmart.api.index.testing.InMemoryEntryIndex;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.storage.ChangeOp;
import cc.dmart.core.internal.unique.UniqueValues;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Entries that were there before other fields became unique are found by them afterwards. */
class UniqueRefreshTest extends IndexFeedFixture {
    private static final String RULES = "{\"unique_fields\":[[\"payload.body.serial\"]]}";
    private final InMemoryEntryIndex index = new InMemoryEntryIndex();
    private final Locator folder = at("/", "pens", ResourceType.FOLDER);
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
        Locator inks = at("/", "inks", ResourceType.FOLDER);
        Locator at = at("inks", "blue", ResourceType.CONTENT);
        ChangeOp blue = putJson(at, "{\"serial\":\"a\"}", true);
        change(feed, putJson(inks, RULES, true));
        change(feed, blue);
        assertThat(expected()).allMatch(term -> has(at, term));
    }
}
