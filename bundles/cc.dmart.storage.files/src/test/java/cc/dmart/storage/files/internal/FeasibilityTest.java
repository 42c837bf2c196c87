package cc.dmart.storage.files.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.storage.ChangeOp;
import cc.dmart.api.storage.PayloadChange;
import cc.dmart.storage.files.internal.commit.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the file system would not take is refused before it is durable, and stops nothing else ({@code storage.md} 8.1). */
final class FeasibilityTest {
    private static final Locator OTHER = Locator.ofSpace(new SpaceName("other"));

    @TempDir
    Path folder;

    private final OddDisk odd = new OddDisk();
    private Path shop = Path.of("");
    private Store store;

    @BeforeEach
    void open() throws IOException {
        store = Fixtures.open(odd.disk(), folder);
        Scenarios.build(store);
        shop = folder.resolve("spaces/shop");
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    private static ChangeOp.PutEntry meta(Locator at, int n) {
        return Scenarios.put(at, false, n, new PayloadChange.Keep());
    }

    private void refused(String sentence, ChangeOp... ops) throws IOException {
        var before = Trees.snapshot(shop);
        long last = store.journal().lastSeq();
        assertThatThrownBy(() -> Scenarios.commit(store, ops))
                .isInstanceOfSatisfying(
                        DmartException.Unavailable.class,
                        e -> assertThat(e.status()).isEqualTo(503))
                .hasMessageContaining(sentence);
        assertThat(store.journal().lastSeq()).isEqualTo(last);
        assertThat(Trees.snapshot(shop)).isEqualTo(before);
        othersGoOn();
    }

    private void othersGoOn() {
        assertThat(store.isReadOnly()).isFalse();
        long n = store.journal().lastSeq();
        Scenarios.commit(store, meta(Scenarios.INK, (int) n));
        assertThat(store.finder()
                        .find(Scenarios.INK)
                        .flatMap(e -> e.entry().meta().number("version_of_test"))
                        .map(found -> found.longValue()))
                .contains(n);
    }

    @Test
    void whatLiesInADirectoryOfAnotherAccountIsNotChanged() throws IOException {
        Path pen = shop.resolve("catalog/.dm/pen");
        odd.deny(pen);
        refused("shop/catalog/.dm/pen cannot be written", Scenarios.putJson(Scenarios.PEN, false, 2));
        refused("pen cannot be written", new ChangeOp.RemoveEntry(Scenarios.PEN, Optional.of("pen.json")));
        refused("pen cannot be written", Scenarios.move(Scenarios.PEN, Scenarios.NEW));
        Locator memo = Scenarios.PEN.attachment(ResourceType.REACTION, new Shortname("memo"));
        refused("pen cannot be written", Scenarios.putJson(memo, true, 1));
        odd.allow(pen);
        Scenarios.commit(store, Scenarios.putJson(Scenarios.PEN, false, 2));
        assertThat(shop.resolve("catalog/pen.json")).hasContent("{\"n\":2}");
    }

    @Test
    void nothingIsMadeInADirectoryOfAnotherAccount() throws IOException {
        Path closed = Files.createDirectories(shop.resolve("closed/.dm"));
        odd.deny(closed);
        odd.deny(shop.resolve("closed"));
        Locator pen = Locator.of("shop", "closed", "pen", ResourceType.CONTENT);
        refused("shop/closed cannot be written", Scenarios.putJson(pen, true, 1));
        refused("shop/closed/.dm cannot be written", Scenarios.put(pen, true, 1, new PayloadChange.Keep()));
        Locator deep = Locator.of("shop", "closed/deeper/still", "pen", ResourceType.CONTENT);
        refused("shop/closed cannot be written", Scenarios.putJson(deep, true, 1));
        refused("shop/closed cannot be written", Scenarios.move(Scenarios.PEN, pen));
        odd.deny(folder.resolve("spaces"));
        refused("the folder of the spaces cannot be written", Scenarios.put(OTHER, true, 1, new PayloadChange.Keep()));
    }

    @Test
    void aLogOfAnotherAccountIsNotWritten() throws IOException {
        odd.deny(shop.resolve("catalog/.dm/pen/history.jsonl"));
        refused(
                "pen/history.jsonl cannot be written",
                meta(Scenarios.PEN, 2),
                new ChangeOp.AppendHistory(Scenarios.PEN, Scenarios.line("h")));
    }

    @Test
    void aDirectoryThatHasTheNameOfAFileStays() throws IOException {
        Files.createDirectories(shop.resolve("catalog/brush.json/in"));
        refused("shop/catalog/brush.json is a directory", Scenarios.putJson(Scenarios.NEW, true, 1));
        refused("shop/catalog/brush.json is a directory", Scenarios.move(Scenarios.PEN, Scenarios.NEW));
        Scenarios.commit(store, Scenarios.put(Scenarios.NEW, true, 1, new PayloadChange.Keep()));
        Scenarios.commit(store, new ChangeOp.RemoveEntry(Scenarios.NEW, Optional.of("brush.json")));
        assertThat(store.finder().find(Scenarios.NEW)).isEmpty();
        assertThat(shop.resolve("catalog/brush.json/in")).isDirectory();
        othersGoOn();
    }

    @Test
    void nothingIsMovedBetweenMounts() throws IOException {
        Scenarios.commit(store, Scenarios.put(OTHER, true, 1, new PayloadChange.Keep()));
        odd.mount(shop.resolveSibling("other"));
        Locator there = Locator.of("other", "/", "pen", ResourceType.CONTENT);
        refused("is on another file system than other", Scenarios.move(Scenarios.PEN, there));
        refused(
                "is on another file system than other",
                Scenarios.move(Scenarios.FOLDER, Locator.of("other", "x", "goods", ResourceType.FOLDER)));
        refused("other is on another file system", new ChangeOp.RemoveEntry(OTHER, Optional.empty()));
        refused("other is on another file system", Scenarios.move(OTHER, Locator.ofSpace(new SpaceName("another"))));
        Scenarios.commit(store, Scenarios.putJson(there, true, 1));
        Scenarios.commit(store, Scenarios.move(there, Locator.of("other", "/", "nib", ResourceType.CONTENT)));
        assertThat(shop.resolveSibling("other/nib.json")).hasContent("{\"n\":1}");
        odd.mount(shop.resolve("catalog"));
        refused(
                "shop/catalog is on another file system",
                new ChangeOp.RemoveEntry(Scenarios.FOLDER, Optional.of("catalog.json")));
    }

    @Test
    void withNoFilesLeftOnlyWhatRemovesGoesOn() throws IOException {
        close();
        store = Fixtures.open(odd.disk(), folder);
        odd.leaveFiles(0);
        assertThatThrownBy(() -> Scenarios.commit(store, Scenarios.putJson(Scenarios.NEW, true, 1)))
                .isInstanceOf(DmartException.Unavailable.class)
                .hasMessageContaining("no room");
        assertThat(store.isReadOnly()).isFalse();
        Scenarios.commit(store, new ChangeOp.RemoveEntry(Scenarios.PEN, Optional.of("pen.json")));
        assertThat(shop.resolve("catalog/pen.json")).doesNotExist();
        odd.leaveFiles(10_000);
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (isRefused() && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(store.finder().find(Scenarios.NEW)).isPresent();
    }

    private boolean isRefused() {
        try {
            Scenarios.commit(store, Scenarios.putJson(Scenarios.NEW, true, 1));
            return false;
        } catch (DmartException.Unavailable e) {
            return true;
        }
    }
}
