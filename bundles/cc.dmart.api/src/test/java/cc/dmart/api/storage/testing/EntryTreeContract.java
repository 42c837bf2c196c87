package cc.dmart.api.storage.testing;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.storage.ChangeOp;
import cc.dmart.api.storage.PayloadChange;
import cc.dmart.api.storage.StoredEntry;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What every store owes its callers about what hangs on entries: attachments, removing and moving. Part of {@link
 * EntryStoreContract}.
 */
public abstract class EntryTreeContract extends EntryStoreFixture {
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
}
