package cc.dmart.storage.files.internal;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.storage.Change;
import cc.dmart.api.storage.ChangeOp;
import cc.dmart.api.storage.PayloadChange;
import cc.dmart.api.storage.ScanVisitor;
import cc.dmart.api.storage.StorageFinding;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.storage.files.internal.FaultyDisk.Fault;
import cc.dmart.storage.files.internal.commit.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What changes and reads cost in calls to the file system ({@code design.md} 1: count them and keep the count). */
final class CallBudgetTest {
    @TempDir
    Path folder;

    private final FaultyDisk disk = new FaultyDisk();
    private Store store;

    @BeforeEach
    void open() throws IOException {
        store = Fixtures.open(disk, folder);
        Scenarios.build(store);
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    private List<String> calls(Runnable work) {
        disk.arm(-1, Fault.ERROR, false);
        work.run();
        return disk.calls();
    }

    /** Calls that change something; looks at directories are remembered for a second, so that their number is chance. */
    private List<String> changes(Runnable work) {
        return calls(work).stream().filter(c -> !c.startsWith("stat ")).toList();
    }

    private static Locator at(String name) {
        return Locator.of("shop", "catalog", name, ResourceType.CONTENT);
    }

    @Test
    void createIsOneDirectoryAndTwoFiles() {
        Scenarios.commit(store, Scenarios.putJson(at("one"), true, 1));

        assertThat(changes(() -> Scenarios.commit(store, Scenarios.putJson(at("two"), true, 1))))
                .containsExactly(
                        "pwrite 00000000000000000001.log",
                        "fsync 00000000000000000001.log",
                        "create two.json",
                        "mkdir two",
                        "create meta.content.json");
    }

    @Test
    void namesOfAFolderWithoutFoldersAreTwoLooksEach() {
        List<Shortname> names = List.of(new Shortname("one"), new Shortname("two"), new Shortname("pen"));

        assertThat(calls(() -> assertThat(store.listings().taken(Scenarios.SHOP, Scenarios.PEN.subpath(), names))
                        .containsExactly(Scenarios.PEN.shortname())))
                .containsExactly(
                        "stat catalog",
                        "stat .dm",
                        "stat one.json",
                        "stat one",
                        "stat two.json",
                        "stat two",
                        "stat pen.json");
    }

    /** One directory that is none of metas, and a link where they should be, which the file system does not count. */
    @Test
    void aFolderBesideALinkIsSeen() throws IOException {
        Path catalog = folder.resolve("spaces/shop/catalog");
        Files.move(catalog.resolve(".dm"), folder.resolve("elsewhere"));
        Files.createSymbolicLink(catalog.resolve(".dm"), folder.resolve("elsewhere"));
        Path meta = Files.createDirectories(catalog.resolve("sub/.dm")).resolve("meta.folder.json");
        Files.writeString(meta, "{}");

        assertThat(taken("sub", "one", "two")).containsExactly(new Shortname("sub"));
    }

    /** No reader follows it, so that it is no folder, whether it is asked for alone or with others. */
    @Test
    void aLinkToAFolderTakesNoName() throws IOException {
        Path meta = Files.createDirectories(folder.resolve("elsewhere/.dm")).resolve("meta.folder.json");
        Files.writeString(meta, "{}");
        Path catalog = folder.resolve("spaces/shop/catalog");
        Files.createSymbolicLink(catalog.resolve("sub"), folder.resolve("elsewhere"));

        assertThat(taken("sub", "one", "pen")).containsExactly(Scenarios.PEN.shortname());
        Files.createDirectory(catalog.resolve("other"));
        assertThat(taken("sub", "one", "pen")).containsExactly(Scenarios.PEN.shortname());
    }

    /** Those that are taken, of which each is by itself. */
    private Set<Shortname> taken(String... names) {
        List<Shortname> all = Stream.of(names).map(Shortname::new).toList();
        Set<Shortname> out = store.listings().taken(Scenarios.SHOP, Scenarios.PEN.subpath(), all);
        assertThat(all.stream().filter(name -> store.listings().isTaken(Scenarios.SHOP, Scenarios.PEN.subpath(), name)))
                .containsExactlyInAnyOrderElementsOf(out);
        return out;
    }

    @Test
    void updateIsTwoReplacementsAndOneLine() {
        store.finder().find(Scenarios.PEN);
        Change update = new Change(
                List.of(
                        Scenarios.putJson(Scenarios.PEN, false, 2),
                        new ChangeOp.AppendHistory(Scenarios.PEN, Scenarios.line("h"))),
                List.of(),
                false);

        assertThat(changes(() -> store.commit(update)))
                .containsExactly(
                        "pwrite 00000000000000000001.log",
                        "fsync 00000000000000000001.log",
                        "create .pen.json.tmp",
                        "rename pen.json",
                        "create .meta.content.json.tmp",
                        "rename meta.content.json",
                        "open history.jsonl",
                        "size history.jsonl",
                        "pread history.jsonl",
                        "pwrite history.jsonl");
    }

    @Test
    void updateOfTheMetaAloneIsOneReplacement() {
        store.finder().find(Scenarios.PEN);
        Change update =
                new Change(List.of(Scenarios.put(Scenarios.PEN, false, 2, new PayloadChange.Keep())), List.of(), false);

        assertThat(changes(() -> store.commit(update)))
                .containsExactly(
                        "pwrite 00000000000000000001.log",
                        "fsync 00000000000000000001.log",
                        "create .meta.content.json.tmp",
                        "rename meta.content.json");
        assertThat(calls(() -> assertThat(store.finder().find(Scenarios.PEN))
                        .hasValueSatisfying(e -> assertThat(e.jsonBody()).isPresent())))
                .containsExactly("stat meta.content.json", "stat pen.json");
    }

    @Test
    void activityOfABusySpaceIsOneLookAndOneWrite() {
        ChangeOp line =
                new ChangeOp.AppendActivity(Scenarios.SHOP, Scenarios.line("a2").json());
        Scenarios.commit(store, line);

        assertThat(calls(() -> Scenarios.commit(store, line)))
                .containsExactly(
                        "pwrite 00000000000000000001.log",
                        "fsync 00000000000000000001.log",
                        "stat events.jsonl",
                        "pwrite events.jsonl");
    }

    @Test
    void activityFollowsAFileThatSomebodySetAside() throws IOException {
        ChangeOp line =
                new ChangeOp.AppendActivity(Scenarios.SHOP, Scenarios.line("a2").json());
        Scenarios.commit(store, line);
        Path log = folder.resolve("spaces/shop/.dm/events.jsonl");
        Files.move(log, log.resolveSibling("events.old"));
        Scenarios.commit(store, line);
        Files.writeString(log, "{}\n", StandardOpenOption.APPEND);
        Scenarios.commit(store, line);

        assertThat(Files.readAllLines(log)).hasSize(3).element(1).isEqualTo("{}");
        assertThat(Files.readAllLines(log.resolveSibling("events.old"))).hasSize(2);
    }

    @Test
    void cachedReadLooksAtTwoFilesOnly() {
        store.finder().find(Scenarios.PEN);

        assertThat(calls(() -> store.finder().find(Scenarios.PEN)))
                .containsExactly("stat meta.content.json", "stat pen.json");
    }

    @Test
    void readAfterWriteReadsNoFile() {
        Scenarios.commit(store, Scenarios.putJson(Scenarios.PEN, false, 2));

        assertThat(calls(() -> assertThat(store.finder().find(Scenarios.PEN)).isPresent()))
                .containsExactly("stat meta.content.json", "stat pen.json");
    }

    @Test
    void uncachedReadReadsTwoFiles() throws IOException {
        store.close();
        store = Fixtures.open(new FaultyDisk(), folder);
        store.close();
        FaultyDisk other = new FaultyDisk();
        store = Fixtures.open(other, folder);
        store.finder().find(Scenarios.INK);
        other.arm(-1, Fault.ERROR, false);
        store.finder().find(Scenarios.PEN);

        assertThat(other.calls())
                .containsExactly(
                        "stat meta.content.json", // whether it is there: what is not there costs no exception
                        "stat meta.content.json",
                        "stat pen",
                        "read meta.content.json",
                        "stat pen.json",
                        "read pen.json");
    }

    @Test
    void rebuildReadsTwoFilesPerEntry() {
        Scenarios.commit(store, Scenarios.putJson(at("two"), true, 1));
        List<String> calls = calls(this::walk);

        assertThat(calls)
                .containsSequence(
                        "stat two",
                        "list two",
                        "stat meta.content.json",
                        "read meta.content.json",
                        "stat two.json",
                        "read two.json");
        assertThat(calls.stream().filter(c -> c.contains("two"))).hasSize(4);
    }

    private void walk() {
        store.scan().scan(Scenarios.PEN.space(), Subpath.ROOT, Runnable::run, new ScanVisitor() {
            @Override
            public void entry(StoredEntry entry, List<StoredEntry> attachments) {
                assertThat(entry.version()).isNotEmpty();
            }

            @Override
            public boolean wantsFindings() {
                return false;
            }

            @Override
            public void finding(StorageFinding finding) {
                throw new AssertionError(finding.toString());
            }
        });
    }
}
