package cc.dmart.storage.files.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.storage.ChangeOp;
import cc.dmart.storage.files.internal.commit.Store;
import cc.dmart.storage.files.internal.disk.NioDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of others deep in what is removed or moved, or in the place of logs, leave no change undone. */
final class OddFilesTest {
    private static final Locator GOODS = Locator.of("shop", "x", "goods", ResourceType.FOLDER);

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

    private void commit(ChangeOp... ops) {
        Scenarios.commit(store, ops);
        assertThat(store.isReadOnly()).isFalse();
    }

    private void removeFolder() {
        commit(new ChangeOp.RemoveEntry(Scenarios.FOLDER, Optional.of("catalog.json")));
        assertThat(store.finder().find(Scenarios.PEN)).isEmpty();
        assertThat(shop.resolve("catalog")).doesNotExist();
    }

    private static List<String> trash(Path directory) throws IOException {
        try (Stream<Path> found = Files.list(directory)) {
            return found.map(path -> String.valueOf(path.getFileName()))
                    .filter(name -> name.startsWith(".trash"))
                    .toList();
        }
    }

    private void theNextStartSweeps(Path directory) throws IOException {
        assertThat(trash(directory)).hasSize(1);
        close();
        store = Fixtures.open(odd.disk(), folder);
        assertThat(trash(directory)).as("still not ours").hasSize(1);
        close();
        store = Fixtures.open(new NioDisk(), folder);
        assertThat(trash(directory)).isEmpty();
    }

    /** The directory keeps its path until its folder is renamed; by then the account is what counts. */
    private void denyAfterRename(Path inTree, Path beside) {
        odd.deny(inTree);
        for (int seq = 1; seq < 30; seq++) {
            Path trash = beside.resolve(".trash-" + seq + "-0");
            odd.deny(trash.resolve(Objects.requireNonNull(inTree.getFileName())));
        }
    }

    @Test
    void aFolderGoesThoughSomethingInItStays() throws IOException {
        Path foreign = Files.createDirectories(shop.resolve("catalog/foreign"));
        Files.writeString(foreign.resolve("file"), "x");
        denyAfterRename(foreign, shop);
        denyAfterRename(foreign, shop.resolve(".dm"));
        removeFolder();
        assertThat(trash(shop)).isEmpty();
        assertThat(shop.resolve(".dm")
                        .resolve(trash(shop.resolve(".dm")).get(0))
                        .resolve("foreign/file"))
                .hasContent("x");
        theNextStartSweeps(shop.resolve(".dm"));
    }

    @Test
    void aSpaceGoesThoughSomethingInItStays() throws IOException {
        Path foreign = Files.createDirectories(shop.resolve("foreign"));
        Files.writeString(foreign.resolve("file"), "x");
        denyAfterRename(foreign, folder.resolve("spaces"));
        commit(new ChangeOp.RemoveEntry(Scenarios.SPACE, Optional.empty()));
        assertThat(shop).doesNotExist();
        theNextStartSweeps(folder.resolve("spaces"));
    }

    /** A later entry of the name does not have what hung on the one before. */
    @Test
    void anEntryGoesThoughSomethingOnItStays() throws IOException {
        Path media = shop.resolve("catalog/.dm/pen/attachments.media");
        odd.deny(media);
        denyAfterRename(media, shop.resolve(".dm"));
        commit(new ChangeOp.RemoveEntry(Scenarios.PEN, Optional.of("pen.json")));
        assertThat(shop.resolve("catalog/.dm/pen")).doesNotExist();
        commit(Scenarios.putJson(Scenarios.PEN, true, 2));
        assertThat(store.listings().attachments(Scenarios.PEN, Set.of())).isEmpty();
        theNextStartSweeps(shop.resolve(".dm"));
        assertThat(shop.resolve("catalog/pen.json")).hasContent("{\"n\":2}");
    }

    @Test
    void aFolderThatCannotBeEmptiedAtAllStays() throws IOException {
        odd.deny(shop.resolve("catalog"));
        assertThatThrownBy(this::removeFolder)
                .isInstanceOf(DmartException.Unavailable.class)
                .hasMessageContaining("shop/catalog cannot be written");
        assertThat(store.isReadOnly()).isFalse();
        assertThat(store.finder().find(Scenarios.PEN)).isPresent();
    }

    private Path odd(Path file, String kind) throws IOException {
        Path target = folder.resolve("elsewhere");
        Files.writeString(target, "before\n");
        Files.deleteIfExists(file);
        if (kind.equals("link")) {
            Files.createSymbolicLink(file, target);
        } else {
            Files.createDirectories(file.resolve("in"));
        }
        return target;
    }

    @ParameterizedTest
    @ValueSource(strings = {"link", "directory"})
    void whatIsNoRegularFileGetsNoLines(String kind) throws IOException {
        Path target = odd(shop.resolve(".dm/events.jsonl"), kind);
        odd(shop.resolve("catalog/.dm/pen/history.jsonl"), kind);
        for (int n = 2; n < 4; n++) {
            commit(
                    Scenarios.putJson(Scenarios.PEN, false, n),
                    new ChangeOp.AppendHistory(Scenarios.PEN, Scenarios.line("h" + n)),
                    new ChangeOp.AppendActivity(
                            Scenarios.SHOP, Scenarios.line("a" + n).json()));
        }
        assertThat(shop.resolve("catalog/pen.json")).hasContent("{\"n\":3}");
        assertThat(target).hasContent("before\n");
        assertThat(Files.isRegularFile(shop.resolve(".dm/events.jsonl"), LinkOption.NOFOLLOW_LINKS))
                .isFalse();
        Files.delete(shop.resolve(".dm/events.jsonl").resolve(kind.equals("link") ? "" : "in"));
        Files.deleteIfExists(shop.resolve(".dm/events.jsonl"));
        commit(new ChangeOp.AppendActivity(Scenarios.SHOP, Scenarios.line("a9").json()));
        assertThat(shop.resolve(".dm/events.jsonl")).content().contains("\"a9\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"link", "directory"})
    void linesStayWhereThereIsNoLogForThem(String kind) throws IOException {
        Path log = shop.resolve(".dm/catalog/ink/history.jsonl");
        Files.createDirectories(log.getParent());
        Path target = odd(log, kind);
        Locator memo = Scenarios.INK.attachment(ResourceType.COMMENT, new Shortname("memo"));
        commit(Scenarios.move(Scenarios.NOTE, memo));
        assertThat(store.finder().find(memo)).isPresent();
        assertThat(target).hasContent("before\n");
        Path old = shop.resolve(".dm/catalog/pen/history.jsonl");
        assertThat(old).content().contains("\"h3\"");
        Path nib = shop.resolve(".dm/catalog/nib/history.jsonl");
        Files.createDirectories(nib.getParent());
        odd(nib, kind);
        commit(Scenarios.move(Scenarios.PEN, Locator.of("shop", "catalog", "nib", ResourceType.CONTENT)));
        assertThat(old).content().contains("\"h3\"");
    }

    /** Makes a file whose name is no text. */
    private static void makeNameless(Path directory) throws IOException, InterruptedException {
        Process made = new ProcessBuilder(
                        "sh", "-c", "printf x > \"$1/$(printf 'a\\377b')\"", "sh", directory.toString())
                .start();
        assertThat(made.waitFor()).isZero();
        try (Stream<Path> found = Files.list(directory)) {
            assertThat(found.filter(path -> String.valueOf(path.getFileName()).startsWith("a")))
                    .hasSize(1);
        }
    }

    @Test
    void aFileWhoseNameIsNoTextComesAlong() throws Exception {
        makeNameless(shop.resolve("catalog"));
        Files.createDirectories(shop.resolve("x/goods/empty"));
        Files.createDirectories(shop.resolve("x/goods/pen.json/empty"));
        commit(Scenarios.move(Scenarios.FOLDER, GOODS));
        assertThat(shop.resolve("catalog")).doesNotExist();
        assertThat(shop.resolve("x/goods/pen.json")).hasContent("{\"n\":1}");
        try (Stream<Path> found = Files.list(shop.resolve("x/goods"))) {
            assertThat(found.filter(path -> String.valueOf(path.getFileName()).startsWith("a")))
                    .singleElement()
                    .satisfies(path -> assertThat(Files.readString(path)).isEqualTo("x"));
        }
    }

    @Test
    void aFileWhoseNameIsNoTextGoesWithItsFolder() throws Exception {
        makeNameless(shop.resolve("catalog"));
        removeFolder();
        assertThat(trash(shop)).isEmpty();
        assertThat(trash(shop.resolve(".dm"))).isEmpty();
    }

    /** It counts as something that is in the way. */
    @Test
    void aFileWhoseNameIsNoTextTakesAName() throws Exception {
        makeNameless(Files.createDirectories(shop.resolve("x/goods")));
        assertThatThrownBy(() -> commit(Scenarios.move(Scenarios.FOLDER, GOODS)))
                .isInstanceOf(DmartException.Conflict.class);
        assertThat(store.isReadOnly()).isFalse();
    }
}
