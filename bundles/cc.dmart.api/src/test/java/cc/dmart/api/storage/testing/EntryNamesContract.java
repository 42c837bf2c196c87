package cc.dmart.api.storage.testing;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.storage.ChangeOp;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.api.storage.PayloadChange;
import cc.dmart.api.storage.StoredEntry;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every store owes its callers about names: who is found by which, and which are taken. Part of {@link EntryStoreContract}. */
public abstract class EntryNamesContract extends EntryStoreFixture {
    @Test
    void findsNothingAtAnotherTypeOrName() {
        put(PEN, meta(PEN), new PayloadChange.Keep());

        assertThat(stores.entries().find(PEN.withType(ResourceType.TICKET))).isEmpty();
        assertThat(stores.entries().find(Locator.of("shop", "catalog", "nib", ResourceType.CONTENT)))
                .isEmpty();
        assertThat(stores.entries().find(Locator.of("nowhere", "catalog", "pen", ResourceType.CONTENT)))
                .isEmpty();
    }

    @Test
    void aSpaceIsFoundByItsOwnNameAlone() {
        assertThat(stores.entries().find(SPACE)).isPresent();
        for (Locator wrong : List.of(
                Locator.of("shop", "/", "other", ResourceType.SPACE),
                Locator.of("shop", "catalog", "shop", ResourceType.SPACE))) {
            assertThat(stores.entries().find(wrong)).as(wrong.toString()).isEmpty();
            assertThat(stores.entries().isUnreadable(wrong))
                    .as(wrong.toString())
                    .isFalse();
        }
    }

    @Test
    void oneNameHoldsOneEntryOfAnyType() {
        putJson(PEN, "{}");

        EntryStore entries = stores.entries();
        assertThat(entries.findByName(SHOP, PEN.subpath(), PEN.shortname()).map(StoredEntry::at))
                .contains(PEN);
        assertThat(entries.findByName(SHOP, Subpath.ROOT, FOLDER.shortname()).map(StoredEntry::at))
                .contains(FOLDER);
        assertThat(entries.findByName(SHOP, Subpath.ROOT, PEN.shortname())).isEmpty();
        assertThat(entries.isTaken(SHOP, PEN.subpath(), PEN.shortname())).isTrue();
        assertThat(entries.isTaken(SHOP, Subpath.ROOT, FOLDER.shortname())).isTrue();
        assertThat(entries.isTaken(SHOP, Subpath.ROOT, PEN.shortname())).isFalse();
        Locator ink = new Locator(SHOP, PEN.subpath(), new Shortname("ink"), ResourceType.CONTENT);
        assertThat(taken(PEN.subpath(), PEN, FOLDER, ink)).containsExactly(PEN.shortname());
        assertThat(taken(Subpath.ROOT, PEN, FOLDER, ink)).containsExactly(FOLDER.shortname());
        Locator inner = new Locator(SHOP, PEN.subpath(), new Shortname("inner"), ResourceType.FOLDER);
        commit(new ChangeOp.PutEntry(inner, meta(inner), new PayloadChange.Keep(), true));
        assertThat(taken(PEN.subpath(), PEN, inner, FOLDER))
                .containsExactlyInAnyOrder(PEN.shortname(), inner.shortname());
    }

    @Test
    void aDirectoryThatIsNoFolderTakesNoName() {
        Locator below = Locator.of("shop", "drafts/pens", "blue", ResourceType.CONTENT);
        putJson(below, "{\"n\":1}");
        Locator pens = Locator.of("shop", "drafts", "pens", ResourceType.CONTENT);
        Locator drafts = Locator.of("shop", "/", "drafts", ResourceType.FOLDER);
        for (Locator at : List.of(drafts, pens)) {
            assertThat(stores.entries().isTaken(SHOP, at.subpath(), at.shortname()))
                    .isFalse();
            putJson(at, "{}");
            assertThat(stores.entries().isTaken(SHOP, at.subpath(), at.shortname()))
                    .isTrue();
        }
        restart();

        assertThat(text(stores.entries().find(below).orElseThrow())).isEqualTo("{\"n\":1}");
        commit(new ChangeOp.RemoveEntry(pens, Optional.of("pens.json")));
        assertThat(stores.entries().find(below)).isPresent();
        assertThat(stores.entries().find(drafts)).isPresent();
    }

    /** Those that are taken, of which each is by itself. */
    private Set<Shortname> taken(Subpath subpath, Locator... names) {
        List<Shortname> all = Stream.of(names).map(Locator::shortname).toList();
        Set<Shortname> out = stores.entries().taken(SHOP, subpath, all);
        assertThat(all.stream().filter(name -> stores.entries().isTaken(SHOP, subpath, name)))
                .containsExactlyInAnyOrderElementsOf(out);
        return out;
    }

    @Test
    void longArabicNamesWork() {
        Locator at = Locator.of("shop", "catalog", "\u0627\u064b".repeat(32), ResourceType.CONTENT);
        putJson(at, "{\"n\":1}");
        restart();

        assertThat(text(stores.entries().find(at).orElseThrow())).isEqualTo("{\"n\":1}");
        assertThat(scan(Subpath.ROOT)).contains(at.shortname() + "[]");
    }
}
