package cc.dmart.api.storage.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.HistoryRecord;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.storage.ChangeOp;
import cc.dmart.api.storage.PayloadChange;
import cc.dmart.api.storage.StoredEntry;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every store owes its callers about what hangs on entries: attachments, removing and moving. Part of {@link
 * EntryStoreContract}.
 */
public abstract class EntryTreeContract extends EntryNamesContract {
    @Test
    void attachmentsComeByTimeThenName() {
        putJson(PEN, "{}");
        attach(ResourceType.COMMENT, "b", "2024-01-01T00:00:02.000000");
        attach(ResourceType.COMMENT, "c", "2024-01-01T00:00:01.000000");
        attach(ResourceType.MEDIA, "a", "2024-01-01T00:00:02.000000");
        restart();

        assertThat(names(stores.entries().attachments(PEN, Set.of()))).containsExactly("c", "a", "b");
        assertThat(names(stores.entries().attachments(PEN, Set.of(ResourceType.MEDIA))))
                .containsExactly("a");
        assertThat(stores.entries().attachments(FOLDER, Set.of())).isEmpty();
    }

    @Test
    void folderHasAttachmentsToo() {
        Locator banner = FOLDER.attachment(ResourceType.MEDIA, new Shortname("banner"));
        put(banner, meta(banner), new PayloadChange.Keep());
        restart();

        assertThat(names(stores.entries().attachments(FOLDER, Set.of()))).containsExactly("banner");
        assertThat(stores.entries().find(banner)).isPresent();
    }

    @Test
    void aFolderMovesOntoADirectoryOnlyIfThatIsEmpty() {
        Locator below = Locator.of("shop", "drafts", "blue", ResourceType.CONTENT);
        putJson(below, "{\"n\":1}");
        putJson(PEN, "{\"n\":2}");
        Locator drafts = Locator.of("shop", "/", "drafts", ResourceType.FOLDER);
        ChangeOp move = new ChangeOp.MoveEntry(FOLDER, drafts, meta(drafts), Optional.empty(), Optional.empty());
        long before = stores.journal().lastSeq();

        assertThatThrownBy(() -> commit(move)).isInstanceOf(DmartException.Conflict.class);
        assertThat(stores.journal().lastSeq()).isEqualTo(before);
        commit(new ChangeOp.MoveEntry(
                below,
                Locator.of("shop", "/", "blue", ResourceType.CONTENT),
                withBody(meta(below), "json", "blue.json"),
                Optional.of("blue.json"),
                Optional.of("blue.json")));
        commit(move);
        restart();

        assertThat(text(stores.entries()
                        .find(Locator.of("shop", "drafts", "pen", ResourceType.CONTENT))
                        .orElseThrow()))
                .isEqualTo("{\"n\":2}");
        assertThat(stores.entries().find(FOLDER)).isEmpty();
        commit(new ChangeOp.MoveEntry(drafts, FOLDER, meta(FOLDER), Optional.empty(), Optional.empty()));
        assertThat(text(stores.entries().find(PEN).orElseThrow())).isEqualTo("{\"n\":2}");
    }

    @Test
    void removingAnEntryTakesEverythingThatHangsOnIt() {
        putJson(PEN, "{}");
        attach(ResourceType.COMMENT, "c", "2024-01-01T00:00:01.000000");
        commit(new ChangeOp.AppendHistory(PEN, line("1")));
        commit(new ChangeOp.RemoveEntry(PEN, Optional.of("pen.json")));
        restart();

        assertThat(stores.entries().find(PEN)).isEmpty();
        assertThat(stores.entries().attachments(PEN, Set.of())).isEmpty();
        assertThat(stores.entries().history(PEN, 0, 10)).isEmpty();
        assertThat(stores.entries().isTaken(SHOP, PEN.subpath(), PEN.shortname()))
                .isFalse();
    }

    @Test
    void removingAFolderTakesTheTree() {
        putJson(PEN, "{}");
        commit(new ChangeOp.RemoveEntry(FOLDER, Optional.empty()));
        restart();

        assertThat(stores.entries().find(FOLDER)).isEmpty();
        assertThat(stores.entries().find(PEN)).isEmpty();
        assertThat(stores.entries().isTaken(SHOP, Subpath.ROOT, FOLDER.shortname()))
                .isFalse();
        assertThat(stores.entries().find(SPACE)).isPresent();
    }

    @Test
    void removingASpaceTakesAll() {
        putJson(PEN, "{}");
        assertThat(stores.entries().spaces()).containsExactly(SHOP);
        commit(new ChangeOp.RemoveEntry(SPACE, Optional.empty()));
        restart();

        assertThat(stores.entries().spaces()).isEmpty();
        assertThat(stores.entries().find(PEN)).isEmpty();
    }

    @Test
    void removingAnAttachmentLeavesTheOthers() {
        putJson(PEN, "{}");
        attach(ResourceType.COMMENT, "a", "2024-01-01T00:00:01.000000");
        attach(ResourceType.COMMENT, "b", "2024-01-01T00:00:02.000000");
        commit(new ChangeOp.RemoveEntry(
                PEN.attachment(ResourceType.COMMENT, new Shortname("a")), Optional.of("a.json")));
        restart();

        assertThat(names(stores.entries().attachments(PEN, Set.of()))).containsExactly("b");
        assertThat(stores.entries().find(PEN)).isPresent();
    }

    @Test
    void movingAnEntryTakesPayloadAttachmentsAndHistory() {
        putJson(PEN, "{\"n\":1}");
        attach(ResourceType.COMMENT, "c", "2024-01-01T00:00:01.000000");
        commit(new ChangeOp.AppendHistory(PEN, line("1")));
        Locator nib = Locator.of("shop", "new/deep", "nib", ResourceType.CONTENT);
        commit(new ChangeOp.MoveEntry(
                PEN, nib, withBody(meta(nib), "json", "nib.json"), Optional.of("pen.json"), Optional.of("nib.json")));
        restart();

        assertThat(stores.entries().find(PEN)).isEmpty();
        assertThat(text(stores.entries().find(nib).orElseThrow())).isEqualTo("{\"n\":1}");
        assertThat(names(stores.entries().attachments(nib, Set.of()))).containsExactly("c");
        assertThat(stores.entries().history(nib, 0, 10)).hasSize(1);
        assertThat(stores.entries().isTaken(SHOP, PEN.subpath(), PEN.shortname()))
                .isFalse();
    }

    @Test
    void movingAFolderTakesTheTreeAndItsOwnAttachments() {
        putJson(PEN, "{\"n\":1}");
        Locator banner = FOLDER.attachment(ResourceType.MEDIA, new Shortname("banner"));
        put(banner, meta(banner), new PayloadChange.Keep());
        commit(new ChangeOp.AppendHistory(FOLDER, line("1")));
        Locator goods = Locator.of("shop", "stock", "goods", ResourceType.FOLDER);
        commit(new ChangeOp.MoveEntry(FOLDER, goods, meta(goods), Optional.empty(), Optional.empty()));
        restart();

        Locator moved = Locator.of("shop", "stock/goods", "pen", ResourceType.CONTENT);
        assertThat(stores.entries().find(PEN)).isEmpty();
        assertThat(stores.entries().find(FOLDER)).isEmpty();
        assertThat(text(stores.entries().find(moved).orElseThrow())).isEqualTo("{\"n\":1}");
        assertThat(names(stores.entries().attachments(goods, Set.of()))).containsExactly("banner");
        assertThat(stores.entries().history(goods, 0, 10)).hasSize(1);
    }

    @Test
    void movingOneAttachmentLeavesTheOthers() {
        putJson(PEN, "{}");
        attach(ResourceType.COMMENT, "a", "2024-01-01T00:00:01.000000");
        attach(ResourceType.COMMENT, "b", "2024-01-01T00:00:02.000000");
        Locator from = PEN.attachment(ResourceType.COMMENT, new Shortname("a"));
        Locator to = FOLDER.attachment(ResourceType.COMMENT, new Shortname("z"));
        commit(new ChangeOp.MoveEntry(
                from, to, withBody(meta(to), "json", "z.json"), Optional.of("a.json"), Optional.of("z.json")));
        restart();

        assertThat(names(stores.entries().attachments(PEN, Set.of()))).containsExactly("b");
        StoredEntry moved = stores.entries().find(to).orElseThrow();
        assertThat(text(moved)).isEqualTo("{\"name\":\"a\"}");
    }

    @ParameterizedTest
    @EnumSource(
            value = ResourceType.class,
            names = {"TICKET", "FOLDER"})
    void ofTwoEntriesWithOneNameTheOtherKeepsAllWhenOneGoes(ResourceType second) {
        putJson(PEN, "{\"n\":1}");
        attach(ResourceType.COMMENT, "c", "2024-01-01T00:00:01.000000");
        Locator other = PEN.withType(second);
        put(other, meta(other), new PayloadChange.Keep());
        Locator to = Locator.of("shop", "stock", "nib", ResourceType.CONTENT);
        long before = stores.journal().lastSeq();

        assertThatThrownBy(() ->
                        commit(new ChangeOp.MoveEntry(PEN, to, meta(to), Optional.of("pen.json"), Optional.empty())))
                .isInstanceOf(DmartException.Conflict.class);
        assertThat(stores.journal().lastSeq()).isEqualTo(before);
        commit(new ChangeOp.RemoveEntry(other, Optional.of("pen.json")));
        restart();

        assertThat(stores.entries().find(other)).isEmpty();
        assertThat(text(stores.entries().find(PEN).orElseThrow())).isEqualTo("{\"n\":1}");
        assertThat(names(stores.entries().attachments(PEN, Set.of()))).containsExactly("c");
        put(other, meta(other), new PayloadChange.Keep());
        commit(new ChangeOp.RemoveEntry(PEN, Optional.of("pen.json")));
        assertThat(stores.entries().find(PEN)).isEmpty();
        assertThat(stores.entries().find(other)).isPresent();
        assertThat(names(stores.entries().attachments(other, Set.of()))).containsExactly("c");
    }

    /** What is removed, and an entry on which an attachment hangs whose log goes with it. */
    static List<Arguments> removals() {
        Locator root = Locator.of("shop", "/", "top", ResourceType.CONTENT);
        Locator inner = Locator.of("shop", "stock", "goods", ResourceType.FOLDER);
        return List.of(
                Arguments.of(PEN, PEN),
                Arguments.of(root, root),
                Arguments.of(FOLDER, PEN),
                Arguments.of(FOLDER, FOLDER),
                Arguments.of(inner, inner),
                Arguments.of(inner, Locator.of("shop", "stock/goods/deep", "ink", ResourceType.CONTENT)));
    }

    @ParameterizedTest
    @MethodSource("removals")
    void theHistoryOfAttachmentsIsRemovedWithTheirEntry(Locator removed, Locator entry) {
        for (Locator at : new LinkedHashSet<>(List.of(removed, entry))) {
            put(at, meta(at), new PayloadChange.Keep());
        }
        Locator note = entry.attachment(ResourceType.COMMENT, new Shortname("note"));
        put(note, meta(note), new PayloadChange.Keep());
        commit(new ChangeOp.AppendHistory(note, line("n1")));
        commit(new ChangeOp.RemoveEntry(removed, Optional.empty()));
        put(entry, meta(entry), new PayloadChange.Keep());
        put(note, meta(note), new PayloadChange.Keep());
        restart();

        assertThat(stores.entries().history(note, 0, 10)).isEmpty();
        assertThat(stores.entries().attachmentHistory(entry)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"/,top", "catalog,pen", "catalog/deep,pen"})
    void whatIsBelowAnEntryStaysWhenItGoes(String subpath, String name) {
        Locator above = Locator.of("shop", subpath, name, ResourceType.CONTENT);
        Locator below = new Locator(SHOP, above.inside(), new Shortname("child"), ResourceType.CONTENT);
        Locator note = below.attachment(ResourceType.COMMENT, new Shortname("note"));
        Locator own = above.attachment(ResourceType.COMMENT, new Shortname("note"));
        for (Locator at : List.of(above, own, below, note)) {
            put(at, meta(at), new PayloadChange.Keep());
        }
        commit(new ChangeOp.AppendHistory(note, line("n1")));
        commit(new ChangeOp.AppendHistory(own, line("o1")));
        Locator other = Locator.of("shop", "stock", "nib", ResourceType.CONTENT);
        commit(new ChangeOp.MoveEntry(above, other, meta(other), Optional.empty(), Optional.empty()));
        restart();

        assertThat(stores.entries().attachmentHistory(below))
                .extracting(HistoryRecord::uuid)
                .containsExactly("n1");
        assertThat(stores.entries().attachmentHistory(other))
                .extracting(HistoryRecord::uuid)
                .containsExactly("o1");
        commit(new ChangeOp.MoveEntry(other, above, meta(above), Optional.empty(), Optional.empty()));
        commit(new ChangeOp.RemoveEntry(above, Optional.empty()));
        restart();

        assertThat(stores.entries().find(note)).isPresent();
        assertThat(stores.entries().history(note, 0, 10))
                .extracting(HistoryRecord::uuid)
                .containsExactly("n1");
        assertThat(stores.entries().attachments(above, Set.of())).isEmpty();
    }

    /** Where an entry or folder goes, and what hangs on it or is below. */
    static List<Arguments> journeys() {
        Locator root = Locator.of("shop", "/", "top", ResourceType.CONTENT);
        Locator other = Locator.of("shop", "/", "goods", ResourceType.FOLDER);
        Locator deep = Locator.of("shop", "stock/new", "nib", ResourceType.CONTENT);
        Locator inner = Locator.of("shop", "stock", "goods", ResourceType.FOLDER);
        return List.of(
                Arguments.of(PEN, deep, PEN, deep),
                Arguments.of(PEN, root, PEN, root),
                Arguments.of(root, deep, root, deep),
                Arguments.of(root, Locator.of("shop", "/", "up", ResourceType.CONTENT), root, null),
                Arguments.of(FOLDER, other, FOLDER, other),
                Arguments.of(FOLDER, other, PEN, Locator.of("shop", "goods", "pen", ResourceType.CONTENT)),
                Arguments.of(FOLDER, inner, FOLDER, inner),
                Arguments.of(FOLDER, inner, PEN, Locator.of("shop", "stock/goods", "pen", ResourceType.CONTENT)),
                Arguments.of(inner, other, inner, other),
                Arguments.of(
                        inner,
                        other,
                        Locator.of("shop", "stock/goods", "ink", ResourceType.CONTENT),
                        Locator.of("shop", "goods", "ink", ResourceType.CONTENT)));
    }

    @ParameterizedTest
    @MethodSource("journeys")
    void theHistoryOfAttachmentsGoesWithThem(Locator from, Locator to, Locator entry, @Nullable Locator there) {
        Locator now = there == null ? to : there;
        for (Locator at : new LinkedHashSet<>(List.of(from, entry))) {
            if (stores.entries().find(at).isEmpty()) {
                put(at, meta(at), new PayloadChange.Keep());
            }
        }
        Locator note = entry.attachment(ResourceType.COMMENT, new Shortname("note"));
        Locator pic = entry.attachment(ResourceType.MEDIA, new Shortname("note"));
        put(note, meta(note), new PayloadChange.Keep());
        put(pic, meta(pic), new PayloadChange.Keep());
        commit(new ChangeOp.AppendHistory(entry, line("own")));
        commit(new ChangeOp.AppendHistory(note, line("n1")));
        commit(new ChangeOp.AppendHistory(pic, line("p1")));
        commit(new ChangeOp.MoveEntry(from, to, meta(to), Optional.empty(), Optional.empty()));
        Locator moved = now.attachment(ResourceType.COMMENT, new Shortname("note"));
        commit(new ChangeOp.AppendHistory(moved, line("n2")));
        restart();

        assertThat(stores.entries().history(moved, 0, 10))
                .extracting(HistoryRecord::uuid)
                .containsExactly("n2", "n1");
        assertThat(stores.entries().attachmentHistory(now))
                .extracting(HistoryRecord::uuid)
                .containsExactly("n2", "p1", "n1");
        assertThat(stores.entries().history(now, 0, 10))
                .extracting(HistoryRecord::uuid)
                .containsExactly("own");
        assertThat(stores.entries().history(note, 0, 10)).isEmpty();
    }

    /** Where an attachment goes that is moved itself. */
    static List<Arguments> ownJourneys() {
        Locator top = Locator.of("shop", "/", "top", ResourceType.CONTENT);
        Locator ink = Locator.of("shop", "catalog", "ink", ResourceType.CONTENT);
        return List.of(
                Arguments.of(PEN, PEN, "memo"),
                Arguments.of(PEN, ink, "note"),
                Arguments.of(PEN, ink, "memo"),
                Arguments.of(PEN, top, "memo"),
                Arguments.of(top, top, "memo"),
                Arguments.of(top, PEN, "memo"),
                Arguments.of(PEN, FOLDER, "memo"),
                Arguments.of(FOLDER, PEN, "memo"));
    }

    @ParameterizedTest
    @MethodSource("ownJourneys")
    void theHistoryOfAnAttachmentGoesWithIt(Locator before, Locator after, String name) {
        Locator note = before.attachment(ResourceType.COMMENT, new Shortname("note"));
        Locator stays = before.attachment(ResourceType.MEDIA, new Shortname("note"));
        Locator there = after.attachment(ResourceType.COMMENT, new Shortname("there"));
        Locator moved = after.attachment(ResourceType.COMMENT, new Shortname(name));
        for (Locator at : List.of(before, after, note, stays, there)) {
            put(at, meta(at), new PayloadChange.Keep());
        }
        commit(new ChangeOp.AppendHistory(before, line("own")));
        commit(new ChangeOp.AppendHistory(there, line("t1")));
        commit(new ChangeOp.AppendHistory(note, line("n1")));
        commit(new ChangeOp.AppendHistory(stays, line("s1")));
        commit(new ChangeOp.AppendHistory(note, line("n2")));
        commit(new ChangeOp.MoveEntry(note, moved, meta(moved), Optional.empty(), Optional.empty()));
        commit(new ChangeOp.AppendHistory(moved, line("n3")));
        commit(new ChangeOp.AppendHistory(stays, line("s2")));
        restart();

        assertThat(uuids(moved)).containsExactly("n3", "n2", "n1");
        assertThat(uuids(note)).isEmpty();
        assertThat(uuids(stays)).containsExactly("s2", "s1");
        assertThat(uuids(there)).containsExactly("t1");
        assertThat(uuids(before)).containsExactly("own");
        commit(new ChangeOp.RemoveEntry(stays, Optional.empty()));
        assertThat(stores.entries().attachmentHistory(after))
                .extracting(HistoryRecord::uuid)
                .contains("n3", "n2", "n1", "t1");
    }

    private List<String> uuids(Locator at) {
        return stores.entries().history(at, 0, 10).stream()
                .map(HistoryRecord::uuid)
                .toList();
    }
}
